internal import Bellman
internal import Foundation
internal import Tensors

/// Series from noise: the probability flow in log σ by two-step exponential integration, one evaluation of the network a step.
///
/// With h = log(σ_k/σ_{k+1}): y ← e^{−h} y + (1 − e^{−h}) D̃, D̃ = D_k + (h/2h′)(D_k − D_{k−1}); the last denoised series is the result.
/// Source: C. Lu et al., DPM-Solver++, arXiv 2211.01095.
struct SeriesSampler {
  let levels: NoiseLevels
  /// Evaluations of the network.
  let steps: Int
  /// What a level is times for each of y.
  let noiseScales: [Double]

  /// y [rows, size].
  /// - Parameters:
  ///   - coordinates: noise of row i depends on (seed, stream, i) alone.
  ///   - start: is given the noise of the greatest level, and may take a part of it away.
  func draws(
    count: Int, _ coordinates: RandomCoordinates, start: (inout [Double]) -> Void = { _ in },
    denoised: ([Double], Double) throws -> [Double]
  ) throws -> [Double] {
    let (deviations, size) = (levels.grid(steps), noiseScales.count)
    var y = [Double](repeating: 0, count: count * size)
    y.withUnsafeMutableBufferPointer {
      Double.fillNormal($0, seed: coordinates.seed, stream: coordinates.stream, step: coordinates.step, first: coordinates.firstRow * size)
    }
    let scales = noiseScales.map { ($0 * $0 * deviations[0] * deviations[0] + 1).squareRoot() }
    for place in y.indices { y[place] *= scales[place % size] }
    start(&y)
    var earlier: [Double] = []
    for (step, now) in deviations.enumerated() {
      let target = try denoised(y, now)
      guard step + 1 < steps else { return target }
      let next = deviations[step + 1]
      let keep = next / now
      let slope = step > 0 ? 0.5 * log(now / next) / log(deviations[step - 1] / now) : 0
      for place in y.indices {
        let expected = step > 0 ? target[place] + slope * (target[place] - earlier[place]) : target[place]
        y[place] = keep * y[place] + (1 - keep) * expected
      }
      earlier = target
    }
    return y
  }
}
