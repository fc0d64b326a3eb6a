import Bellman
import Foundation
import Tensors

/// Σ wₖ N(mₖ, diag vₖ): a target whose noised law, score and denoiser are known.
struct GaussianMixture: Sendable {
  var weights: [Double]
  var means: [[Double]]
  var variances: [[Double]]

  var dimension: Int { means[0].count }

  static let twoModes = GaussianMixture(
    weights: [0.7, 0.3], means: [[-1.2, 0.4], [0.9, -0.8]], variances: [[0.3, 0.8], [0.5, 0.15]])

  static func normal(_ mean: [Double], deviation: Double) -> GaussianMixture {
    GaussianMixture(weights: [1], means: [mean], variances: [mean.map { _ in deviation * deviation }])
  }

  /// The law of αX + γε.
  func noised(_ scale: Double, _ deviation: Double) -> GaussianMixture {
    GaussianMixture(
      weights: weights, means: means.map { $0.map { scale * $0 } },
      variances: variances.map { $0.map { scale * scale * $0 + deviation * deviation } })
  }

  private func logTerms(_ x: [Double]) -> [Double] {
    weights.indices.map { k -> Double in
      var sum = log(weights[k])
      for i in x.indices {
        let offset = x[i] - means[k][i]
        sum -= 0.5 * (offset * offset / variances[k][i] + log(2 * Double.pi * variances[k][i]))
      }
      return sum
    }
  }

  func logDensity(_ x: [Double]) -> Double {
    let terms = logTerms(x)
    let greatest = terms.max() ?? 0
    return greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) })
  }

  /// The probability of each component, given x.
  func responsibilities(_ x: [Double]) -> [Double] {
    let total = logDensity(x)
    return logTerms(x).map { exp($0 - total) }
  }

  func score(_ x: [Double]) -> [Double] {
    let parts = responsibilities(x)
    var result = [Double](repeating: 0, count: x.count)
    for i in x.indices {
      for k in parts.indices { result[i] -= parts[k] * (x[i] - means[k][i]) / variances[k][i] }
    }
    return result
  }

  /// E[X | αX + γε = x].
  func denoised(_ x: [Double], _ scale: Double, _ deviation: Double) -> [Double] {
    let parts = noised(scale, deviation).responsibilities(x)
    var result = [Double](repeating: 0, count: x.count)
    for i in x.indices {
      for k in parts.indices {
        let gain = scale * variances[k][i] / (scale * scale * variances[k][i] + deviation * deviation)
        result[i] += parts[k] * (means[k][i] + gain * (x[i] - scale * means[k][i]))
      }
    }
    return result
  }

  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    StateBatch(
      vectors: (0..<count).flatMap { row in
        var generator = randomness.generator(row: row)
        var rest = generator.uniform()
        var k = 0
        while k < weights.count - 1, rest >= weights[k] {
          rest -= weights[k]
          k += 1
        }
        return (0..<dimension).map { means[k][$0] + variances[k][$0].squareRoot() * generator.normal() }
      }, dimension: dimension)
  }

  /// The log-density of the law noised with α and γ [batch], recorded: [batch].
  func logDensity(_ x: Tensor, scale: Tensor, deviation: Tensor) -> Tensor {
    let (scale, square) = (scale.expandingAxis(-1), deviation.square().expandingAxis(-1))
    let terms = weights.indices.map { k -> Tensor in
      let trace = x.trace
      let variance = scale.square() * trace.constant(variances[k], [1, dimension]) + square
      let offset = x - scale * trace.constant(means[k], [1, dimension])
      let term = (offset.square() / variance + (variance * (2 * .pi)).logarithm()) * -0.5
      return term.sum(axis: 1, keepingAxis: true) + log(weights[k])
    }
    return terms[0].concatenated(with: Array(terms.dropFirst()), axis: 1).logSumExp(axis: 1)
  }

  /// The score of the noised law, recorded.
  func score(_ state: NamedTensors, scale: Tensor, deviation: Tensor) -> NamedTensors {
    NamedTensors(state.layout, [logDensity(state.vector, scale: scale, deviation: deviation).gradient(state.vector)])
  }
}

extension GaussianMixture: DensityModel {
  var name: String { "Gaussian mixture" }

  func logDensity(_ states: StateBatch) -> [Double] { (0..<states.count).map { logDensity(Array(states.vector($0))) } }
}

extension StateBatch {
  /// Each row by itself, with its number.
  func mapRows(_ body: (Int, [Double]) -> [Double]) -> StateBatch {
    StateBatch(
      layout, count: count, values: [(0..<count).flatMap { body($0, Array(vector($0))) }])
  }
}
