import Files
import TestInputs
import Testing

/// Numbers in tables are the nearest doubles: compared with the standard library, on numbers that make rounding hard.
@Suite struct DecimalNumberTests {
  private func read(_ texts: [String]) throws -> [Double] {
    try NumericTable(parsing: Array(texts.joined(separator: "\n").utf8), named: "t", columnCount: 1).values
  }

  private func expectSame(_ texts: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    for (value, text) in zip(try read(texts), texts) {
      let expected = try #require(Double(text))
      #expect(value.bitPattern == expected.bitPattern, "\(text)", sourceLocation: sourceLocation)
    }
  }

  @Test func shortestDigitsOfRandomDoublesReadBack() throws {
    var generator = SeededGenerator(state: 7)
    let values = (0..<50_000).map { _ -> Double in
      let value = Double(bitPattern: generator.next())
      return value.isFinite ? value : 1
    }
    let back = try read(values.map(\.description))
    #expect(zip(back, values).allSatisfy { $0.bitPattern == $1.bitPattern })
  }

  @Test func agreesOnDigitsOfEveryLengthAndScale() throws {
    var generator = SeededGenerator(state: 8)
    try expectSame(
      (0..<100_000).map { _ in
        let digits = String(generator.next() / (UInt64(1) << (generator.next() % 64)))
        let point = Int(generator.next() % UInt64(digits.count + 1))
        let exponent = Int(generator.next() % 60) - 30
        let mantissa = "\(digits.prefix(point)).\(digits.dropFirst(point))"
        return generator.next() & 1 == 0 ? "0" + mantissa : "-0\(mantissa)e\(exponent)"
      })
  }

  /// Halfway between two doubles, and a hair to either side: the ties that one rounding too many gets wrong.
  @Test func roundsTiesToEven() throws {
    var texts: [String] = []
    var generator = SeededGenerator(state: 9)
    for _ in 0..<20_000 {
      // A 54-bit odd number over 2ᵏ is exactly halfway; times 10ᵏ it is a whole number of 19 digits for small k.
      let halfway = (generator.next() >> 10) | (1 << 53) | 1
      for power in 0...2 {
        let scaled = halfway * (0..<power).reduce(1) { product, _ in product * 5 }
        for near in [scaled - 1, scaled, scaled + 1] {
          let digits = String(near)
          texts.append("\(digits.dropLast(power)).\(digits.suffix(power))")
        }
      }
    }
    try expectSame(texts)
    #expect(
      try read(["9007199254740993", "9007199254740993.0000000000000000000000000000001"])
        == [9_007_199_254_740_992, 9_007_199_254_740_994])
  }

  @Test func readsTheEndsOfTheRange() throws {
    let long = String(repeating: "0", count: 400)
    #expect(
      try read(["1e-400", "-1e-400", "4.9e-324", "2.5e-324", "0e999999999999", "1.7976931348623157e308"])
        == [0, 0, .leastNonzeroMagnitude, .leastNonzeroMagnitude, 0, .greatestFiniteMagnitude])
    #expect(try read(["0.\(long)1e401", "1\(long)e-400", "1\(long)\(long).0e-800"]) == [1, 1, 1])
    #expect(try read(["-0"])[0].sign == .minus)
  }

  /// 2⁻¹⁰⁷⁵ = 5¹⁰⁷⁵ · 10⁻¹⁰⁷⁵ is halfway between zero and the least double: its 752 digits decide, and one more.
  @Test func roundsTheLongestTie() throws {
    var digits = [1]  // least significant first
    for _ in 0..<1075 {
      var carry = 0
      for index in digits.indices {
        carry += 5 * digits[index]
        digits[index] = carry % 10
        carry /= 10
      }
      if carry > 0 { digits.append(carry) }
    }
    let text = digits.reversed().map(String.init).joined()
    #expect(text.count == 752)
    #expect(try read(["\(text)e-1075", "\(text)1e-1076", "0.\(text)e-323"]) == [0, .leastNonzeroMagnitude, 0])
  }
}
