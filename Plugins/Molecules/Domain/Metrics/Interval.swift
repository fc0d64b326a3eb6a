/// Where a quantity lies with 95% confidence.
public struct Interval: Hashable, Sendable, Codable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The 97.5% point of the standard normal law.
  static var deviate: Double { 1.959963984540054 }

  /// Wilson's score interval of a probability: with n trials, the share p and z = 1.96 the values
  /// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
  ///
  /// It stays within 0…1 and is right where p is near either end, which the normal one is not.
  ///
  /// Source: Wilson, “Probable Inference, the Law of Succession, and Statistical Inference” (1927).
  ///
  /// - Parameter trials: need not be whole; 0 gives 0…1.
  public static func wilson(share: Double, trials: Double) -> Interval {
    guard trials > 0 else { return Interval(lower: 0, upper: 1) }
    let (z, n) = (deviate, trials)
    let centre = share + z * z / (2 * n)
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // Exactly at the ends, where rounding could pass them.
    return Interval(
      lower: share <= 0 ? 0 : max((centre - half) / scale, 0), upper: share >= 1 ? 1 : min((centre + half) / scale, 1))
  }

  /// value ± 1.96 standard errors, within limits.
  static func normal(_ value: Double, standardError: Double, within limits: ClosedRange<Double>) -> Interval {
    let half = deviate * standardError
    return Interval(lower: max(value - half, limits.lowerBound), upper: min(value + half, limits.upperBound))
  }
}
