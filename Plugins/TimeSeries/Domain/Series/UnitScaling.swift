/// Each channel from its least to its greatest value of the training rows to 0…1.
public struct UnitScaling: Hashable, Sendable {
  public let least: [Double]
  public let greatest: [Double]
  /// Of each channel's values.
  public let deviations: [Double]

  public init(_ states: SeriesStates) {
    let (array, width) = (states.array, states.channelCount)
    var (least, greatest) = ([Double](repeating: .infinity, count: width), [Double](repeating: -.infinity, count: width))
    var (count, sum, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    for (place, value) in array.values.enumerated() where !value.isNaN {
      let channel = place % width
      least[channel] = min(least[channel], value)
      greatest[channel] = max(greatest[channel], value)
      count[channel] += 1
      sum[channel] += value
    }
    // About the mean, in a second pass: squares of values far from zero have no digits left for their spread.
    let means = zip(sum, count).map { $0 / max($1, 1) }
    for (place, value) in array.values.enumerated() where !value.isNaN {
      squares[place % width] += (value - means[place % width]) * (value - means[place % width])
    }
    self.least = least
    self.greatest = greatest
    deviations = (0..<width).map { channel in
      let variance = squares[channel] / max(count[channel], 1)
      return variance > 0 ? variance.squareRoot() : 1
    }
  }

  public func scaled(_ array: SeriesArray) -> SeriesArray {
    var result = array
    for place in result.values.indices {
      let channel = place % least.count
      let range = greatest[channel] - least[channel]
      result.values[place] = (result.values[place] - least[channel]) / (range > 0 ? range : 1)
    }
    return result
  }
}
