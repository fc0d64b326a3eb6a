internal import Tensors

/// What is put in the place of missing values before a network learns: it sees whole series.
enum SeriesFilling {
  /// Windows whose gaps are filled from what is before and after, with the spread of the channel's own steps: a bridge of a random walk.
  ///
  /// A value is drawn from N(m, s² · d(D − d)/D), m on the line between the known neighbours, d of D rows from the one before, s² the mean square of the
  /// channel's steps. Before the first and after the last known value the walk goes on by itself; a channel without a value in the window is drawn from
  /// its own mean and deviation.
  static func filled(_ states: SeriesStates, seed: UInt64) -> SeriesStates {
    guard states.values.contains(where: \.isNaN) else { return states }
    let (length, width) = (states.length, states.channelCount)
    var array = states.array
    let laws = (0..<width).map { law(array, $0) }
    for window in 0..<array.count {
      for channel in 0..<width {
        var stream = RandomStream(
          seed: seed, stream: SeriesPurpose.filling, step: UInt32(truncatingIfNeeded: channel), index: UInt32(truncatingIfNeeded: window))
        let known = (0..<length).filter { !array[window, $0, channel].isNaN }
        guard let first = known.first, let last = known.last, known.count < length else {
          if known.isEmpty { for time in 0..<length { array[window, time, channel] = laws[channel].mean + laws[channel].deviation * stream.normal() } }
          continue
        }
        for time in (0..<first).reversed() { array[window, time, channel] = array[window, time + 1, channel] + laws[channel].step * stream.normal() }
        for time in last + 1..<max(length, last + 1) {
          array[window, time, channel] = array[window, time - 1, channel] + laws[channel].step * stream.normal()
        }
        for (before, after) in zip(known, known.dropFirst()) {
          for time in before + 1..<max(after, before + 1) {
            // From the value just drawn to the next known one.
            let left = Double(after - time + 1)
            let mean = array[window, time - 1, channel] + (array[window, after, channel] - array[window, time - 1, channel]) / left
            array[window, time, channel] = mean + laws[channel].step * ((left - 1) / left).squareRoot() * stream.normal()
          }
        }
      }
    }
    let times = (0..<states.count).flatMap { states.times(of: $0) }
    return SeriesStates(
      array, times: times, conditions: states.allConditions, conditionCount: states.conditionCount)
  }

  private static func law(_ array: SeriesArray, _ channel: Int) -> (mean: Double, deviation: Double, step: Double) {
    // About the first value, since squares of values far from zero have no digits left for their spread.
    let origin = (0..<array.count * array.length).lazy.map { array.values[$0 * array.channels + channel] }.first { !$0.isNaN } ?? 0
    var (count, sum, squares, steps, stepSquares) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for window in 0..<array.count {
      for time in 0..<array.length {
        let value = array[window, time, channel]
        guard !value.isNaN else { continue }
        (count, sum, squares) = (count + 1, sum + (value - origin), squares + (value - origin) * (value - origin))
        if time > 0, !array[window, time - 1, channel].isNaN {
          let step = value - array[window, time - 1, channel]
          (steps, stepSquares) = (steps + 1, stepSquares + step * step)
        }
      }
    }
    let mean = sum / max(count, 1)
    return (origin + mean, max(squares / max(count, 1) - mean * mean, 0).squareRoot(), (stepSquares / max(steps, 1)).squareRoot())
  }
}
