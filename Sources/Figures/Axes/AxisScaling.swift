import Foundation

/// An axis laid along a length: from values to drawing units, and its marks.
struct AxisScaling: Sendable {
  let scale: Axis.Scale
  /// The values at the two ends.
  let range: ClosedRange<Double>
  let start: Double
  let end: Double

  /// The largest magnitude that is told apart; beyond it sums and differences would overflow.
  private static let limit = 1e300

  /// - Parameter margin: the share of the data's range left free at both ends, where the range is not given.
  init(_ axis: Axis, data: some Sequence<Double>, from start: Double, to end: Double, margin: Double = 0.04) {
    scale = axis.scale
    self.start = start
    self.end = end
    let isLogarithmic = axis.scale == .logarithmic
    let isUsable = { (value: Double) in value.isFinite && (!isLogarithmic || value > 0) }
    if let given = axis.range, isUsable(given.lowerBound), isUsable(given.upperBound),
      given.lowerBound < given.upperBound
    {
      range = max(given.lowerBound, -Self.limit)...min(given.upperBound, Self.limit)
      return
    }
    var low = Double.infinity
    var high = -Double.infinity
    for value in data where isUsable(value) {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else {
      range = isLogarithmic ? 0.1...1 : 0...1
      return
    }
    low = max(-Self.limit, min(Self.limit, low))
    high = max(-Self.limit, min(Self.limit, high))
    if isLogarithmic {
      let spare = max((log10(high) - log10(low)) * margin, high / low < 1 + 1e-9 ? 0.5 : 0)
      low = max(low * pow(10, -spare), 1e-307)
      high = min(high * pow(10, spare), Self.limit)
    } else {
      let isPoint = high - low <= 1e-12 * max(abs(low), abs(high))
      let spare = isPoint ? (low == 0 ? 0.5 : abs(low) * 0.1) : (high - low) * margin
      low -= spare
      high += spare
    }
    range = low < high ? low...high : 0...1
  }

  /// The place of `value` along the drawing, or nothing where the scale has none for it.
  func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    var fraction: Double
    switch scale {
    case .linear:
      fraction = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      guard value > 0 else { return nil }
      fraction = log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
    guard fraction.isFinite else { return nil }
    // Far outside is far outside: the clip hides it, and no renderer overflows.
    fraction = min(20, max(-20, fraction))
    return start + fraction * (end - start)
  }

  func contains(_ value: Double) -> Bool {
    value >= range.lowerBound && value <= range.upperBound
  }

  func ticks(_ count: Int) -> Ticks {
    switch scale {
    case .linear: Ticks.linear(over: range, count: count)
    case .logarithmic: Ticks.logarithmic(over: range, count: count)
    }
  }
}
