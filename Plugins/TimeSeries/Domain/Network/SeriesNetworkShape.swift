public import Tensors

/// What a network of series sees.
public struct SeriesNetworkShape: Hashable, Sendable {
  /// Of y: places in time, or one for all.
  public var tokens: Int
  public var tokenWidth: Int
  /// Numbers that belong to a whole series.
  public var conditions: Int
  /// The last of these are the season of the first row; it is turned to that of each token: [seasons, tokens · seasons]. Nil where there is none.
  public var turns: DenseMatrix?
  /// Whether observations are an input: what is expected of y given them, and where they are if y has places.
  public var seesObservations: Bool

  public init(tokens: Int, tokenWidth: Int, conditions: Int, turns: DenseMatrix? = nil, seesObservations: Bool) {
    self.tokens = tokens
    self.tokenWidth = tokenWidth
    self.conditions = conditions
    self.turns = turns
    self.seesObservations = seesObservations
  }

  /// What a network sees of series that are coded like this.
  public init(_ coder: SeriesCoder, seesObservations: Bool) {
    let (whitening, seasons) = (coder.whitening, coder.seasons)
    self.init(
      tokens: whitening.tokens, tokenWidth: whitening.tokenWidth, conditions: coder.conditionWidth,
      turns: seasons.width > 0 ? seasons.turns(by: Array(coder.chart.offsets.prefix(whitening.tokens))) : nil, seesObservations: seesObservations)
  }
}
