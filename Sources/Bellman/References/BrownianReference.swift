public import Tensors

/// Brownian motion dX = σ(t) dB on a space with a heat kernel: b = 0, its marginals are flat (the Riemannian volume is what it keeps), and
/// the control is σ times the score.
///
/// It starts from a law ν that is known in closed form: the uniform law after much noise, or the data's own heat-kernel mixture
/// after less, Σ K_{s(0)}(xᵢ, ·)/N, which is exactly the law of the noised data, so that the control only has to learn what
/// is finer than s(0).
public struct BrownianReference<Space: HeatKernelSpace>: ReferenceProcess {
  public let space: Space
  public let schedule: NoiseSchedule
  /// ν
  public let start: any DensityModel

  /// - Parameter start: ν; the uniform law when nil.
  /// - Throws: `ModelError` for the uniform law of a space of infinite volume, which there is none of.
  public init(_ space: Space, schedule: NoiseSchedule, start: (any DensityModel)? = nil) throws(ModelError) {
    guard start != nil || space.logVolume.isFinite else {
      throw ModelError("\(space.name) has no uniform law to start from, as its volume is infinite: give a start law")
    }
    self.space = space
    self.schedule = schedule
    self.start = start ?? UniformLaw(space)
  }

  public func diffusion(_ time: Tensor) -> Tensor { schedule.diffusion(time) }

  public func drift(_ state: NamedTensors, time: Tensor) -> NamedTensors { zero(state) }

  public func marginalScore(_ state: NamedTensors, time: Tensor) -> NamedTensors { zero(state) }

  private func zero(_ state: NamedTensors) -> NamedTensors {
    let rows = state.tensors[0].shape[0]
    return NamedTensors(
      space.tangentLayout, space.tangentLayout.parts.map { state.trace.constant(0, [rows] + $0.shape) })
  }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    try start.draws(count: count, randomness)
  }

  public func startLogDensity(_ states: StateBatch) throws -> [Double] { try start.logDensity(states) }

  public func noised(_ data: StateBatch, times: [Double], _ randomness: RandomCoordinates) -> NoisedStates {
    let deviations = times.map { schedule.standardDeviation($0) }
    let states = space.heatKernelDraws(around: data, standardDeviations: deviations, randomness)
    let scores = space.heatKernelScore(from: data, at: states, standardDeviations: deviations)
    return NoisedStates(states: states, scores: scores, deviations: deviations)
  }
}
