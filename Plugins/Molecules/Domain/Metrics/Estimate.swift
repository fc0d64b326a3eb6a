/// A number with its 95% interval.
public struct Estimate: Hashable, Sendable, Codable {
  public let value: Double
  public let interval: Interval

  public init(value: Double, interval: Interval) {
    self.value = value
    self.interval = interval
  }
}
