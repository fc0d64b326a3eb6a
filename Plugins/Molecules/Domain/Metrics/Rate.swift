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
}
