import Foundation

/// A colour in OKLCH: lightness L ∈ [0, 1], chroma C ≥ 0, hue h in degrees.
///
/// OKLCH is the polar form of OKLab, in which equal distances look about equally different
/// (B. Ottosson, "A perceptual color space for image processing", 2020; the two matrices are his).
struct PerceptualColour: Sendable, Equatable {
  var lightness: Double
  var chroma: Double
  var hue: Double

  /// Linear-light sRGB; components outside [0, 1] are outside the screen's gamut.
  var linearComponents: SIMD3<Double> {
    let a = chroma * cos(hue * .pi / 180)
    let b = chroma * sin(hue * .pi / 180)
    let cubeRoots = SIMD3(
      lightness + 0.3963377774 * a + 0.2158037573 * b,
      lightness - 0.1055613458 * a - 0.0638541728 * b,
      lightness - 0.0894841775 * a - 1.2914855480 * b)
    let cone = cubeRoots * cubeRoots * cubeRoots
    return SIMD3(
      (cone * SIMD3(4.0767416621, -3.3077115913, 0.2309699292)).sum(),
      (cone * SIMD3(-1.2684380046, 2.6097574011, -0.3413193965)).sum(),
      (cone * SIMD3(-0.0041960863, -0.7034186147, 1.7076147010)).sum())
  }

  /// The colour of the same lightness and hue with the largest chroma, up to this one's, that a screen can show.
  var inGamut: PerceptualColour {
    guard !isInGamut else { return self }
    var low = 0.0
    var high = chroma
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if PerceptualColour(lightness: lightness, chroma: middle, hue: hue).isInGamut { low = middle } else { high = middle }
    }
    return PerceptualColour(lightness: lightness, chroma: low, hue: hue)
  }

  /// `#rrggbb`, brought into the gamut first; the transfer curve is that of sRGB (IEC 61966-2-1).
  var hexadecimal: String {
    let linear = inGamut.linearComponents
    return (0..<3).reduce(into: "#") { text, index in
      let value = min(1, max(0, linear[index]))
      let encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
      let byte = String(Int((encoded * 255).rounded()), radix: 16)
      text += (byte.count < 2 ? "0" : "") + byte
    }
  }

  private var isInGamut: Bool {
    let linear = linearComponents
    return linear.min() >= -1e-6 && linear.max() <= 1 + 1e-6
  }
}
