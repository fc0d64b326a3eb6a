/// Reads the JSON of a safetensors header, and only that: an object of tensors and string metadata.
///
/// Written for this one shape of JSON, it needs no recursion, sees names that occur twice, and says where it stopped.
struct SafetensorsHeaderParser {
  private(set) var entries: [SafetensorsHeader.Entry] = []
  private(set) var metadata: [String: String] = [:]

  private let bytes: [UInt8]
  private let place: ProgramError.Place
  private var position = 0

  init(_ bytes: [UInt8], _ place: ProgramError.Place) {
    self.bytes = bytes
    self.place = place
  }

  mutating func parse() throws(ProgramError) {
    // The format forbids even blanks before the first brace.
    guard bytes.first == Byte.openBrace else { throw error("the header does not begin with “{”") }
    var hasMetadata = false
    var names: Set<String> = []
    try object { parser, key throws(ProgramError) in
      guard key == SafetensorsHeader.metadataKey else {
        // Swift's strings are equal when they are canonically equivalent, so that such names count as one.
        guard names.insert(key).inserted else {
          throw parser.error("the tensor name \(Printable.quoted(key)) occurs twice")
        }
        parser.entries.append(try parser.entry(key))
        return
      }
      guard !hasMetadata else { throw parser.error("the metadata occur twice") }
      hasMetadata = true
      try parser.object { parser, key throws(ProgramError) in
        let value = try parser.string()
        guard parser.metadata.updateValue(value, forKey: key) == nil else {
          throw parser.error("the metadata key \(Printable.quoted(key)) occurs twice")
        }
      }
    }
    skipSpace()
    guard position == bytes.count else { throw error("text follows the header's last brace") }
  }

  private mutating func entry(_ name: String) throws(ProgramError) -> SafetensorsHeader.Entry {
    var scalarType: StoredScalarType?
    var shape: [Int]?
    var offsets: [Int]?
    try object { parser, key throws(ProgramError) in
      switch key {
      case "dtype" where scalarType == nil:
        let text = try parser.string()
        scalarType = StoredScalarType(rawValue: text)
        if scalarType == nil {
          throw parser.error("the tensor \(Printable.quoted(name)) has the unknown dtype \(Printable.quoted(text))")
        }
      case "shape" where shape == nil: shape = try parser.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.integers()
      default:
        throw parser.error("the tensor \(Printable.quoted(name)) has an unexpected key \(Printable.quoted(key))")
      }
    }
    guard let scalarType, let shape, let offsets, offsets.count == 2 else {
      throw error("the tensor \(Printable.quoted(name)) lacks dtype, shape or two data_offsets")
    }
    return .init(name: name, scalarType: scalarType, shape: shape, begin: offsets[0], end: offsets[1])
  }

  // MARK: JSON

  private mutating func object(
    _ member: (inout Self, String) throws(ProgramError) -> Void
  ) throws(ProgramError) {
    try expect(Byte.openBrace)
    if take(Byte.closeBrace) { return }
    repeat {
      let key = try string()
      try expect(Byte.colon)
      try member(&self, key)
    } while take(Byte.comma)
    try expect(Byte.closeBrace)
  }

  private mutating func integers() throws(ProgramError) -> [Int] {
    try expect(Byte.openBracket)
    if take(Byte.closeBracket) { return [] }
    var result: [Int] = []
    repeat {
      skipSpace()
      let start = position
      while position < bytes.count, Byte.zero...Byte.nine ~= bytes[position] { position += 1 }
      let digits = bytes[start..<position]
      guard let value = Int(String(decoding: digits, as: UTF8.self)), digits.count == 1 || digits.first != Byte.zero
      else { throw error("a whole number is expected") }
      result.append(value)
    } while take(Byte.comma)
    try expect(Byte.closeBracket)
    return result
  }

  private mutating func string() throws(ProgramError) -> String {
    try expect(Byte.quote)
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != Byte.quote {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw error("a string has a control character") }
      position += 1
      if byte == Byte.backslash {
        content.append(contentsOf: Array(String(Character(try escapedScalar())).utf8))
      } else {
        content.append(byte)
      }
    }
    guard position < bytes.count else { throw error("a string does not end") }
    position += 1
    guard let text = String(validating: content, as: UTF8.self) else { throw error("a string is not UTF-8") }
    return text
  }

  private mutating func escapedScalar() throws(ProgramError) -> Unicode.Scalar {
    guard position < bytes.count else { throw error("a string does not end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case Byte.quote: return "\""
    case Byte.backslash: return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeScalar()
    default: throw error("a string has an unknown escape")
    }
  }

  /// The scalar after `\u`: four hexadecimal digits, or a surrogate pair of two such escapes.
  private mutating func unicodeScalar() throws(ProgramError) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard position + 1 < bytes.count, bytes[position] == Byte.backslash, bytes[position + 1] == UInt8(ascii: "u") else {
      throw error("a string has half a surrogate pair")
    }
    position += 2
    let second = try codeUnit()
    guard 0xD800...0xDBFF ~= first, 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw error("a string has half a surrogate pair") }
    return scalar
  }

  private mutating func codeUnit() throws(ProgramError) -> UInt16 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    let areHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, areHexadecimal, let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("a string has an unknown escape") }
    position += 4
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(ProgramError) {
    guard take(byte) else { throw error("“\(Character(Unicode.Scalar(byte)))” is expected") }
  }

  private mutating func skipSpace() {
    while position < bytes.count,
      LineScanner.isBlank(bytes[position]) || bytes[position] == Byte.lineFeed
        || bytes[position] == Byte.carriageReturn
    {
      position += 1
    }
  }

  private func error(_ problem: String) -> ProgramError {
    ProgramError(
      .data, "at byte \(8 + position), \(problem)", at: place,
      remedy: "the file is damaged or not safetensors: copy or make it again")
  }
}
