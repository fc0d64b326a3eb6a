/// Decimal numbers as they stand in data files, read to the nearest double (ties to even), whatever the locale.
///
/// The grammar is `[+-] digits [. digits] [e [+-] digits]` with a digit before or after the point. Three ways, all
/// exact: a mantissa below 2⁵³ and a power of ten up to 10²² are both doubles, so that one multiplication or division
/// rounds once (Clinger 1990); a mantissa below 2⁶⁴ over a power up to 10¹⁹ is one division of 128 by 64 bits, whose
/// quotient and remainder tell how to round; the rare rest goes to the standard library.
package enum DecimalNumber {
  package struct Match {
    package let value: Double
    /// The index after the number.
    package let end: Int
  }

  /// The longest number that starts at `start`; its value is infinite when it is too large for a double.
  package static func scan(_ bytes: [UInt8], from start: Int, to end: Int) -> Match? {
    var position = start
    var isNegative = false
    if position < end, bytes[position] == Byte.minus || bytes[position] == Byte.plus {
      isNegative = bytes[position] == Byte.minus
      position += 1
    }
    let firstDigit = position
    var mantissa: UInt64 = 0
    var significantDigits = 0
    var digits = 0
    var exponent = 0
    var seenPoint = false
    while position < end {
      let digit = bytes[position] &- Byte.zero
      if digit <= 9 {
        digits += 1
        if mantissa != 0 || digit != 0 { significantDigits += 1 }
        // Beyond 19 digits the mantissa wraps; the slow way reads those digits again.
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if seenPoint { exponent -= 1 }
      } else if bytes[position] == Byte.point && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    let mantissaEnd = position
    if let written = scanExponent(bytes, from: position, to: end) {
      exponent += written.value
      position = written.end
    }
    let magnitude =
      significantDigits <= 19
      ? (fast(mantissa, exponent) ?? slow(bytes[firstDigit..<mantissaEnd], exponent))
      : slow(bytes[firstDigit..<mantissaEnd], exponent)
    return Match(value: isNegative ? -magnitude : magnitude, end: position)
  }

  private static func scanExponent(_ bytes: [UInt8], from start: Int, to end: Int) -> (value: Int, end: Int)? {
    guard start < end, bytes[start] | 0x20 == Byte.e else { return nil }
    var position = start + 1
    var isNegative = false
    if position < end, bytes[position] == Byte.minus || bytes[position] == Byte.plus {
      isNegative = bytes[position] == Byte.minus
      position += 1
    }
    let firstDigit = position
    var value = 0
    while position < end, bytes[position] &- Byte.zero <= 9 {
      // No double needs a larger exponent, even after a million digits behind the point.
      value = min(value * 10 + Int(bytes[position] &- Byte.zero), 100_000_000)
      position += 1
    }
    return position > firstDigit ? (isNegative ? -value : value, position) : nil
  }

  private static func fast(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    if mantissa <= 1 << 53 && -22...22 ~= exponent {
      return exponent < 0 ? Double(mantissa) / exactPowers[-exponent] : Double(mantissa) * exactPowers[exponent]
    }
    return -19 ... -1 ~= exponent ? quotient(mantissa, integerPowers[-exponent]) : nil
  }

  /// numerator / denominator to the nearest double, for numbers above zero.
  private static func quotient(_ numerator: UInt64, _ denominator: UInt64) -> Double {
    let numeratorShift = numerator.leadingZeroBitCount
    let denominatorShift = denominator.leadingZeroBitCount
    let high = numerator << UInt64(numeratorShift)
    let divisor = denominator << UInt64(denominatorShift)
    // Both have their top bit set, so that the quotient of either line has exactly 64 bits.
    let isBelowOne = high < divisor
    let (bits, remainder) =
      isBelowOne
      ? divisor.dividingFullWidth((high, 0)) : divisor.dividingFullWidth((high >> 1, high << 63))
    var significand = bits >> 11
    let dropped = bits & 0x7FF
    if dropped > 0x400 || (dropped == 0x400 && (remainder != 0 || significand & 1 == 1)) { significand += 1 }
    // value = bits · 2^(shift − 64 or 63) = significand · 2^(shift − 53 or 52); a carry to 2⁵³ moves into the exponent.
    let power = denominatorShift - numeratorShift - (isBelowOne ? 53 : 52)
    return Double(bitPattern: (UInt64(power + 52 + 1023) << 52) + (significand - (1 << 52)))
  }

  private static func slow(_ digits: ArraySlice<UInt8>, _ exponent: Int) -> Double {
    let text = String(decoding: digits.filter { $0 != Byte.point }, as: UTF8.self)
    return Double("\(text)e\(exponent)") ?? .infinity
  }

  private static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static let integerPowers: [UInt64] = (0...19).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }
}
