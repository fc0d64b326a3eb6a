import Files

/// The lines of a file of records, with the number of the record that they belong to.
struct RecordLines {
  typealias Line = LineScanner.Line

  let bytes: [UInt8]
  /// Counted from 1; 0 before the first.
  private(set) var record = 0
  /// The line that was read last.
  private(set) var current: Line?
  /// The line that the record begins in.
  private var first: Line?
  private let name: String
  private var scanner: LineScanner
  private var waiting: Line?
  /// Behind the last line that is not blank.
  private let contentEnd: Int

  init(_ bytes: [UInt8], _ name: String) {
    self.bytes = bytes
    self.name = name
    scanner = LineScanner(bytes)
    contentEnd =
      (bytes.lastIndex { !LineScanner.isBlank($0) && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") } ?? -1) + 1
  }

  /// Counts a record when there is one more: blank lines at the file's end are none.
  mutating func beginRecord() -> Bool {
    guard let line = peek(), line.range.lowerBound < contentEnd else { return false }
    record += 1
    first = line
    return true
  }

  /// Gives the current line once more, unless the record begins in it: then the next record would never come.
  mutating func stepBack() {
    if let current, waiting == nil, current.number != first?.number { waiting = current }
  }

  /// The line that `next` will give.
  mutating func peek() -> Line? {
    if waiting == nil { waiting = scanner.next() }
    return waiting
  }

  mutating func next() -> Line? {
    let line = peek()
    waiting = nil
    if line != nil { current = line }
    return line
  }

  /// The next line, which must be there.
  mutating func next(for purpose: String) throws(ProgramError) -> Line {
    guard let line = next() else { throw error("the file ends where \(purpose) is expected", remedy: "the file is cut off: copy it again") }
    return line
  }

  /// An error in the current line, or another one.
  func error(_ problem: String, at line: Line? = nil, remedy: String = "correct or remove the record") -> ProgramError {
    ProgramError(.data, "record \(record): \(problem)", at: .init(file: name, line: (line ?? current)?.number), remedy: remedy)
  }

  // MARK: Parts of lines

  /// The columns `start..<end` of a line, counted from 0, as far as it goes, without the blanks around.
  func columns(_ start: Int, _ end: Int, of line: Line) -> Range<Int> {
    let limit = line.range.upperBound
    return LineScanner.trimmed(
      min(line.range.lowerBound + start, limit)..<min(line.range.lowerBound + end, limit), of: bytes)
  }

  /// The words between blanks.
  func words(of range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position
      while position < range.upperBound, !LineScanner.isBlank(bytes[position]) { position += 1 }
      if position > start { words.append(start..<position) } else { position += 1 }
    }
    return words
  }

  /// A whole number of at most 9 digits, perhaps with a sign.
  func integer(_ range: Range<Int>) -> Int? { Self.integer(bytes[range]) }

  static func integer(_ text: ArraySlice<UInt8>) -> Int? {
    var digits = text
    let sign = digits.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard 1...9 ~= digits.count else { return nil }
    var value = 0
    for byte in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
    }
    return sign == UInt8(ascii: "-") ? -value : value
  }

  /// A finite decimal number that fills the range.
  func number(_ range: Range<Int>) -> Double? {
    guard let match = DecimalNumber.scan(bytes, from: range.lowerBound, to: range.upperBound), match.end == range.upperBound,
      match.value.isFinite
    else { return nil }
    return match.value
  }

  /// A text, which must be UTF-8 without NUL.
  func text(_ range: Range<Int>, at line: Line) throws(ProgramError) -> String {
    let content = bytes[range]
    guard !content.contains(0) else {
      throw error("the line has a NUL byte: the file is binary or UTF-16", at: line, remedy: "give a plain UTF-8 text file")
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error("the line is not UTF-8", at: line, remedy: "save the file as UTF-8 text")
    }
    return text
  }

  func trimmed(_ range: Range<Int>) -> Range<Int> { LineScanner.trimmed(range, of: bytes) }

  func quoted(_ range: Range<Int>) -> String { Printable.quoted(bytes[range]) }

  func starts(_ line: Line, with prefix: StaticString) -> Bool {
    guard line.range.count >= prefix.utf8CodeUnitCount else { return false }
    for index in 0..<prefix.utf8CodeUnitCount where bytes[line.range.lowerBound + index] != prefix.utf8Start[index] { return false }
    return true
  }
}
