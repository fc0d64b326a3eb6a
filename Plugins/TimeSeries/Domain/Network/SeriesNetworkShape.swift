/// What a network of series sees.
public struct SeriesNetworkShape: Hashable, Sendable {
  /// Of y: places in time, or one for all.
  public var tokens: Int
  public var tokenWidth: Int
  /// Numbers that belong to a whole series.
  public var conditions: Int
  /// Whether observed values are an input: z where it is known, and where that is.
  public var seesObservations: Bool

  public init(tokens: Int, tokenWidth: Int, conditions: Int, seesObservations: Bool) {
    self.tokens = tokens
    self.tokenWidth = tokenWidth
    self.conditions = conditions
    self.seesObservations = seesObservations
  }
}
