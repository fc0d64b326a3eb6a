import Files

/// One frame of an XYZ file: the number of atoms; a comment, which becomes the title; and for each atom a line with its
/// symbol or atomic number and its position in Å. What follows the position (charges, velocities) is left out.
enum XYZFrame {
  static func molecule(_ lines: inout RecordLines) throws(ProgramError) -> Molecule {
    let first = try lines.next(for: "a number of atoms")
    let count = lines.trimmed(first.range)
    guard let atomCount = lines.integer(count), atomCount > 0 else {
      throw lines.error("\(lines.quoted(count)) is no number of atoms", remedy: "begin each frame with the number of its atoms")
    }
    let comment = try lines.next(for: "a comment")
    let title = try lines.text(lines.trimmed(comment.range), at: comment)
    var atoms: [Atom] = []
    // A number that the file is too short for is found by its end.
    atoms.reserveCapacity(min(atomCount, lines.bytes.count / 8))
    for _ in 0..<atomCount { atoms.append(try atom(&lines)) }
    do throws(ProgramError) {
      let bonds = try DistanceBonds.bonds(atoms.map(\.element), at: atoms.map(\.position))
      return try Molecule(title: title, atoms: atoms, bonds: bonds)
    } catch {
      throw lines.error(error.problem, at: first, remedy: error.remedy)
    }
  }

  private static func atom(_ lines: inout RecordLines) throws(ProgramError) -> Atom {
    let line = try lines.next(for: "an atom")
    let words = lines.words(of: line.range)
    guard words.count >= 4, let x = lines.number(words[1]), let y = lines.number(words[2]), let z = lines.number(words[3])
    else {
      throw lines.error(
        "\(lines.quoted(line.range)) is not an element and three finite coordinates", remedy: "write lines such as “C 0.1 -1.5 2”")
    }
    let symbol = lines.bytes[words[0]]
    let position = SIMD3(x, y, z)
    if let number = lines.integer(words[0]), let element = Element(atomicNumber: number) { return Atom(element, at: position) }
    guard let known = ElementSymbol(symbol) else {
      throw lines.error("the element \(Printable.quoted(symbol)) is unknown", remedy: "write symbols such as Cl, or atomic numbers")
    }
    return Atom(known.element, at: position, isotope: known.isotope)
  }

  /// Goes on at the next line that is a number alone, as frames begin; a frame with an atom too few has just run into it.
  static func skipRest(_ lines: inout RecordLines) {
    if let current = lines.current, isCount(current, lines) { lines.stepBack() }
    while let line = lines.peek(), !isCount(line, lines) { _ = lines.next() }
  }

  private static func isCount(_ line: RecordLines.Line, _ lines: RecordLines) -> Bool {
    lines.integer(lines.trimmed(line.range)) != nil
  }
}
