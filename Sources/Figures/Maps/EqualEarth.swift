import Foundation

/// The Equal Earth map projection of the unit sphere: areas are kept exactly, poles become short lines.
///
/// With sin θ = (√3/2) sin φ, P(θ) = A₁θ + A₂θ³ + A₃θ⁷ + A₄θ⁹:
/// x = (2/√3) λ cos θ / P′(θ), y = P(θ), so that dx dy = cos φ dλ dφ.
/// B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection", International Journal of Geographical
/// Information Science 33 (2019), equations 6 to 9.
public enum EqualEarth {
  private static let coefficients = (1.340264, -0.081106, 0.000893, 0.003796)

  /// The largest |x|, at the equator's ends, and the largest |y|, at the poles.
  public static let extent = SIMD2(project(latitude: 0, longitude: .pi).x, project(latitude: .pi / 2, longitude: 0).y)

  /// The map's point for a latitude in [−π/2, π/2] and a longitude in [−π, π], in radians.
  public static func project(latitude: Double, longitude: Double) -> SIMD2<Double> {
    let parameter = asin(max(-1, min(1, 3.0.squareRoot() / 2 * sin(latitude))))
    return SIMD2(longitude * 2 / 3.0.squareRoot() * cos(parameter) / slope(parameter), height(parameter))
  }

  /// The latitude and longitude of a point of the map, or nothing where the point lies beyond the map.
  public static func unproject(_ point: SIMD2<Double>) -> (latitude: Double, longitude: Double)? {
    guard let (latitude, longitude) = unprojectBeyond(point), abs(point.y) <= extent.y + 1e-12,
      abs(longitude) <= .pi + 1e-12
    else { return nil }
    return (latitude, max(-.pi, min(.pi, longitude)))
  }

  /// As `unproject`, with y held to the map and longitudes running on past ±π; drawing up to the edge needs both.
  static func unprojectBeyond(_ point: SIMD2<Double>) -> (latitude: Double, longitude: Double)? {
    guard point.x.isFinite, point.y.isFinite else { return nil }
    let target = max(-extent.y, min(extent.y, point.y))
    var parameter = target / coefficients.0
    // P is increasing and nearly straight, so Newton's iteration settles in a few steps.
    for _ in 0..<12 {
      let step = (height(parameter) - target) / slope(parameter)
      parameter -= step
      if abs(step) < 1e-15 { break }
    }
    let latitude = asin(max(-1, min(1, 2 / 3.0.squareRoot() * sin(parameter))))
    return (latitude, point.x * 3.0.squareRoot() / 2 * slope(parameter) / cos(parameter))
  }

  private static func height(_ t: Double) -> Double {
    let s = t * t
    return t * (coefficients.0 + s * (coefficients.1 + s * s * (coefficients.2 + s * coefficients.3)))
  }

  private static func slope(_ t: Double) -> Double {
    let s = t * t
    return coefficients.0 + s * (3 * coefficients.1 + s * s * (7 * coefficients.2 + s * 9 * coefficients.3))
  }
}
