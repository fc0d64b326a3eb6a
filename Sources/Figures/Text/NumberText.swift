import Foundation

/// Numbers as a reader expects them in print: a true minus sign, grouped thousands, powers of ten as superscripts.
public enum NumberText {
  /// `value` with a fixed number of decimals, as `−1 234 567.80`; what is not finite is spelt `∞`, `−∞` or `n/a`.
  ///
  /// From 10¹⁵ on, where a `Double` has no decimals to show, the power-of-ten form is used.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    if let word = special(value) { return word }
    if abs(value) >= 1e15 { return power(value, digits: 3) }
    let digits = String(format: "%.\(max(0, min(17, decimals)))f", abs(value))
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return (value < 0 && !isZero ? "−" : "") + grouped(digits)
  }

  /// `value` with a number of significant digits and no trailing zeros: `0.25`, `12 000`, `1.5×10⁻⁷`.
  public static func short(_ value: Double, digits: Int = 3) -> String {
    if let word = special(value) { return word }
    if value == 0 { return "0" }
    let digits = max(1, min(17, digits))
    let exponent = Int(log10(abs(value)).rounded(.down))
    if exponent < -4 || exponent >= max(6, digits) { return power(value, digits: digits) }
    var text = String(format: "%.\(max(0, digits - 1 - exponent))f", abs(value))
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return (value < 0 ? "−" : "") + grouped(text)
  }

  /// `10ⁿ` in print.
  static func powerOfTen(_ exponent: Int) -> String {
    "10" + superscript(exponent)
  }

  private static func power(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.\(digits - 1)e", abs(value)).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return String(value) }
    var mantissa = String(parts[0])
    if mantissa.contains(".") {
      while mantissa.hasSuffix("0") { mantissa.removeLast() }
      if mantissa.hasSuffix(".") { mantissa.removeLast() }
    }
    let sign = value < 0 ? "−" : ""
    return sign + (mantissa == "1" ? "" : mantissa + "×") + powerOfTen(exponent)
  }

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "n/a" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    return nil
  }

  /// Groups of three set apart by a narrow no-break space, from five digits on (ISO 80000-1, 7.3.1).
  private static func grouped(_ digits: String) -> String {
    let parts = digits.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, whole.count > 4 else { return digits }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result += "\u{202F}" }
      result.append(digit)
    }
    return parts.count > 1 ? result + "." + parts[1] : result
  }

  private static func superscript(_ number: Int) -> String {
    String(
      String(number).map { character -> Character in
        switch character {
        case "-": "⁻"
        case "1": "¹"
        case "2": "²"
        case "3": "³"
        default: character.wholeNumberValue.flatMap { UnicodeScalar(0x2070 + $0) }.map(Character.init) ?? character
        }
      })
  }
}
