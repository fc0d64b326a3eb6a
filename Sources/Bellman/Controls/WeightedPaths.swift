/// Paths of a controlled chain with their weights.
public struct WeightedPaths: Sendable {
  /// x₀ … x_K.
  public var states: [StateBatch]
  /// The tangent vectors v₀ … v_{K−1} of the steps.
  public var steps: [StateBatch]
  /// log w = log γ(x_K) + Σ log p(x_k|x_{k+1}) − log ν(x₀) − Σ log q(x_{k+1}|x_k): E w = Z at any number of steps.
  ///
  /// −∞ for a path with a step beyond the cut locus, whose vector is not the shortest to where it leads: the normal law
  /// of the vectors within the cut locus alone is the density of a step, and the rest must not count.
  public var logWeights: [Double]
  /// Σ of `StepLaw.exponent` over the steps: the part of log w that depends on the control.
  public var exponents: [Double]
}
