import Files

/// The data fields of an SDF record: `> <NAME>`, the lines of the value, and a blank line.
enum SDFDataFields {
  /// Reads up to the record's end.
  static func read(_ lines: inout RecordLines) throws(ProgramError) -> [DataField] {
    var fields: [DataField] = []
    while let line = lines.next(), !SDFRecord.isEnd(line, lines) {
      if isBlank(line, lines) { continue }
      guard isHeader(line, lines) else {
        throw lines.error(
          "\(lines.quoted(line.range)) stands where a data field or the record’s end is expected",
          remedy: "a data field begins with a line such as “>  <energy>”, and a record ends with “$$$$”")
      }
      fields.append(DataField(name: try name(line, lines), value: try value(&lines)))
    }
    return fields
  }

  private static func isBlank(_ line: RecordLines.Line, _ lines: RecordLines) -> Bool { lines.trimmed(line.range).isEmpty }

  private static func isHeader(_ line: RecordLines.Line, _ lines: RecordLines) -> Bool { lines.starts(line, with: ">") }

  /// Where the name stands in a header: in angle brackets.
  private static func bracketed(_ line: RecordLines.Line, _ lines: RecordLines) -> Range<Int>? {
    let rest = line.range.dropFirst()
    guard let start = rest.first(where: { lines.bytes[$0] == UInt8(ascii: "<") }),
      let end = rest.last(where: { lines.bytes[$0] == UInt8(ascii: ">") }), start < end
    else { return nil }
    return start + 1..<end
  }

  /// What stands in angle brackets, or else, as with `> DT12`, the whole line.
  private static func name(_ line: RecordLines.Line, _ lines: RecordLines) throws(ProgramError) -> String {
    try lines.text(lines.trimmed(bracketed(line, lines) ?? line.range.dropFirst()), at: line)
  }

  private static func value(_ lines: inout RecordLines) throws(ProgramError) -> String {
    var value: [String] = []
    while let line = lines.peek(), !SDFRecord.isEnd(line, lines) {
      _ = lines.next()
      if isBlank(line, lines) { break }
      // A header within a value is a blank line that somebody forgot, and two fields would become one; “>100” is a value.
      guard !isHeader(line, lines) || bracketed(line, lines) == nil else {
        throw lines.error("a data field begins where a blank line must end the last one")
      }
      value.append(try lines.text(line.range, at: line))
    }
    return value.joined(separator: "\n")
  }
}
