internal import Tensors

/// What a control is charged: J(u) = E[ ∫ ½‖u‖² dt + g(X₁) ] under dX = (b + σu) dt + σ dB, X₀ ~ ν.
///
/// With g = −log dπ/dP₁ the optimal controlled process ends in π, its cost is V(X₀, 0) averaged over the start, and for an unnormalised
/// target γ = Z π the least cost is −log Z. Here in discrete time, over a chain whose kernels are known: costs are exact at
/// any number of steps.
public struct ControlProblem<Chain: ReversibleChain>: Sendable {
  public let chain: Chain
  /// log γ, the target's density without its normalising constant, at each row.
  public let logTarget: @Sendable (StateBatch) -> [Double]

  public init(_ chain: Chain, logTarget: @escaping @Sendable (StateBatch) -> [Double]) {
    self.chain = chain
    self.logTarget = logTarget
  }

  /// The control's move in a step, sₖ · network(x, tₖ) in the tangent space at c(x) = aₖ x, recorded.
  func move(
    _ network: some ControlNetwork, _ state: NamedTensors, time: Tensor, deviation: Tensor
  ) -> NamedTensors {
    network(state, time: time).scaled(byRows: deviation)
  }
}

/// Paths of a controlled chain with their weights.
public struct WeightedPaths: Sendable {
  /// x₀ … x_K.
  public var states: [StateBatch]
  /// The tangent vectors v₀ … v_{K−1} of the steps.
  public var steps: [StateBatch]
  /// log w = log γ(x_K) + Σ log p(x_k|x_{k+1}) − log ν(x₀) − Σ log q(x_{k+1}|x_k): E w = Z at any number of steps.
  public var logWeights: [Double]
  /// Σ ‖vₖ − control's move‖²/2sₖ², the part of log w that depends on the control.
  public var exponents: [Double]
}
