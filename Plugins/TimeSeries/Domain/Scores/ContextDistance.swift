internal import Networks
internal import Tensors

/// The Fréchet distance of what networks that learnt from the real series say of the real and of the generated ones; known as context-FID.
///
/// For each refit a `ContextEncoder` is fitted to the real series, and the `FrechetDistance` of the 320 numbers of both sets is taken. The unit is that
/// of the network: scores compare only for the same real series. It is biased upward by the finite number of series, the more the fewer there are:
/// compare with the score of as many real ones.
///
/// Fitting takes most of the time; what is fitted once judges any number of generated sets.
///
/// Source: P. Jeha et al., PSA-GAN, ICLR 2022.
public struct ContextDistance: Sendable {
  public struct Options: Hashable, Sendable, Codable {
    public var refits = 5
    /// Steps of a fit; 200 for at most 10⁵ numbers and 600 for more where nil.
    public var steps: Int?

    public init() {}
  }

  private let encoders: [EncoderBox]
  private let moments: [SampleMoments]
  private let real: SeriesArray

  /// Parameters are written while fitting, and only read since.
  private struct EncoderBox: @unchecked Sendable { let encoder: ContextEncoder }

  /// Fits the encoders.
  /// - Throws: `ProgramError` for series that cannot be scored (see `SeriesScorer`), and where a network diverges.
  public init(real: SeriesArray, options: Options = Options(), seed: UInt64) throws {
    try ScoredSeries.require(options.refits >= 1, "the context distance with \(options.refits) refits")
    if let steps = options.steps { try ScoredSeries.require(steps >= 1, "the context distance with \(steps) steps") }
    try ScoredSeries.check(real, real, for: "context distance", times: 2)
    self.real = real
    let series = ScoredSeries(real)
    let threads = max(1, Parallel.defaultThreads / max(options.refits, 1))
    let fitted = try ScoreStream.repeated(options.refits, seed: seed) { _, seed in
      let encoder = try ContextEncoder(series, steps: options.steps, seed: seed, threads: threads)
      let embeddings = try encoder.embeddings(series, threads: threads)
      return (EncoderBox(encoder: encoder), SampleMoments(embeddings, count: series.count))
    }
    encoders = fitted.map(\.0)
    moments = fitted.map(\.1)
  }

  /// - Throws: `ProgramError` for a set that cannot be compared with the real one.
  public func measure(_ generated: SeriesArray) throws -> Estimate {
    try ScoredSeries.check(real, generated, for: "context distance", times: 2)
    let series = ScoredSeries(generated)
    let threads = max(1, Parallel.defaultThreads / max(encoders.count, 1))
    let distances = Parallel.map(encoders.count) { number in
      Result {
        let embeddings = try encoders[number].encoder.embeddings(series, threads: threads)
        return try FrechetDistance(moments[number], SampleMoments(embeddings, count: series.count)).value
      }
    }
    return Estimate(of: try distances.map { try $0.get() })
  }
}
