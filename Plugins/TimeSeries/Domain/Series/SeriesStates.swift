public import Bellman

/// Windows of one length in series with the same channels.
///
/// Windows that overlap share the memory of what they overlap in.
public struct SeriesStates: StateCollection, Hashable {
  /// Rows of all series, one series behind the other: [rows, channels], row-major, not a number where a value is missing.
  let values: [Double]
  let times: [Double]
  /// For each row the number of its series.
  let owners: [Int]
  /// Of each series: [series, conditions].
  let conditions: [Double]
  public let channelCount: Int
  public let conditionCount: Int
  public let length: Int
  /// The row at which each window begins.
  public let starts: [Int]

  init(
    values: [Double], times: [Double], owners: [Int], conditions: [Double], channelCount: Int, conditionCount: Int, length: Int, starts: [Int]
  ) {
    self.values = values
    self.times = times
    self.owners = owners
    self.conditions = conditions
    self.channelCount = channelCount
    self.conditionCount = conditionCount
    self.length = length
    self.starts = starts
  }

  /// Every window of `length` rows in the series, beginning at every `stride`-th row.
  public init(windowsOf series: [Series], channelCount: Int, conditionCount: Int, length: Int, stride: Int) {
    var (first, starts) = (0, [Int]())
    for one in series {
      if one.length >= length { starts += Swift.stride(from: first, through: first + one.length - length, by: max(stride, 1)) }
      first += one.length
    }
    self.init(
      values: series.flatMap(\.values), times: series.flatMap(\.times),
      owners: series.enumerated().flatMap { number, one in repeatElement(number, count: one.length) },
      conditions: series.flatMap(\.conditions), channelCount: channelCount, conditionCount: conditionCount, length: length, starts: starts)
  }

  /// Windows with times of their own or the same times.
  public init(_ array: SeriesArray, times: [Double], conditions: [Double] = [], conditionCount: Int = 0) {
    precondition(times.count == array.length || times.count == array.count * array.length, "a time for every row")
    let all = times.count == array.count * array.length ? times : (0..<array.count).flatMap { _ in times }
    self.init(
      values: array.values, times: all, owners: (0..<array.count).flatMap { repeatElement($0, count: array.length) }, conditions: conditions,
      channelCount: array.channels, conditionCount: conditionCount, length: array.length,
      starts: (0..<array.count).map { $0 * array.length })
  }

  public var count: Int { starts.count }

  public func rows(_ indices: some Sequence<Int>) -> SeriesStates {
    SeriesStates(
      values: values, times: times, owners: owners, conditions: conditions, channelCount: channelCount, conditionCount: conditionCount,
      length: length, starts: indices.map { starts[$0] })
  }

  public var groupsOfEqualRows: [[Int]] {
    var groups: [[Int]] = []
    var known: [ArraySlice<UInt64>: Int] = [:]
    let bits = values.map { ($0 == 0 ? 0 : $0).bitPattern }
    let width = length * channelCount
    for window in 0..<count {
      let key = bits[starts[window] * channelCount..<starts[window] * channelCount + width]
      if let group = known[key] {
        groups[group].append(window)
      } else {
        known[key] = groups.count
        groups.append([window])
      }
    }
    return groups
  }

  /// Windows that share no rows, from the first on.
  var apartWindows: [Int] {
    var (chosen, end) = ([Int](), Int.min)
    for window in starts.indices.sorted(by: { starts[$0] < starts[$1] }) where starts[window] >= end {
      chosen.append(window)
      end = starts[window] + length
    }
    return chosen
  }

  /// The rows of which each window is made.
  public var spans: [Range<Int>] { starts.map { $0..<$0 + length } }

  /// [windows, length, channels].
  public var array: SeriesArray {
    var array = SeriesArray(zeros: count, length: length, channels: channelCount)
    let width = length * channelCount
    array.values.withUnsafeMutableBufferPointer { out in
      values.withUnsafeBufferPointer { from in
        for (window, start) in starts.enumerated() {
          for place in 0..<width { out[window * width + place] = from[start * channelCount + place] }
        }
      }
    }
    return array
  }

  /// [windows, conditions].
  public var allConditions: [Double] { (0..<count).flatMap { conditions(of: $0) } }

  /// Of the first row of each window.
  public var startTimes: [Double] { starts.map { times[$0] } }

  /// Windows with the same times and conditions and other values.
  public func replacing(_ array: SeriesArray) -> SeriesStates {
    SeriesStates(
      array, times: (0..<count).flatMap { times(of: $0) }, conditions: allConditions, conditionCount: conditionCount)
  }

  public func times(of window: Int) -> ArraySlice<Double> { times[starts[window]..<starts[window] + length] }

  public func conditions(of window: Int) -> ArraySlice<Double> {
    let owner = owners[starts[window]]
    return conditions[owner * conditionCount..<(owner + 1) * conditionCount]
  }

  public func series(_ window: Int) -> Series {
    let start = starts[window]
    return Series(
      times: Array(times(of: window)), values: Array(values[start * channelCount..<(start + length) * channelCount]),
      conditions: Array(conditions(of: window)))
  }

  /// Windows as the series that they are.
  public var samples: [Series] { (0..<count).map(series) }
}
