/// Series of one length with the same channels, one behind the other: [count, length, channels].
///
/// A value that is missing is not a number.
public struct SeriesArray: Hashable, Sendable {
  public let count: Int
  public let length: Int
  public let channels: Int
  /// Row-major.
  public var values: [Double]

  public init(count: Int, length: Int, channels: Int, values: [Double]) {
    precondition(values.count == count * length * channels, "a value for every series, time and channel")
    self.count = count
    self.length = length
    self.channels = channels
    self.values = values
  }

  public init(zeros count: Int, length: Int, channels: Int) {
    self.init(count: count, length: length, channels: channels, values: [Double](repeating: 0, count: count * length * channels))
  }

  /// Numbers of one series.
  public var width: Int { length * channels }

  public subscript(_ series: Int, _ time: Int, _ channel: Int) -> Double {
    get { values[(series * length + time) * channels + channel] }
    set { values[(series * length + time) * channels + channel] = newValue }
  }

  /// The values of one series, row after row.
  public func series(_ number: Int) -> ArraySlice<Double> { values[number * width..<(number + 1) * width] }

  /// The chosen series, in the order given.
  public func series(_ numbers: some Sequence<Int>) -> SeriesArray {
    var (chosen, count) = ([Double](), 0)
    for number in numbers {
      chosen += series(number)
      count += 1
    }
    return SeriesArray(count: count, length: length, channels: channels, values: chosen)
  }
}
