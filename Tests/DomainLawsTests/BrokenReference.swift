import Bellman
import Foundation
import Tensors

/// A good Gaussian reference with exactly one thing wrong.
struct BrokenReference: ReferenceProcess {
  enum Fault: String, CustomStringConvertible {
    case none, wideNoise, smallScores, wideStart, shiftedStartDensity, wrongMarginalScore, wrongDrift, doubledDiffusion,
      noDiffusion, negativeDiffusion
    case infiniteDrift, negativeDeviation, forgetfulRows, forgetfulStart

    var description: String { rawValue }
  }

  let base = GaussianReference(dimension: 2, path: .ornsteinUhlenbeck(horizon: 3))
  let fault: Fault

  var space: EuclideanSpace { base.space }

  func diffusion(_ time: Tensor) -> Tensor {
    switch fault {
    case .doubledDiffusion: base.diffusion(time) * 2
    case .noDiffusion: base.diffusion(time) * 0
    case .negativeDiffusion: base.diffusion(time) * -1
    default: base.diffusion(time)
    }
  }

  func drift(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    switch fault {
    case .wrongDrift: base.drift(state, time: time) * 0.9
    case .infiniteDrift: base.drift(state, time: time).map { $0 / ($0 * 0) }
    default: base.drift(state, time: time)
    }
  }

  func marginalScore(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    base.marginalScore(state, time: time) * (fault == .wrongMarginalScore ? 0.9 : 1)
  }

  func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var randomness = randomness
    if fault == .forgetfulStart { randomness.firstRow = 0 }
    var draws = base.startDraws(count: count, randomness)
    if fault == .wideStart { for index in draws.values[0].indices { draws.values[0][index] *= 1.05 } }
    return draws
  }

  func startLogDensity(_ states: StateBatch) -> [Double] {
    base.startLogDensity(states).map { $0 + (fault == .shiftedStartDensity ? 0.1 : 0) }
  }

  func noised(_ data: StateBatch, times: [Double], _ randomness: RandomCoordinates) -> NoisedStates {
    var randomness = randomness
    if fault == .forgetfulRows { randomness.firstRow = 0 }
    var noised = base.noised(data, times: times, randomness)
    switch fault {
    case .wideNoise:
      for index in data.values[0].indices {
        let mean = base.path.scale(times[index / 2]) * data.values[0][index]
        noised.states.values[0][index] = mean + 1.05 * (noised.states.values[0][index] - mean)
      }
    case .smallScores: for index in data.values[0].indices { noised.scores.values[0][index] *= 0.95 }
    case .negativeDeviation: noised.deviations[3] = -1
    default: break
    }
    return noised
  }
}
