public import Tensors

/// x ← exp_x( h b(x, t) + √h σ(t) ξ ), ξ standard normal on the tangent space: weak order 1, strong order 1 for noise that does
/// not depend on the state in flat space; order 1 for a flow.
///
/// Source: E. Jørgensen, Zeitschrift für Wahrscheinlichkeitstheorie 32 (1975) 1 (geodesic random walks).
public struct GeodesicEulerMaruyama: StepMethod, Hashable {
  public init() {}
  public var isStochastic: Bool { true }

  public func step<Space: RiemannianSpace>(
    _ state: NamedTensors, time: Tensor, duration: Tensor, noise: NamedTensors, in space: Space, process: RecordedProcess
  ) throws -> NamedTensors {
    var move = try process.drift(state, time).scaled(byRows: duration)
    if let diffusion = process.diffusion {
      let scale = (diffusion(time) * duration.absolute()).squareRoot()
      move = move + space.tangentPart(noise, at: state).scaled(byRows: scale)
    }
    return space.advance(state, along: move)
  }
}
