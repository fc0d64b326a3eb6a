/// What a person reads: the values of channels at times.
public struct Series: Hashable, Sendable {
  /// Ascending, in the unit of the data's time column; seconds for dates.
  public var times: [Double]
  /// [times, channels], row-major; not a number where a value is missing.
  public var values: [Double]
  /// What is constant in a series, but not the same in all.
  public var conditions: [Double]

  public init(times: [Double], values: [Double], conditions: [Double] = []) {
    self.times = times
    self.values = values
    self.conditions = conditions
  }

  public var length: Int { times.count }
}
