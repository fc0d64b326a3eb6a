extension ForceField {
  /// D [(x/r)¹² − 2 (x/r)⁶]: a minimum of −D at the distance x.
  ///
  /// Below x/2, where the energy is 3968 D and no two atoms of a molecule ever are, the parabola with the same value, slope and
  /// curvature goes on to a finite summit.
  struct VanDerWaalsPair: Sendable {
    let first: Int
    let second: Int
    /// x² in Å².
    private let squareDistance: Double
    /// D in kcal/mol.
    private let depth: Double

    init(_ first: Int, _ second: Int, _ one: AtomParameters, _ other: AtomParameters) {
      self.first = first
      self.second = second
      // Geometric means of both: x² is the product.
      squareDistance = one.element.distance * other.element.distance
      depth = (one.element.depth * other.element.depth).squareRoot()
    }

    @inline(__always)
    func energy(_ positions: [SIMD3<Double>], _ gradient: inout [SIMD3<Double>]) -> Double {
      let difference = positions[first] - positions[second]
      let square = Geometry.dot(difference, difference) + lengthSoftness * lengthSoftness
      let energy: Double
      // dE/d(r²), doubled.
      let slope: Double
      if square > 0.25 * squareDistance {
        let ratio = squareDistance / square
        let sixth = ratio * ratio * ratio
        energy = depth * sixth * (sixth - 2)
        slope = -12 * depth * sixth * (sixth - 1) / square
      } else {
        // In u = r/x at ½: E = 3968 D, E′ = −96768 D, E″ = 2534400 D.
        let u = (square / squareDistance).squareRoot()
        let below = u - 0.5
        energy = depth * (3968 + below * (-96768 + below * 1_267_200))
        slope = depth * (-96768 + below * 2_534_400) / (u * squareDistance)
      }
      let force = slope * difference
      gradient[first] += force
      gradient[second] -= force
      return energy
    }
  }
}
