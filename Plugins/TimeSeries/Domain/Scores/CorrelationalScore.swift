internal import Tensors

/// How far apart the correlations between channels are: (1/10) Σ_{i ≥ j} |ρ_ij − ρ′_ij|.
///
/// ρ_ij is the mean over series and times of the product of two channels at one time, each standardised over all series and times of its set, with the
/// unbiased deviation. A constant channel is taken as 0. There are d(d + 1)/2 pairs, so scores of data with other numbers of channels do not compare.
///
/// As published, the score is the mean over random subsets of n/5 real and n/5 generated series, drawn with replacement; their noise is most of the
/// score of good generators. `difference` is free of that noise.
///
/// Source: S. Liao et al., arXiv 2006.05421; X. Yuan, Y. Qiao, Diffusion-TS, ICLR 2024.
public struct CorrelationalScore: Hashable, Sendable, Codable {
  /// Subsets, and the part of the real series in each of them: n/repeats.
  public var repeats = 5

  public init() {}

  /// - Throws: `ProgramError` for sets that cannot be compared (see `SeriesScorer`).
  public func measure(real: SeriesArray, generated: SeriesArray, seed: UInt64) throws -> Estimate {
    try ScoredSeries.require(repeats >= 1, "the correlational score with \(repeats) repeats")
    try ScoredSeries.check(real, generated, for: "correlational score")
    let size = max(1, real.count / repeats)
    return Estimate(
      of: try ScoreStream.repeated(repeats, seed: seed) { _, seed in
        var stream = RandomStream(seed: seed, stream: ScoreStream.subsets)
        let subsets = [real, generated].map { set in set.series((0..<size).map { _ in stream.index(below: set.count) }) }
        return Self.distance(subsets[0], subsets[1])
      })
  }

  /// The score of the whole sets.
  public static func difference(real: SeriesArray, generated: SeriesArray) throws -> Double {
    try ScoredSeries.check(real, generated, for: "correlational score")
    return distance(real, generated)
  }

  private static func distance(_ real: SeriesArray, _ generated: SeriesArray) -> Double {
    zip(correlations(real), correlations(generated)).reduce(0) { $0 + abs($1.0 - $1.1) } / 10
  }

  /// ρ_ij for i ≥ j, row after row.
  static func correlations(_ series: SeriesArray) -> [Double] {
    let (d, rows) = (series.channels, series.count * series.length)
    var means = [Double](repeating: 0, count: d)
    var products = [Double](repeating: 0, count: d * d)
    var centred = [Double](repeating: 0, count: d)
    series.values.withUnsafeBufferPointer { x in
      for row in 0..<rows { for i in 0..<d { means[i] += x[row * d + i] } }
      for i in 0..<d { means[i] /= Double(rows) }
      products.withUnsafeMutableBufferPointer { products in
        centred.withUnsafeMutableBufferPointer { centred in
          for row in 0..<rows {
            for i in 0..<d { centred[i] = x[row * d + i] - means[i] }
            for i in 0..<d {
              let value = centred[i]
              for j in 0...i { products[i * d + j] += value * centred[j] }
            }
          }
        }
      }
    }
    let scales = (0..<d).map { i in
      let variance = products[i * d + i] / Double(max(rows - 1, 1))
      return variance > 0 ? 1 / variance.squareRoot() : 0
    }
    var result: [Double] = []
    for i in 0..<d { for j in 0...i { result.append(products[i * d + j] * scales[i] * scales[j] / Double(rows)) } }
    return result
  }
}
