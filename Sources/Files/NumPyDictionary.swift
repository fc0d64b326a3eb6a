/// The Python dictionary of an NPY header: exactly the keys `descr`, `fortran_order` and `shape`, in any order.
struct NumPyDictionary {
  private(set) var descr = ""
  var isFortranOrdered = false
  private(set) var shape: [Int] = []

  private let bytes: [UInt8]
  private var position = 0

  /// Nil when the text is anything else.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard parse() else { return nil }
  }

  private mutating func parse() -> Bool {
    guard take(Byte.openBrace) else { return false }
    var keys: Set<String> = []
    while !take(Byte.closeBrace) {
      guard let key = string(), keys.insert(key).inserted, take(Byte.colon), value(of: key) else { return false }
      if take(Byte.comma) { continue }
      guard take(Byte.closeBrace) else { return false }
      break
    }
    skipSpace()
    return position == bytes.count && keys.count == 3
  }

  private mutating func value(of key: String) -> Bool {
    switch key {
    case "descr":
      guard let text = string() else { return false }
      descr = text
      return true
    case "fortran_order":
      isFortranOrdered = take(word: "True")
      return isFortranOrdered || take(word: "False")
    case "shape": return tuple()
    default: return false
    }
  }

  private mutating func tuple() -> Bool {
    guard take(Byte.openParenthesis) else { return false }
    while !take(Byte.closeParenthesis) {
      guard let dimension = integer(), shape.count < 64 else { return false }
      shape.append(dimension)
      if take(Byte.comma) { continue }
      // (3) is a number in Python, not a tuple.
      return shape.count > 1 && take(Byte.closeParenthesis)
    }
    return true
  }

  private mutating func integer() -> Int? {
    skipSpace()
    let start = position
    while position < bytes.count, Byte.zero...Byte.nine ~= bytes[position] { position += 1 }
    return Int(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func string() -> String? {
    skipSpace()
    guard position < bytes.count, [Byte.apostrophe, Byte.quote].contains(bytes[position]) else { return nil }
    let mark = bytes[position]
    guard let end = bytes[(position + 1)...].firstIndex(of: mark) else { return nil }
    let content = bytes[position + 1..<end]
    position = end + 1
    // The keys and kinds of number are plain ASCII; anything that needs an escape is none of them.
    guard content.allSatisfy({ 0x20...0x7E ~= $0 && $0 != Byte.backslash }) else { return nil }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, LineScanner.isBlank(bytes[position]) || bytes[position] == Byte.lineFeed {
      position += 1
    }
  }
}
