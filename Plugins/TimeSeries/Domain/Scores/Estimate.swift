internal import Foundation

/// A number with half the width of its 95 % interval.
public struct Estimate: Hashable, Sendable, Codable {
  public let value: Double
  /// Nil where nothing was repeated.
  public let halfWidth: Double?

  public init(value: Double, halfWidth: Double?) {
    self.value = value
    self.halfWidth = halfWidth
  }

  /// The mean of repeats, ± t₀.₉₇₅(n − 1) s/√n: what repeating would change, not what other data would. Not a number where there are no repeats.
  public init(of repeats: [Double]) {
    let count = Double(repeats.count)
    let mean = repeats.reduce(0, +) / count
    guard repeats.count > 1 else {
      self.init(value: repeats.isEmpty ? .nan : mean, halfWidth: nil)
      return
    }
    let variance = repeats.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let quantile = Self.studentQuantile(0.975, degreesOfFreedom: repeats.count - 1)
    self.init(value: mean, halfWidth: quantile * (variance / count).squareRoot())
  }

  /// The t with P(T ≤ t) = p for 1/2 ≤ p < 1 of Student's law with a whole number ν ≥ 1 of degrees of freedom, by bisection.
  ///
  /// With θ = atan(t/√ν) the probability is a finite sum: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
  static func studentQuantile(_ p: Double, degreesOfFreedom: Int) -> Double {
    // In the angle, which is bounded where t is not.
    var (low, high) = (0.0, Double.pi / 2)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if studentProbability(angle: middle, degreesOfFreedom) < p { low = middle } else { high = middle }
    }
    return tan((low + high) / 2) * Double(degreesOfFreedom).squareRoot()
  }

  private static func studentProbability(angle: Double, _ degrees: Int) -> Double {
    let square = cos(angle) * cos(angle)
    var (term, sum) = (1.0, 0.0)
    if degrees % 2 == 1 {
      term = cos(angle)
      for order in stride(from: 1, to: degrees, by: 2) {
        sum += term
        term *= square * Double(order + 1) / Double(order + 2)
      }
      return 0.5 + (angle + sin(angle) * sum) / .pi
    }
    for order in stride(from: 0, to: degrees, by: 2) {
      sum += term
      term *= square * Double(order + 1) / Double(order + 2)
    }
    return 0.5 + sin(angle) * sum / 2
  }
}
