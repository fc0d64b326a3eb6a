internal import Tensors

/// How far apart the marginal laws at each time are: the mean over channels, times and bins of the absolute difference of two densities.
///
/// The densities are histograms of the values at one time of one channel, in equal bins between the least and the greatest real value; generated values
/// outside are in no bin, and the first time is left out. In units of a density: channels that are scaled otherwise give other numbers.
///
/// Source: S. Liao et al., arXiv 2006.05421; as MDD in Y. Ang et al., TSGBench, VLDB 2024.
public struct MarginalDistance: Hashable, Sendable, Codable {
  public var bins = 50

  public init() {}

  /// - Throws: `ProgramError` for sets that cannot be compared (see `SeriesScorer`).
  public func measure(real: SeriesArray, generated: SeriesArray) throws -> Double {
    try ScoredSeries.require(bins >= 1, "the marginal distance with \(bins) bins")
    try ScoredSeries.check(real, generated, for: "marginal distance", times: 2)
    let (width, first) = (real.width, real.channels)
    let distances = Parallel.map(width - first) { place in
      distance(at: first + place, real, generated)
    }
    return distances.reduce(0, +) / Double(distances.count)
  }

  private func distance(at place: Int, _ real: SeriesArray, _ generated: SeriesArray) -> Double {
    let width = real.width
    var (low, high) = (Double.infinity, -Double.infinity)
    real.values.withUnsafeBufferPointer { x in
      for number in 0..<real.count {
        low = min(low, x[number * width + place])
        high = max(high, x[number * width + place])
      }
    }
    if high == low { high = low + 1e-5 }
    let size = (high - low) / Double(bins)
    func density(_ set: SeriesArray) -> [Double] {
      var counts = [Double](repeating: 0, count: bins)
      set.values.withUnsafeBufferPointer { x in
        for number in 0..<set.count {
          let value = x[number * width + place]
          if value >= low, value <= high { counts[min(bins - 1, Int((value - low) / size))] += 1 }
        }
      }
      return counts.map { $0 / (size * Double(set.count)) }
    }
    return zip(density(real), density(generated)).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(bins)
  }
}
