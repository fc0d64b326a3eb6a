/// Judges sets of series by the usual scores, against one set of real series.
///
///     let scorer = try SeriesScorer(real: heldOut, seed: 1)
///     let scores = try scorer.scores(of: generated)
///     let floor = try scorer.scores(of: otherRealSeries)
///
/// No score is 0 for a perfect generator: each has a floor, which is what other real series, or `BlockBootstrap`, come to. Channels should be scaled to
/// 0…1.
///
/// Series can be scored when both sets have the same length and channels, at least two series each, and neither a missing nor an infinite value.
public struct SeriesScorer: Sendable {
  /// Which scores, and how; nil leaves one out.
  public struct Options: Hashable, Sendable, Codable {
    public var discriminative: DiscriminativeScore? = DiscriminativeScore()
    public var predictive: PredictiveScore? = PredictiveScore()
    public var context: ContextDistance.Options? = ContextDistance.Options()
    public var correlational: CorrelationalScore? = CorrelationalScore()
    public var marginal: MarginalDistance? = MarginalDistance()
    public var autocorrelation: AutocorrelationDistance? = AutocorrelationDistance()

    public init() {}
  }

  public let real: SeriesArray
  public let options: Options
  public let seed: UInt64
  private let context: ContextDistance?

  /// Fits the networks of the context distance to the real series; all else is done for each generated set.
  /// - Parameter progress: is told in words what begins.
  /// - Throws: `ProgramError` for series that cannot be scored.
  public init(real: SeriesArray, options: Options = Options(), seed: UInt64, progress: (String) -> Void = { _ in }) throws {
    try ScoredSeries.check(real, real, for: "scores")
    self.real = real
    self.options = options
    self.seed = seed
    if let context = options.context, real.length > 1 {
      progress("context distance: \(context.refits) networks learn from \(real.count) real series")
      self.context = try ContextDistance(real: real, options: context, seed: seed)
    } else {
      context = nil
    }
  }

  /// - Parameters:
  ///   - training: what the generator was trained on, for the copying test, which takes the scorer's real series as held-out ones; nil: no copying
  ///     test.
  ///   - progress: is told in words what begins.
  /// - Throws: `ProgramError` for series that cannot be compared with the real ones, and where a network diverges.
  public func scores(of generated: SeriesArray, training: SeriesArray? = nil, progress: (String) -> Void = { _ in }) throws -> SeriesScores {
    try ScoredSeries.check(real, generated, for: "scores")
    var scores = SeriesScores()
    if let context {
      progress("context distance")
      scores.context = try context.measure(generated)
    }
    if let score = options.discriminative {
      progress("discriminative score: \(score.repeats) networks of \(score.steps) steps")
      scores.discriminative = try score.measure(real: real, generated: generated, seed: seed)
    }
    if real.length > 1, let score = options.predictive {
      progress("predictive score: \(score.repeats) networks of \(score.steps) steps")
      scores.predictive = try score.measure(real: real, generated: generated, seed: seed)
    }
    progress("correlations and marginal laws")
    if let score = options.correlational {
      scores.correlational = try score.measure(real: real, generated: generated, seed: seed)
      scores.correlationDifference = try CorrelationalScore.difference(real: real, generated: generated)
    }
    if real.length > 1 { scores.marginal = try options.marginal?.measure(real: real, generated: generated) }
    scores.autocorrelation = try options.autocorrelation?.measure(real: real, generated: generated)
    if let training {
      progress("copying test: \(training.count) training series")
      scores.copying = try CopyingTest(generated: generated, training: training, heldOut: real, seed: seed)
    }
    return scores
  }
}
