/// How many of some independent trials succeeded, with Wilson's 95% interval of the probability.
public struct Rate: Hashable, Sendable, Codable {
  public let count: Int
  public let total: Int
  /// count / total; 0 of 0 is 0, with the interval 0…1.
  public let value: Double
  public let interval: Interval

  public init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
    value = total > 0 ? Double(count) / Double(total) : 0
    interval = .wilson(share: value, trials: Double(total))
  }

  /// This rate less another one, with the hybrid score interval: with p, p′ the rates and l…u, l′…u′ their intervals,
  /// p − p′ − √((p − l)² + (u′ − p′)²) … p − p′ + √((u − p)² + (p′ − l′)²).
  ///
  /// Source: Newcombe, “Interval estimation for the difference between independent proportions” (1998), method 10.
  public func difference(from other: Rate) -> Estimate {
    func root(_ one: Double, _ other: Double) -> Double { (one * one + other * other).squareRoot() }
    let value = value - other.value
    return Estimate(
      value: value,
      interval: Interval(
        lower: value - root(self.value - interval.lower, other.interval.upper - other.value),
        upper: value + root(interval.upper - self.value, other.value - other.interval.lower)))
  }
}
