public import Bellman

extension SeriesModel {
  /// Puts drawn windows onto laws; it is told what was observed in them.
  public typealias Enforcement = (_ drawn: SeriesStates, _ observed: SeriesArray) -> SeriesStates

  /// The rows that follow a series, by windows that each go on from the one before.
  ///
  /// A window sees at least half of itself; longer horizons are reached by draws that go on from draws.
  /// - Parameters:
  ///   - series: its last rows are seen; missing values are allowed.
  ///   - horizon: rows to be drawn.
  ///   - enforce: puts a drawn window onto laws that have no coordinates.
  /// - Returns: [count, horizon, channels].
  public func forecasts(
    of series: Series, horizon: Int, count: Int, steps: Int, _ coordinates: RandomCoordinates, enforce: Enforcement = { drawn, _ in drawn }
  ) throws -> SeriesArray {
    let width = coder.chart.channels.count
    let whole = SeriesArray(
      count: count, length: series.length + horizon, channels: width,
      values: (0..<count).flatMap { _ in series.values + [Double](repeating: .nan, count: horizon * width) })
    let filled = try completed(whole, from: series.length, series, steps: steps, coordinates, enforce)
    var result = SeriesArray(zeros: count, length: horizon, channels: width)
    for draw in 0..<count {
      for row in 0..<horizon { for channel in 0..<width { result[draw, row, channel] = filled[draw, series.length + row, channel] } }
    }
    return result
  }

  /// Draws of a whole series of any length of which values are missing: [count, rows, channels].
  public func imputations(
    of series: Series, count: Int, steps: Int, _ coordinates: RandomCoordinates, enforce: Enforcement = { drawn, _ in drawn }
  ) throws -> SeriesArray {
    let whole = SeriesArray(
      count: count, length: series.length, channels: coder.chart.channels.count, values: (0..<count).flatMap { _ in series.values })
    return try completed(whole, from: 0, series, steps: steps, coordinates, enforce)
  }

  /// Fills what is missing from a row on, window by window; each goes on from what was filled before, and sees at least half of itself.
  /// - Throws: `ModelError` where what is drawn is no number: it would be asked for again without end.
  private func completed(
    _ whole: SeriesArray, from start: Int, _ series: Series, steps: Int, _ coordinates: RandomCoordinates, _ enforce: Enforcement
  ) throws -> SeriesArray {
    var whole = whole
    let (length, width) = (coder.length, whole.channels)
    let conditions = (0..<whole.count).flatMap { _ in series.conditions }
    var number = 0
    while let missing = (start..<whole.length).first(where: { row in (0..<width).contains { whole[0, row, $0].isNaN } }) {
      // The first row to be filled stands in the middle, or as far to the end as the series allows.
      let first = min(missing - length / 2, whole.length - length)
      var window = SeriesArray(
        count: whole.count, length: length, channels: width, values: [Double](repeating: .nan, count: whole.count * length * width))
      for draw in 0..<whole.count {
        for row in max(0, first)..<min(first + length, whole.length) {
          for channel in 0..<width { window[draw, row - first, channel] = whole[draw, row, channel] }
        }
      }
      let times = times(of: first, in: series)
      let states = SeriesStates(window, times: times, conditions: conditions, conditionCount: series.conditions.count)
      let drawn = enforce(
        SeriesStates(
          try completions(of: states, count: 1, steps: steps, coordinates.branch(number)), times: times, conditions: conditions,
          conditionCount: series.conditions.count), window
      ).array
      for draw in 0..<whole.count {
        for row in max(0, first)..<min(first + length, whole.length) {
          for channel in 0..<width where whole[draw, row, channel].isNaN { whole[draw, row, channel] = drawn[draw, row - first, channel] }
        }
      }
      guard (0..<width).allSatisfy({ !whole[0, missing, $0].isNaN }) else { throw ModelError("what was drawn at row \(missing) of a series is not finite") }
      number += 1
    }
    return whole
  }

  /// Times of the window that begins at a row of a series, or as far before its first or behind its last one.
  private func times(of row: Int, in series: Series) -> [Double] {
    let nearest = min(max(row, 0), series.length - 1)
    let start = (series.length > 0 ? series.times[nearest] : 0) + coder.chart.step * Double(row - nearest)
    return coder.chart.offsets.map { start + $0 }
  }
}
