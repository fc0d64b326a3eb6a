/// What a control is charged: J(u) = E[ ∫ ½‖u‖² dt + g(X₁) ] under dX = (b + σu) dt + σ dB, X₀ ~ ν.
///
/// With g = −log dπ/dP₁ the optimal controlled process ends in π, its cost is V(X₀, 0) averaged over the start, and for
/// an unnormalised target γ = Z π the least cost is −log Z. Here in discrete time, over a chain whose kernels are
/// known: costs are exact at any number of steps.
public struct ControlProblem<Chain: ReversibleChain>: Sendable {
  public let chain: Chain
  /// log γ, the target's density without its normalising constant, at each row.
  public let logTarget: @Sendable (StateBatch) -> [Double]

  public init(_ chain: Chain, logTarget: @escaping @Sendable (StateBatch) -> [Double]) {
    self.chain = chain
    self.logTarget = logTarget
  }
}
