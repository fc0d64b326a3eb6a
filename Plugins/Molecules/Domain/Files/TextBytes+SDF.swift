import Files

extension TextBytes {
  /// A record of an SDF file.
  mutating func append(record molecule: Molecule) throws(ProgramError) {
    guard !Self.endsRecord(molecule.title.utf8) else {
      throw ProgramError(.data, "a title that begins with $$$$ would end its record", remedy: "use another title")
    }
    try append(line: molecule.title, of: "the title")
    append("   Bellman          3D\n\n")
    let limit = SIMD3(repeating: Self.largestFixed)
    let fits = molecule.atoms.allSatisfy { all($0.position .<= limit) && all($0.position .>= -limit) }
    if fits && max(molecule.atoms.count, molecule.bonds.count) <= 999 {
      append(v2000: molecule)
    } else {
      append(v3000: molecule)
    }
    append("M  END\n")
    for field in molecule.dataFields { try append(field) }
    append("$$$$\n")
  }

  private mutating func append(_ field: DataField) throws(ProgramError) {
    try Self.check(line: field.name, of: "the data field’s name")
    append(">  <\(field.name)>\n")
    // Compared as bytes, as readers do: a character may be a letter with many accents.
    let lines = field.value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let areReadable = lines.allSatisfy { line in
      let isHeader = line.first == UInt8(ascii: ">") && line.drop { $0 != UInt8(ascii: "<") }.contains(UInt8(ascii: ">"))
      return !isHeader && !Self.endsRecord(line) && line.contains { !LineScanner.isBlank($0) }
        && !line.contains { $0 == 0 || $0 == UInt8(ascii: "\r") }
    }
    guard areReadable || field.value.isEmpty else {
      throw ProgramError(
        .data, "the value of the data field \(Printable.quoted(field.name)) could not be read back",
        remedy: "use lines of text without blank ones among them")
    }
    if !field.value.isEmpty { append(field.value + "\n") }
    endLine()
  }

  private static func endsRecord(_ line: some Sequence<UInt8>) -> Bool { line.starts(with: "$$$$".utf8) }
}

extension Molecule {
  /// For each atom whose bonds are not those of its element, the sum of their orders: readers that would fill it up with hydrogens
  /// are told by it not to. Nil for atoms that all readers take as they are.
  var statedValences: [Int?] {
    zip(atoms, ValenceTable.bondings(in: self)).map { atom, bonding in
      let isOrdinary = ValenceTable.corrected.bondings(of: atom.element, formalCharge: atom.formalCharge).contains(bonding)
      return isOrdinary || atom.radical != nil || bonding.aromaticBonds > 0 ? nil : bonding.otherOrders
    }
  }
}
