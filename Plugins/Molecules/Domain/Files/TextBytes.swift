import Files

/// The bytes of a file that is being written, and the numbers in its columns.
struct TextBytes {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  /// A text of one line; see `check(line:of:)`.
  mutating func append(line text: String, of what: String) throws(ProgramError) {
    try Self.check(line: text, of: what)
    append(text)
    endLine()
  }

  /// Throws unless the text reads back as it is: no line ends, no NUL, no blanks around it and no byte-order mark before.
  static func check(line text: String, of what: String) throws(ProgramError) {
    let isPlain = !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    let ends = [text.unicodeScalars.first, text.unicodeScalars.last]
    guard isPlain, !ends.contains(" "), !ends.contains("\t"), text.unicodeScalars.first != "\u{FEFF}" else {
      throw ProgramError(
        .data, "\(what) \(Printable.quoted(text)) could not be read back", remedy: "use one line of text without blanks around it")
    }
  }

  /// A whole number with blanks before it, at least as wide as given.
  mutating func append(_ value: Int, width: Int) {
    let digits = String(value).utf8
    for _ in 0..<max(width - digits.count, 0) { bytes.append(UInt8(ascii: " ")) }
    bytes.append(contentsOf: digits)
  }

  /// A number below 10⁵ in magnitude with four digits behind the point, in ten columns.
  mutating func append(fixed value: Double) {
    var rest = Int((abs(value) * 10_000).rounded())
    var column = bytes.count + Self.fixedWidth
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.fixedWidth))
    for digit in 0... {
      // At least one digit before the point.
      if digit >= 5 && rest == 0 { break }
      column -= 1
      if digit == 4 {
        bytes[column] = UInt8(ascii: ".")
        column -= 1
      }
      bytes[column] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    if value < 0 { bytes[column - 1] = UInt8(ascii: "-") }
  }

  private static var fixedWidth: Int { 10 }

  /// The magnitudes that `append(fixed:)` has columns for, with a sign.
  static var largestFixed: Double { 9999.9999 }
}
