public import Tensors

/// The uncontrolled process P: dX = b(X, t) dt + σ(t) dB, X₀ ~ ν, on t ∈ [0, 1] from noise to target, and the noising
/// of data that belongs to it.
///
/// With ρ_t the marginals of P and p_t those of the process controlled to hit the target, the optimal control is Doob's
/// u* = σ ∇log(p_t/ρ_t) = −σ ∇V. The faces of a control are conversions of one another, each here and nowhere else.
public protocol ReferenceProcess: Sendable {
  associatedtype Space: RiemannianSpace

  var space: Space { get }
  /// σ(t)², one number for each row: [batch].
  func diffusion(_ time: Tensor) -> Tensor
  /// b(x, t), a tangent vector.
  func drift(_ state: NamedTensors, time: Tensor) -> NamedTensors
  /// ∇log ρ_t(x), a tangent vector.
  func marginalScore(_ state: NamedTensors, time: Tensor) -> NamedTensors

  /// Draws from the start law ν.
  func startDraws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch
  /// log ν at each row, with respect to the Riemannian volume.
  func startLogDensity(_ states: StateBatch) throws -> [Double]
  /// X_t given X₁ = `data`, row by row at `times`, with the score ∇ log p(x_t | x₁) at what was drawn.
  func noised(_ data: StateBatch, times: [Double], _ randomness: RandomCoordinates) throws -> NoisedStates
}

/// Noised states, with the score of the noising kernel at each: the regression target of denoising score matching.
public struct NoisedStates: Sendable {
  public var states: StateBatch
  public var scores: StateBatch
  /// Σ E|score|² would be dimension/deviation²: the deviation that makes the target's scale one.
  public var deviations: [Double]

  public init(states: StateBatch, scores: StateBatch, deviations: [Double]) {
    self.states = states
    self.scores = scores
    self.deviations = deviations
  }
}

extension ReferenceProcess {
  /// u = σ (∇log p_t − ∇log ρ_t)
  public func control(score: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    (score - marginalScore(state, time: time)).scaled(byRows: diffusion(time).squareRoot())
  }

  /// ∇log p_t = u/σ + ∇log ρ_t
  public func score(control: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    control.scaled(byRows: diffusion(time).reciprocalSquareRoot()) + marginalScore(state, time: time)
  }

  /// Probability-flow velocity v = b + σ²(∇log p_t − ∇log ρ_t) − ½σ² ∇log p_t.
  public func velocity(score: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    let variance = diffusion(time)
    return drift(state, time: time) + score.scaled(byRows: variance * 0.5)
      - marginalScore(state, time: time).scaled(byRows: variance)
  }

  /// The score of which `velocity` is the probability flow.
  public func score(velocity: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    let variance = diffusion(time)
    let rest = velocity - drift(state, time: time)
    return (rest + marginalScore(state, time: time).scaled(byRows: variance)).scaled(
      byRows: (variance * 0.5).reciprocal())
  }

  /// u = −σ ∇V for a value function V(x, t) [batch] recorded as a function of `state`, whose gradient is taken here.
  ///
  /// For states whose tangent coordinates are those of the state itself.
  public func control(value: Tensor, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    guard space.layout == space.tangentLayout else {
      let failed = state.trace.reject(
        "the control of a value function on \(space.name), whose tangent coordinates are not the state's")
      return NamedTensors(space.tangentLayout, space.tangentLayout.parts.map { _ in failed })
    }
    let gradients = NamedTensors(space.tangentLayout, value.gradient(state.tensors))
    return space.tangentPart(gradients, at: state).scaled(byRows: -diffusion(time).squareRoot())
  }

  /// The drift b + σu of the controlled process.
  public func controlledDrift(score: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    drift(state, time: time)
      + (score - marginalScore(state, time: time)).scaled(byRows: diffusion(time))
  }
}
