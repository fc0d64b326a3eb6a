import Files

/// One record of an SDF file: a connection table, data fields, and the line `$$$$`, which the last record may lack.
///
/// Read are title, elements, positions, charges, isotopes, radicals, bonds and data fields. Not kept are the program's line and
/// the comment, stereo marks (positions say it), and Sgroups. Query atoms and bonds, which stand for more than one molecule,
/// are errors.
///
/// Format: “CTfile Formats”, Dassault Systèmes (2020).
enum SDFRecord {
  static func molecule(_ lines: inout RecordLines) throws(ProgramError) -> Molecule {
    let first = try lines.next(for: "a title")
    guard !isEnd(first, lines) else { throw lines.error("the record is empty") }
    let title = try lines.text(lines.trimmed(first.range), at: first)
    for purpose in ["the program’s line", "a comment"] {
      guard !isEnd(try lines.next(for: purpose), lines) else { throw lines.error("the record ends where \(purpose) is expected") }
    }
    let table = try connectionTable(&lines)
    let fields = try SDFDataFields.read(&lines)
    do throws(ProgramError) {
      return try Molecule(title: title, atoms: table.atoms, bonds: table.bonds, dataFields: fields)
    } catch {
      throw lines.error(error.problem, at: first)
    }
  }

  private static func connectionTable(_ lines: inout RecordLines) throws(ProgramError) -> ConnectionTable {
    let counts = try lines.next(for: "the counts line")
    let version = lines.bytes[lines.columns(34, 39, of: counts)]
    // Before versions had names, the line ended early.
    if version.isEmpty || version.elementsEqual("V2000".utf8) { return try ConnectionTable(v2000: &lines, counts) }
    if version.elementsEqual("V3000".utf8) { return try ConnectionTable(v3000: &lines) }
    throw lines.error(
      "the counts line \(lines.quoted(counts.range)) does not end in V2000 or V3000",
      remedy: "the fourth line of a record has the numbers of atoms and bonds, and the version")
  }

  static func isEnd(_ line: RecordLines.Line, _ lines: RecordLines) -> Bool { lines.starts(line, with: "$$$$") }

  /// Goes on behind the record's last line.
  static func skipRest(_ lines: inout RecordLines) {
    if let current = lines.current, isEnd(current, lines) { return }
    while let line = lines.next(), !isEnd(line, lines) {}
  }
}
