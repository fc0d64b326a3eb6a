extension ForceField {
  /// What all atoms of an element have in common.
  ///
  /// Source: UFF, table I (columns x, D, Z*, V, U and the electronegativity χ); V is the sp³ torsional barrier, given there by
  /// atom type and in the text.
  struct ElementParameters {
    /// The distance x of the van der Waals minimum to an atom of the same element, in Å.
    let distance: Double
    /// The depth D of that minimum, in kcal/mol.
    let depth: Double
    /// The effective charge Z* of the force constants, in elementary charges.
    let charge: Double
    /// The torsional barrier V between tetrahedral atoms, in kcal/mol.
    let tetrahedralBarrier: Double
    /// The torsional barrier U between planar atoms, in kcal/mol.
    let planarBarrier: Double
    /// χ in eV.
    let electronegativity: Double

    private init(_ distance: Double, _ depth: Double, _ charge: Double, _ tetrahedral: Double, _ planar: Double, _ electronegativity: Double) {
      self.distance = distance
      self.depth = depth
      self.charge = charge
      tetrahedralBarrier = tetrahedral
      planarBarrier = planar
      self.electronegativity = electronegativity
    }

    /// Nil for the elements that the force field has not been given.
    init?(_ element: Element) {
      // In the order: x, D, Z*, V, U, χ.
      switch element {
      case .hydrogen: self.init(2.886, 0.044, 0.712, 0, 0, 4.528)
      case .boron: self.init(4.083, 0.180, 1.755, 0, 2, 5.110)
      case .carbon: self.init(3.851, 0.105, 1.912, 2.119, 2, 5.343)
      case .nitrogen: self.init(3.660, 0.069, 2.544, 0.450, 2, 6.899)
      case .oxygen: self.init(3.500, 0.060, 2.300, 0.018, 2, 8.741)
      case .fluorine: self.init(3.364, 0.050, 1.735, 0, 2, 10.874)
      case .silicon: self.init(4.295, 0.402, 2.323, 1.225, 1.25, 4.168)
      case .phosphorus: self.init(4.147, 0.305, 2.863, 2.400, 1.25, 5.463)
      case .sulfur: self.init(4.035, 0.274, 2.703, 0.484, 1.25, 6.928)
      case .chlorine: self.init(3.947, 0.227, 2.348, 0, 1.25, 8.564)
      case .bromine: self.init(4.189, 0.251, 2.519, 0, 0.7, 7.790)
      case .iodine: self.init(4.500, 0.339, 2.650, 0, 0.2, 6.822)
      default: return nil
      }
    }

    static var elements: [Element] { Element.all.filter { ElementParameters($0) != nil } }
  }
}
