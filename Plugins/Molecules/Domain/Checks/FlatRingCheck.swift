extension MoleculeCheck {
  /// Rings that must be flat (`MoleculeStructure.aromaticRings`) and are not: the largest distance of one of their atoms from
  /// their plane of least squares. Unit: Å. The first of the atoms named is the one that lies farthest off.
  ///
  /// - Parameter largest: in Å; without it the limit of Buttenschoen, Morris and Deane, “PoseBusters” (2024).
  public static func flatRing(largest: Double = 0.25) -> MoleculeCheck {
    MoleculeCheck(name: "flat ring", unit: "Å", scale: 0.1) { structure, report in
      for ring in structure.aromaticRings { structure.requireFlat(ring, "distance from its ring’s plane", largest, &report) }
    }
  }
}

extension MoleculeStructure {
  /// The rings of five and six atoms whose π electrons keep them flat: aromatic ones, written with aromatic bonds or as one of Kekulé's
  /// forms. Each ring is a list of its atoms around it, from the lowest index; there are no bonds across.
  ///
  /// Counted as RDKit does, and so PoseBusters: 4n + 2 electrons in a ring, or in two or three rings together (azulene's).
  public var aromaticRings: [[Int]] {
    Aromaticity(molecule, neighbours, molecule.kekuleOrders).rings.map(\.atoms).filter { 5...6 ~= $0.count }
  }

  /// Notes the atoms when one of them lies too far off their plane, that one first.
  func requireFlat(_ atoms: [Int], _ quantity: String, _ largest: Double, _ report: inout MoleculeCheck.Report) {
    let plane = LeastSquaresPlane(atoms.map(position))
    let distances = atoms.map { abs(plane.distance(of: position($0))) }
    guard let place = distances.indices.max(by: { distances[$0] < distances[$1] }), distances[place] > largest else { return }
    report.require(quantity, distances[place], in: -.infinity...largest, of: Array(atoms[place...] + atoms[..<place]))
  }
}
