public import Files

/// Something that holds in every series: an equation or an inequality at every time, a quantity that stays what it was, or two
/// quantities of which one is zero.
///
///     try SeriesLaw("energy", "conserved(0.5 * (vx^2 + vy^2) - 1 / sqrt(x^2 + y^2))")
///     try SeriesLaw("balance", "next(storage) = storage + inflow - outflow - spill")
///     try SeriesLaw("low is low", "low <= min(open, close)")
///     try SeriesLaw("spill only when full", "complementary(spill, capacity - storage)")
public struct SeriesLaw: Hashable, Sendable {
  public enum Relation: Hashable, Sendable {
    /// Both are the same.
    case equal(Expression, Expression)
    /// The first is not less than the second.
    case atLeast(Expression, Expression)
    /// The same at all times.
    case conserved(Expression)
    /// Neither is negative, and one of them is zero.
    case complementary(Expression, Expression)
  }

  public let name: String
  public let relation: Relation

  public init(_ name: String, _ relation: Relation) {
    self.name = name
    self.relation = relation
  }

  /// A law as people write it: numbers, names (in backquotes where they are no words), `+ - * / ^`, abs sqrt exp log sin cos tan tanh min max,
  /// `next(…)`, `previous(…)`, `first(…)`, `last(…)` for other times, `sum(…)` and `mean(…)` over all times, and one of `=`, `<=`, `>=`;
  /// or `conserved(…)`; or `complementary(…, …)`.
  /// - Throws: `ProgramError` that says at which character the text is no law.
  public init(_ name: String, _ text: String) throws(ProgramError) {
    self.init(name, try ExpressionParser.relation(text, of: name))
  }
}

extension SeriesLaw: CustomStringConvertible {
  public var description: String {
    switch relation {
    case .equal(let a, let b): "\(a) = \(b)"
    case .atLeast(let a, let b): "\(a) >= \(b)"
    case .conserved(let a): "conserved(\(a))"
    case .complementary(let a, let b): "complementary(\(a), \(b))"
    }
  }
}
