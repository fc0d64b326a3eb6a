extension ForceField {
  /// The parameters of one atom.
  struct AtomParameters {
    let element: ElementParameters
    /// In Å.
    let radius: Double
    /// θ₀ in radians.
    let angle: Double

    init(_ element: ElementParameters, _ type: AtomType) {
      self.element = element
      radius = type.geometry.radius
      angle = type.geometry.angle * .pi / 180
    }
  }
}
