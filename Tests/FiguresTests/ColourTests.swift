import Figures
import Foundation
import Testing

/// The colours are read from a drawing's own rules.
@Suite struct ColourTests {
  static let rules = BarComparison(title: "", axis: Axis(""), bars: []).svg()

  /// Linear-light sRGB of a custom property, in its light (first) or dark (second) value.
  static func colour(_ name: String, isDark: Bool) throws -> SIMD3<Double> {
    let parts = rules.components(separatedBy: "--\(name):#")
    let text = try #require(parts.dropFirst(isDark ? 2 : 1).first).prefix(6)
    let number = try #require(Int(text, radix: 16))
    return SIMD3(Double(number >> 16), Double(number >> 8 & 255), Double(number & 255)).map {
      let value = $0 / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  static func luminance(_ colour: SIMD3<Double>) -> Double {
    (colour * SIMD3(0.2126, 0.7152, 0.0722)).sum()
  }

  static func contrast(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double {
    let (a, b) = (luminance(first), luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test(arguments: [false, true]) func standOutFromTheGround(_ isDark: Bool) throws {
    let ground = try Self.colour("ground", isDark: isDark)
    #expect(Self.contrast(try Self.colour("ink", isDark: isDark), ground) > 12)
    #expect(Self.contrast(try Self.colour("soft", isDark: isDark), ground) > 4.5)
    for index in 0..<6 { #expect(Self.contrast(try Self.colour("s\(index)", isDark: isDark), ground) > 3) }
  }

  /// OKLab distances after the simulation of full protanopia and deuteranopia by Viénot, Brettel and Mollon (1999) in
  /// its linear-RGB form: data and samples, and the first three series, must be plainly apart; all six apart.
  @Test(arguments: [false, true]) func differForColourBlindReaders(_ isDark: Bool) throws {
    let colours = try (0..<6).map { try Self.colour("s\($0)", isDark: isDark) }
    let identity = [SIMD3(1.0, 0, 0), SIMD3(0, 1.0, 0), SIMD3(0, 0, 1.0)]
    let protanopia = [SIMD3(0.11238, 0.88762, 0), SIMD3(0.11238, 0.88762, 0), SIMD3(0.00401, -0.00401, 1)]
    let deuteranopia = [SIMD3(0.29275, 0.70725, 0), SIMD3(0.29275, 0.70725, 0), SIMD3(-0.02234, 0.02234, 1)]
    for matrix in [identity, protanopia, deuteranopia] {
      let seen = colours.map { colour in Self.lab(SIMD3(matrix.map { max(0, ($0 * colour).sum()) })) }
      for i in 0..<6 {
        for j in 0..<i {
          let distance = ((seen[i] - seen[j]) * (seen[i] - seen[j])).sum().squareRoot()
          #expect(distance > (i < 3 ? 0.15 : 0.08), "series \(j) and \(i): \(distance)")
        }
      }
    }
  }

  @Test(arguments: [false, true]) func shadesStepEvenlyInLightness(_ isDark: Bool) throws {
    let lightness = try (0..<12).map { Self.lab(try Self.colour("d\($0)", isDark: isDark)).x }
    let steps = zip(lightness.dropFirst(), lightness).map { $0 - $1 }
    let mean = steps.reduce(0, +) / 11
    #expect(isDark ? mean > 0.03 : mean < -0.03)
    for step in steps { #expect(abs(step / mean - 1) < 0.15) }
  }

  static func lab(_ c: SIMD3<Double>) -> SIMD3<Double> {
    let l = cbrt((c * SIMD3(0.4122214708, 0.5363325363, 0.0514459929)).sum())
    let m = cbrt((c * SIMD3(0.2119034982, 0.6806995451, 0.1073969566)).sum())
    let s = cbrt((c * SIMD3(0.0883024619, 0.2817188376, 0.6299787005)).sum())
    return SIMD3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }
}

extension SIMD3<Double> {
  fileprivate func map(_ transform: (Double) -> Double) -> SIMD3<Double> {
    SIMD3(transform(x), transform(y), transform(z))
  }
}
