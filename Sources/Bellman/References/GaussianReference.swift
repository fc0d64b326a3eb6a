internal import Foundation
public import Tensors

/// The linear reference process of a Gaussian path on Rⁿ, with marginals N(0, c²α² + γ²): what it would be for a target N(0, c² I).
///
/// It is memoryless when α(0) = 0; with Ornstein–Uhlenbeck noise and c = 1 it is the stationary process with b = −T x,
/// σ² = 2T (T the horizon).
public struct GaussianReference: ReferenceProcess {
  public let space: EuclideanSpace
  public let path: GaussianPath
  /// c, the standard deviation of the target for which the reference needs no control.
  public let targetDeviation: Double

  public init(dimension: Int, path: GaussianPath, targetDeviation: Double = 1) {
    space = EuclideanSpace(dimension: dimension)
    self.path = path
    self.targetDeviation = targetDeviation
  }

  public func diffusion(_ time: Tensor) -> Tensor { path.noiseRate(time) * 2 }

  public func drift(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    // v + η∇log ρ with v the flow of ρ: (α′/α) x + 2η ∇log ρ.
    state.scaled(byRows: path.scaleRate(time))
      + marginalScore(state, time: time).scaled(byRows: path.noiseRate(time) * 2)
  }

  public func marginalScore(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    state.scaled(byRows: -marginalVariance(time).reciprocal())
  }

  private func marginalVariance<Number: ScheduleNumber>(_ time: Number) -> Number {
    let (scale, deviation) = (path.scale(time), path.deviation(time))
    return scale * scale * (targetDeviation * targetDeviation) + deviation * deviation
  }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    let deviation = marginalVariance(0.0).squareRoot()
    var draws = randomness.normals(space.layout, count: count)
    for index in draws.values[0].indices { draws.values[0][index] *= deviation }
    return draws
  }

  public func startLogDensity(_ states: StateBatch) -> [Double] {
    let variance = marginalVariance(0.0)
    let size = Double(space.dimension)
    return (0..<states.count).map { row in
      let squared = states.vector(row).reduce(0) { $0 + $1 * $1 }
      return -0.5 * squared / variance - 0.5 * size * log(2 * .pi * variance)
    }
  }

  public func noised(_ data: StateBatch, times: [Double], _ randomness: RandomCoordinates) -> NoisedStates {
    let noise = randomness.normals(space.layout, count: data.count)
    var states = data
    var scores = noise
    for index in states.values[0].indices {
      let time = times[index / space.dimension]
      let deviation = path.deviation(time)
      states.values[0][index] = path.scale(time) * data.values[0][index] + deviation * noise.values[0][index]
      scores.values[0][index] = -noise.values[0][index] / deviation
    }
    return NoisedStates(states: states, scores: scores, deviations: times.map { path.deviation($0) })
  }

  // MARK: Faces that only a Gaussian path has

  /// D = E[X₁ | X_t] = (x + γ² ∇log p_t)/α (Tweedie's formula).
  public func denoiser(score: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    let deviation = path.deviation(time)
    return (state + score.scaled(byRows: deviation * deviation)).scaled(byRows: path.scale(time).reciprocal())
  }

  /// ∇log p_t = (α D − x)/γ²
  public func score(denoiser: NamedTensors, _ state: NamedTensors, time: Tensor) -> NamedTensors {
    let deviation = path.deviation(time)
    return (denoiser.scaled(byRows: path.scale(time)) - state).scaled(byRows: (deviation * deviation).reciprocal())
  }
}
