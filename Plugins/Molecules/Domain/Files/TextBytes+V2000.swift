extension TextBytes {
  /// The connection table of a molecule with at most 999 atoms and bonds, up to `M  END`.
  mutating func append(v2000 molecule: Molecule) {
    append(molecule.atoms.count, width: 3)
    append(molecule.bonds.count, width: 3)
    append("  0  0  0  0  0  0  0  0999 V2000\n")
    for (atom, valence) in zip(molecule.atoms, molecule.statedValences) {
      append(fixed: atom.position.x)
      append(fixed: atom.position.y)
      append(fixed: atom.position.z)
      append(byte: UInt8(ascii: " "))
      let symbol = atom.element.symbol
      append(symbol)
      append(symbol.utf8.count == 1 ? "   0  0  0  0  0" : "  0  0  0  0  0")
      append(Self.valenceCode(valence), width: 3)
      append("  0  0  0  0  0  0\n")
    }
    for bond in molecule.bonds {
      append(bond.first + 1, width: 3)
      append(bond.second + 1, width: 3)
      append(bond.order.rawValue, width: 3)
      append("  0\n")
    }
    append(property: "CHG", molecule.atoms.map { $0.formalCharge == 0 ? nil : $0.formalCharge })
    append(property: "ISO", molecule.atoms.map(\.isotope))
    append(property: "RAD", molecule.atoms.map { $0.radical?.rawValue })
  }

  /// 0 says nothing and 15 says zero.
  private static func valenceCode(_ valence: Int?) -> Int {
    switch valence {
    case 0: 15
    case .some(let valence) where valence < 15: valence
    default: 0
    }
  }

  /// Lines of at most eight atoms and their values.
  private mutating func append(property name: String, _ values: [Int?]) {
    let pairs = values.enumerated().compactMap { index, value in value.map { (index + 1, $0) } }
    for start in stride(from: 0, to: pairs.count, by: 8) {
      let part = pairs[start..<min(start + 8, pairs.count)]
      append("M  \(name)")
      append(part.count, width: 3)
      for (atom, value) in part {
        append(atom, width: 4)
        append(value, width: 4)
      }
      endLine()
    }
  }
}
