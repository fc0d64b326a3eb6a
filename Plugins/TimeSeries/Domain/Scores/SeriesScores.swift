/// What `SeriesScorer` says of a set of series. Nil: not asked for, or not defined for series of one time.
public struct SeriesScores: Hashable, Sendable, Codable {
  /// See `DiscriminativeScore`.
  public var discriminative: Estimate?
  /// See `PredictiveScore`.
  public var predictive: Estimate?
  /// See `ContextDistance`.
  public var context: Estimate?
  /// See `CorrelationalScore`: as published, over random subsets.
  public var correlational: Estimate?
  /// See `CorrelationalScore.difference`: of the whole sets.
  public var correlationDifference: Double?
  /// See `MarginalDistance`.
  public var marginal: Double?
  /// See `AutocorrelationDistance`.
  public var autocorrelation: Double?
  /// See `CopyingTest`.
  public var copying: CopyingTest?

  public init() {}
}
