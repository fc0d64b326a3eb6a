import Files

extension ConnectionTable {
  /// Reads a connection table of words, from the line after the counts line up to `M  END`.
  init(v3000 lines: inout RecordLines) throws(ProgramError) {
    try Self.expect("BEGIN CTAB", &lines)
    let counts = try ExtendedLine(&lines, for: "COUNTS")
    let words = counts.words
    guard counts.starts(with: "COUNTS "), words.count >= 3, let atomCount = RecordLines.integer(words[1]),
      let bondCount = RecordLines.integer(words[2]), atomCount >= 0, bondCount >= 0
    else { throw Self.error("is not “COUNTS” with the numbers of atoms and bonds", counts, lines) }
    var indices: [Int: Int] = [:]
    try Self.expect("BEGIN ATOM", &lines)
    // What a file cannot hold is not reserved.
    atoms.reserveCapacity(min(atomCount, lines.bytes.count / 16))
    for _ in 0..<atomCount {
      let line = try ExtendedLine(&lines, for: "an atom")
      let words = line.words
      guard let index = words.first.flatMap(RecordLines.integer) else { throw Self.error("is not an atom", line, lines) }
      guard indices.updateValue(atoms.count, forKey: index) == nil else { throw Self.error("has an atom number that is taken", line, lines) }
      atoms.append(try Self.atom(words, line, lines))
    }
    try Self.expect("END ATOM", &lines)
    var next = try ExtendedLine(&lines, for: "END CTAB")
    if next.starts(with: "BEGIN BOND") {
      bonds.reserveCapacity(min(bondCount, lines.bytes.count / 16))
      for _ in 0..<bondCount { bonds.append(try Self.bond(indices, &lines)) }
      try Self.expect("END BOND", &lines)
      next = try ExtendedLine(&lines, for: "END CTAB")
    } else if bondCount > 0 {
      throw Self.error("stands where “BEGIN BOND” is expected", next, lines)
    }
    // Sgroups, collections and the like stand in blocks of their own, which say nothing of atoms and bonds.
    while !next.starts(with: "END CTAB") { next = try ExtendedLine(&lines, for: "END CTAB") }
    guard lines.starts(try lines.next(for: "M  END"), with: "M  END") else { throw lines.error("“M  END” is missing") }
  }

  private static func expect(_ text: StaticString, _ lines: inout RecordLines) throws(ProgramError) {
    let line = try ExtendedLine(&lines, for: "“M  V30 \(text)”")
    guard line.starts(with: text) else { throw error("stands where “\(text)” is expected", line, lines) }
  }

  private static func error(_ problem: String, _ line: ExtendedLine, _ lines: RecordLines) -> ProgramError {
    lines.error("\(Printable.quoted(line.content)) \(problem)", at: line.line)
  }

  /// `index symbol x y z mapping` and options.
  private static func atom(
    _ words: [ArraySlice<UInt8>], _ line: ExtendedLine, _ lines: RecordLines
  ) throws(ProgramError) -> Atom {
    guard words.count >= 6, let x = number(words[2]), let y = number(words[3]), let z = number(words[4]) else {
      throw error("is not an atom", line, lines)
    }
    guard let known = ElementSymbol(words[1]) else { throw unknownElement(words[1], line.line, lines) }
    var atom = Atom(known.element, at: SIMD3(x, y, z), isotope: known.isotope)
    for word in words[6...] {
      guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { throw error("has an option without “=”", line, lines) }
      let value = RecordLines.integer(word[(equals + 1)...])
      switch String(decoding: word[..<equals], as: UTF8.self) {
      case "CHG":
        guard let value, Molecule.charges ~= value else { throw error("has a charge outside −15…15", line, lines) }
        atom.formalCharge = value
      case "RAD":
        guard let value, 0...3 ~= value else { throw error("has an unknown radical", line, lines) }
        atom.radical = Atom.Radical(rawValue: value)
      case "MASS":
        guard let value, Molecule.massNumbers ~= value else { throw error("has a mass number outside 1…999", line, lines) }
        atom.isotope = value
      default: break
      }
    }
    return atom
  }

  /// `index type atom atom` and options.
  private static func bond(_ indices: [Int: Int], _ lines: inout RecordLines) throws(ProgramError) -> Bond {
    let line = try ExtendedLine(&lines, for: "a bond")
    let words = line.words
    guard words.count >= 4, RecordLines.integer(words[0]) != nil, let first = RecordLines.integer(words[2]).flatMap({ indices[$0] }),
      let second = RecordLines.integer(words[3]).flatMap({ indices[$0] }), first != second
    else { throw error("is not a bond between two of the atoms", line, lines) }
    guard let order = RecordLines.integer(words[1]).flatMap(BondOrder.init) else { throw unknownBond(words[1], line.line, lines) }
    return Bond(first, second, order)
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Double? {
    let bytes = Array(text)
    guard let match = DecimalNumber.scan(bytes, from: 0, to: bytes.count), match.end == bytes.count, match.value.isFinite else { return nil }
    return match.value
  }
}
