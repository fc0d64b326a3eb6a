/// What a network of series sees.
public struct SeriesNetworkShape: Hashable, Sendable {
  /// Of y: places in time, or one for all.
  public var tokens: Int
  public var tokenWidth: Int
  /// Numbers that belong to a whole series.
  public var conditions: Int
  /// Whether observations are an input: what is expected of y given them, and where they are if y has places.
  public var seesObservations: Bool

  public init(tokens: Int, tokenWidth: Int, conditions: Int, seesObservations: Bool) {
    self.tokens = tokens
    self.tokenWidth = tokenWidth
    self.conditions = conditions
    self.seesObservations = seesObservations
  }
}
