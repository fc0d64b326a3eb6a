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
      squares[channel] += value * value
    }
    self.least = least
    self.greatest = greatest
    deviations = (0..<width).map { channel in
      let mean = sum[channel] / max(count[channel], 1)
      let variance = squares[channel] / max(count[channel], 1) - mean * mean
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
