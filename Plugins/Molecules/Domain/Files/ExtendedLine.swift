import Files

/// The lines of a V3000 connection table: each begins with `M  V30 `, and one that ends in `-` goes on in the next.
struct ExtendedLine {
  /// The content without the prefixes and the signs of continuation.
  private(set) var content: ArraySlice<UInt8>
  /// The line that it begins in.
  let line: RecordLines.Line

  private static var prefixLength: Int { 7 }

  init(_ lines: inout RecordLines, for purpose: String) throws(ProgramError) {
    (line, content) = try Self.part(&lines, purpose)
    while content.last == UInt8(ascii: "-") {
      content.removeLast()
      content += try Self.part(&lines, purpose).content
    }
  }

  private static func part(
    _ lines: inout RecordLines, _ purpose: String
  ) throws(ProgramError) -> (line: RecordLines.Line, content: ArraySlice<UInt8>) {
    let line = try lines.next(for: purpose)
    guard lines.starts(line, with: "M  V30 ") else {
      throw lines.error(
        "\(lines.quoted(line.range)) stands where \(purpose) is expected", remedy: "the lines of a V3000 table begin with “M  V30 ”")
    }
    return (line, lines.bytes[line.range.dropFirst(prefixLength)])
  }

  func starts(with text: StaticString) -> Bool {
    content.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// The words between blanks; blanks within parentheses and quotation marks are parts of a word.
  var words: [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    var depth = 0
    var isQuoted = false
    var start = content.startIndex
    for index in content.indices {
      switch content[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "(") where !isQuoted: depth += 1
      case UInt8(ascii: ")") where !isQuoted: depth -= 1
      case UInt8(ascii: " ") where !isQuoted && depth <= 0, UInt8(ascii: "\t") where !isQuoted && depth <= 0:
        if start < index { words.append(content[start..<index]) }
        start = index + 1
      default: break
      }
    }
    if start < content.endIndex { words.append(content[start...]) }
    return words
  }
}
