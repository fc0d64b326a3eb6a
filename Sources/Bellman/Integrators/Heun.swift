public import Tensors

/// Heun's method for a flow: a trial step along v(x, t), then a step along the mean of v(x, t) and the velocity found at the
/// trial state, brought back by parallel transport. Order 2.
public struct Heun: StepMethod, Hashable {
  public init() {}
  public var isStochastic: Bool { false }

  public func step<Space: RiemannianSpace>(
    _ state: NamedTensors, time: Tensor, duration: Tensor, noise: NamedTensors, in space: Space, process: RecordedProcess
  ) throws -> NamedTensors {
    let first = try process.drift(state, time)
    let trial = space.advance(state, along: first.scaled(byRows: duration))
    let second = try process.drift(trial, time + duration)
    let mean = (first + space.transport(second, from: trial, to: state)) * 0.5
    return space.advance(state, along: mean.scaled(byRows: duration))
  }
}
