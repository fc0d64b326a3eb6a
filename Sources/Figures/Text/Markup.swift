/// Writing text and numbers into XML.
enum Markup {
  /// `text` with the five characters that XML reserves replaced, and characters that XML 1.0 forbids left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      default:
        // XML 1.0, production 2: no other control characters, and not the two noncharacters at the plane's end.
        if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// A length in drawing units with at most one decimal; what is not finite is drawn at 0.
  static func length(_ value: Double) -> String {
    let tenths = units(value * 10)
    let whole = tenths / 10
    let rest = abs(tenths % 10)
    if rest == 0 { return String(whole) }
    return (tenths < 0 && whole == 0 ? "-0" : String(whole)) + "." + String(rest)
  }

  /// A number with at most two decimals, for parts that are drawn larger than a drawing unit; what is not finite is 0.
  static func hundredths(_ value: Double) -> String {
    let units = units(value * 100)
    var digits = String(abs(units))
    while digits.count < 3 { digits = "0" + digits }
    var decimals = String(digits.suffix(2))
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return (units < 0 ? "-" : "") + digits.dropLast(2) + (decimals.isEmpty ? "" : "." + decimals)
  }

  /// The nearest integer, held within ±10⁷ so that no renderer overflows.
  static func units(_ value: Double) -> Int {
    guard value.isFinite else { return 0 }
    return Int(Swift.min(1e7, Swift.max(-1e7, value)).rounded())
  }

  /// A short name that is the same for the same text, to tie a figure's parts together (FNV-1a, 64 bits).
  static func identity(of text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "f" + String(hash, radix: 36)
  }
}
