internal import Tensors

/// How far apart the autocorrelations are: the mean over channels of √Σ_k (a_k − a′_k)², over the lags k below min(64, length).
///
/// a_k is the mean over series and times of (x_t − m)(x_{t+k} − m)/v with the mean m and the variance v of the channel over all series and times. A
/// constant channel has a_k = 0.
///
/// Source: S. Liao et al., arXiv 2006.05421; as ACD in Y. Ang et al., TSGBench, VLDB 2024.
public struct AutocorrelationDistance: Hashable, Sendable, Codable {
  /// Lags are below this.
  public var lags = 64

  public init() {}

  /// - Throws: `ProgramError` for sets that cannot be compared (see `SeriesScorer`).
  public func measure(real: SeriesArray, generated: SeriesArray) throws -> Double {
    try ScoredSeries.require(lags >= 1, "the autocorrelation distance with \(lags) lags")
    try ScoredSeries.check(real, generated, for: "autocorrelation distance")
    let distances = Parallel.map(real.channels) { channel in
      zip(autocorrelation(real, channel), autocorrelation(generated, channel)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    return distances.reduce(0, +) / Double(distances.count)
  }

  /// a_k of one channel, from k = 0.
  func autocorrelation(_ series: SeriesArray, _ channel: Int) -> [Double] {
    let (length, channels) = (series.length, series.channels)
    let lags = min(lags, length)
    var sums = [Double](repeating: 0, count: lags)
    var one = [Double](repeating: 0, count: length)
    series.values.withUnsafeBufferPointer { x in
      var mean = 0.0
      for row in 0..<series.count * length { mean += x[row * channels + channel] }
      mean /= Double(series.count * length)
      one.withUnsafeMutableBufferPointer { one in
        for number in 0..<series.count {
          for time in 0..<length { one[time] = x[(number * length + time) * channels + channel] - mean }
          for lag in 0..<lags {
            var sum = 0.0
            for time in 0..<length - lag { sum += one[time] * one[time + lag] }
            sums[lag] += sum
          }
        }
      }
    }
    guard let variance = sums.first.map({ $0 / Double(length) }), variance > 0 else { return sums }
    return sums.enumerated().map { $0.element / Double(length - $0.offset) / variance }
  }
}
