import Files

extension ConnectionTable {
  /// Reads a connection table in columns of fixed width, up to `M  END`.
  ///
  /// - Parameter counts: the line that was read last.
  init(v2000 lines: inout RecordLines, _ counts: RecordLines.Line) throws(ProgramError) {
    guard let atomCount = lines.integer(lines.columns(0, 3, of: counts)), let bondCount = Self.integer(3, 6, counts, lines),
      atomCount >= 0, bondCount >= 0
    else {
      throw lines.error(
        "the counts line \(lines.quoted(counts.range)) does not begin with the numbers of atoms and bonds",
        remedy: "the fourth line of a record has them in three columns each")
    }
    atoms.reserveCapacity(atomCount)
    bonds.reserveCapacity(bondCount)
    for _ in 0..<atomCount { try appendAtom(&lines) }
    for _ in 0..<bondCount { try appendBond(&lines) }
    try readProperties(&lines)
  }

  /// A whole number in columns; none is zero.
  private static func integer(_ start: Int, _ end: Int, _ line: RecordLines.Line, _ lines: RecordLines) -> Int? {
    let columns = lines.columns(start, end, of: line)
    return columns.isEmpty ? 0 : lines.integer(columns)
  }

  private mutating func appendAtom(_ lines: inout RecordLines) throws(ProgramError) {
    let line = try lines.next(for: "an atom")
    guard let x = lines.number(lines.columns(0, 10, of: line)), let y = lines.number(lines.columns(10, 20, of: line)),
      let z = lines.number(lines.columns(20, 30, of: line)), let massDifference = Self.integer(34, 36, line, lines),
      let chargeCode = Self.integer(36, 39, line, lines)
    else {
      throw lines.error(
        "\(lines.quoted(line.range)) is not an atom", remedy: "an atom has three coordinates of ten columns each, a blank and a symbol")
    }
    let symbol = lines.bytes[lines.columns(30, 34, of: line)]
    guard let known = ElementSymbol(symbol) else { throw Self.unknownElement(symbol, line, lines) }
    guard massDifference == 0 else {
      throw lines.error("the mass difference \(massDifference) is not read", remedy: "give the isotope in a line “M  ISO”")
    }
    guard 0...7 ~= chargeCode else { throw lines.error("the charge code \(chargeCode) is unknown", remedy: "give the charge in a line “M  CHG”") }
    atoms.append(
      Atom(
        known.element, at: SIMD3(x, y, z), formalCharge: chargeCode == 0 || chargeCode == 4 ? 0 : 4 - chargeCode,
        isotope: known.isotope, radical: chargeCode == 4 ? .doublet : nil))
  }

  private mutating func appendBond(_ lines: inout RecordLines) throws(ProgramError) {
    let line = try lines.next(for: "a bond")
    guard let first = lines.integer(lines.columns(0, 3, of: line)), let second = lines.integer(lines.columns(3, 6, of: line)),
      first > 0, first <= atoms.count, second > 0, second <= atoms.count, first != second
    else {
      throw lines.error(
        "\(lines.quoted(line.range)) is not a bond between two of \(atoms.count) atoms",
        remedy: "a bond has the numbers of its atoms and its type in three columns each")
    }
    let type = lines.columns(6, 9, of: line)
    guard let order = lines.integer(type).flatMap(BondOrder.init) else { throw Self.unknownBond(lines.bytes[type], line, lines) }
    bonds.append(Bond(first - 1, second - 1, order))
  }

  // MARK: Properties

  private mutating func readProperties(_ lines: inout RecordLines) throws(ProgramError) {
    var replacesCharges = true
    while true {
      let line = try lines.next(for: "M  END")
      if lines.starts(line, with: "M  END") { return }
      if lines.starts(line, with: "M  CHG") || lines.starts(line, with: "M  RAD") {
        // These lines stand for all charges and radicals, and the codes in the atoms' lines no longer count.
        if replacesCharges { for index in atoms.indices { (atoms[index].formalCharge, atoms[index].radical) = (0, nil) } }
        replacesCharges = false
        try readValues(line, &lines)
      } else if lines.starts(line, with: "M  ISO") {
        try readValues(line, &lines)
      } else if lines.starts(line, with: "A  ") || lines.starts(line, with: "G  ") {
        // An alias or an abbreviation, whose text is on the next line.
        try Self.skip(1, &lines)
      } else if lines.starts(line, with: "S  SKP") {
        guard let count = lines.integer(lines.columns(6, 9, of: line)), count >= 0 else { throw Self.unknownProperty(line, lines) }
        try Self.skip(count, &lines)
      } else if !lines.starts(line, with: "M  ") && !lines.starts(line, with: "V  ") {
        throw Self.unknownProperty(line, lines)
      }
    }
  }

  private static func skip(_ count: Int, _ lines: inout RecordLines) throws(ProgramError) {
    for _ in 0..<count {
      let line = try lines.next(for: "the rest of a property")
      guard !SDFRecord.isEnd(line, lines) else { throw unknownProperty(line, lines) }
    }
  }

  /// `M  CHG  n` and n pairs of an atom and a value, of four columns each.
  private mutating func readValues(_ line: RecordLines.Line, _ lines: inout RecordLines) throws(ProgramError) {
    guard let count = lines.integer(lines.columns(6, 9, of: line)), 1...8 ~= count else { throw Self.unknownProperty(line, lines) }
    for pair in 0..<count {
      guard let atom = lines.integer(lines.columns(9 + 8 * pair, 13 + 8 * pair, of: line)), atom > 0, atom <= atoms.count,
        let value = lines.integer(lines.columns(13 + 8 * pair, 17 + 8 * pair, of: line))
      else { throw Self.unknownProperty(line, lines) }
      guard setValue(value, of: atom - 1, lines.bytes[line.range.lowerBound + 3]) else {
        throw lines.error(
          "\(lines.quoted(line.range)) gives atom \(atom) the value \(value)",
          remedy: "charges are −15…15, radicals 0…3 and mass numbers 1…999")
      }
    }
  }

  /// False when the value is out of range.
  private mutating func setValue(_ value: Int, of atom: Int, _ property: UInt8) -> Bool {
    switch property {
    case UInt8(ascii: "C"):
      atoms[atom].formalCharge = value
      return Molecule.charges ~= value
    case UInt8(ascii: "R"):
      atoms[atom].radical = Atom.Radical(rawValue: value)
      return 0...3 ~= value
    default:
      atoms[atom].isotope = value
      return Molecule.massNumbers ~= value
    }
  }

  private static func unknownProperty(_ line: RecordLines.Line, _ lines: RecordLines) -> ProgramError {
    lines.error(
      "\(lines.quoted(line.range)) is no property of the molecule’s atoms",
      remedy: "after the bonds come lines such as “M  CHG” up to “M  END”")
  }
}
