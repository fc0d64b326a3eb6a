public import Tensors

/// Brownian motion dX = σ(t) dB on a space with a heat kernel, started from the uniform law, which it keeps: ρ_t is uniform,
/// b = 0, and the control is σ times the score.
///
/// The space has finite volume; on Rⁿ use `GaussianReference`.
public struct BrownianReference<Space: HeatKernelSpace>: ReferenceProcess {
  public let space: Space
  public let schedule: NoiseSchedule

  public init(_ space: Space, schedule: NoiseSchedule) {
    self.space = space
    self.schedule = schedule
  }

  public func diffusion(_ time: Tensor) -> Tensor { schedule.diffusion(time) }

  public func drift(_ state: NamedTensors, time: Tensor) -> NamedTensors { zero(state) }

  public func marginalScore(_ state: NamedTensors, time: Tensor) -> NamedTensors { zero(state) }

  private func zero(_ state: NamedTensors) -> NamedTensors {
    let rows = state.tensors[0].shape[0]
    return NamedTensors(
      space.tangentLayout, space.tangentLayout.parts.map { state.trace.constant(0, [rows] + $0.shape) })
  }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.uniformStates(count: count, randomness)
  }

  public func startLogDensity(_ states: StateBatch) -> [Double] {
    [Double](repeating: -space.logVolume, count: states.count)
  }

  public func noised(_ data: StateBatch, times: [Double], _ randomness: RandomCoordinates) -> NoisedStates {
    let deviations = times.map { schedule.standardDeviation($0) }
    let states = space.heatKernelDraws(around: data, standardDeviations: deviations, randomness)
    let scores = space.heatKernelScore(from: data, at: states, standardDeviations: deviations)
    return NoisedStates(states: states, scores: scores, deviations: deviations)
  }
}
