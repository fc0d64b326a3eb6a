/// Walks over the lines of a text file that may mix LF, CRLF and CR line ends.
package struct LineScanner {
  package struct Line {
    /// Where the line's bytes stand, without the line end.
    package let range: Range<Int>
    /// Counted from 1.
    package let number: Int
  }

  package let bytes: [UInt8]
  private var position = 0
  private var number = 0

  /// Starts after the UTF-8 byte-order mark, if the text has one.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  package mutating func next() -> Line? {
    let count = bytes.count
    guard position < count else { return nil }
    let start = position
    var end = start
    while end < count, bytes[end] != Byte.lineFeed, bytes[end] != Byte.carriageReturn { end += 1 }
    position = end + 1
    if end + 1 < count, bytes[end] == Byte.carriageReturn, bytes[end + 1] == Byte.lineFeed { position = end + 2 }
    number += 1
    return Line(range: start..<end, number: number)
  }

  /// The part of a line without the blanks around it.
  package static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  package static func isBlank(_ byte: UInt8) -> Bool { byte == Byte.space || byte == Byte.tab }
}

extension LineScanner {
  /// Checks a comment or header line, which may hold any text but no rubbish.
  package static func checkText(_ range: Range<Int>, of bytes: [UInt8], at place: ProgramError.Place) throws(ProgramError) {
    if bytes[range].contains(0) {
      throw ProgramError(
        .data, "the line has a NUL byte: the file is binary, compressed, or UTF-16", at: place, remedy: "give a plain UTF-8 text file")
    }
    if String(validating: bytes[range], as: UTF8.self) == nil {
      throw ProgramError(.data, "the line is not UTF-8", at: place, remedy: "save the file as UTF-8 text")
    }
  }
}
