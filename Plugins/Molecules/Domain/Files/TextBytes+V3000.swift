extension TextBytes {
  /// The connection table of any molecule, up to `M  END`; coordinates to the last bit.
  mutating func append(v3000 molecule: Molecule) {
    append("  0  0  0     0  0            999 V3000\n")
    append(extended: "BEGIN CTAB")
    append(extended: "COUNTS \(molecule.atoms.count) \(molecule.bonds.count) 0 0 0")
    append(extended: "BEGIN ATOM")
    for (index, (atom, valence)) in zip(molecule.atoms, molecule.statedValences).enumerated() {
      var line = "\(index + 1) \(atom.element) \(atom.position.x) \(atom.position.y) \(atom.position.z) 0"
      if atom.formalCharge != 0 { line += " CHG=\(atom.formalCharge)" }
      if let radical = atom.radical { line += " RAD=\(radical.rawValue)" }
      if let isotope = atom.isotope { line += " MASS=\(isotope)" }
      if let valence { line += " VAL=\(valence == 0 ? -1 : valence)" }
      append(extended: line)
    }
    append(extended: "END ATOM")
    if !molecule.bonds.isEmpty {
      append(extended: "BEGIN BOND")
      for (index, bond) in molecule.bonds.enumerated() {
        append(extended: "\(index + 1) \(bond.order.rawValue) \(bond.first + 1) \(bond.second + 1)")
      }
      append(extended: "END BOND")
    }
    append(extended: "END CTAB")
  }

  /// A line of at most 80 columns, or several of which each but the last ends in a sign of continuation.
  private mutating func append(extended content: String) {
    var rest = Substring(content)
    while true {
      append("M  V30 ")
      guard rest.utf8.count > 73 else { break }
      append(String(rest.prefix(72)) + "-\n")
      rest = rest.dropFirst(72)
    }
    append(String(rest) + "\n")
  }
}
