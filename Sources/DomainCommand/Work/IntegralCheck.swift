internal import Bellman
internal import Foundation
internal import Networks

/// ∫p over the space of a law with a density, estimated with draws from a law q that is known; it must be one.
///
/// q is half the first baseline b and half the uniform law (b alone on a space of infinite volume). The mean of p/q has
/// expectation ∫p. Since ∫b = 1 by construction, (p − βb)/q + β has the same expectation, with a much smaller variance
/// for a p that is near b; β is fitted on the draws. The baselines themselves are checked without this.
package struct IntegralCheck: Hashable, Sendable, Codable {
  package let value: Double
  package let standardError: Double
  package let draws: Int

  /// The estimate from ratios p/q and control ratios b/q.
  package init(ratios: [Double], controls: [Double]? = nil) {
    let count = Double(max(ratios.count, 1))
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / count }
    var values = ratios
    if let controls {
      let (ratioMean, controlMean) = (mean(ratios), mean(controls))
      let covariance = mean(zip(ratios, controls).map { ($0 - ratioMean) * ($1 - controlMean) })
      let variance = mean(controls.map { ($0 - controlMean) * ($0 - controlMean) })
      let slope = variance > 1e-12 ? covariance / variance : 0
      values = zip(ratios, controls).map { $0 - slope * ($1 - 1) }
    }
    let center = mean(values)
    value = center
    standardError = (mean(values.map { ($0 - center) * ($0 - center) }) / max(count - 1, 1)).squareRoot()
    draws = ratios.count
  }

  /// Whether it is one, as far as the estimate tells: within .01, or within three standard errors.
  package var holds: Bool { abs(value - 1) <= max(0.01, 3 * standardError) }
}

/// Estimates ∫p of several laws with the same draws.
struct IntegralEstimator {
  /// The law from which the draws come, and its density.
  let proposal: AveragedModel
  /// Goal for every standard error.
  var standardError = 0.003
  /// Draws at which the estimate stops though the goal is not reached.
  var mostDraws: Int
  let seed: UInt64

  private static var round: Int { 512 }

  /// - Parameter flow: the learned control, whose densities take time.
  func estimates(control: any DensityModel, baselines: [any DensityModel], weights: [Double]) throws -> Estimates {
    var flow: [Double] = []
    var others = [[Double]](repeating: [], count: baselines.count)
    var average: [Double] = []
    var round = 0
    while true {
      let draws = try proposal.draws(
        count: min(Self.round, mostDraws - flow.count),
        RandomCoordinates(seed: seed, stream: RandomPurpose.evaluation, step: round))
      round += 1
      let logProposal = try proposal.logDensity(draws)
      let logFlow = try control.logDensity(draws)
      let logOthers = try baselines.map { try $0.logDensity(draws) }
      func ratios(_ values: [Double]) -> [Double] { zip(values, logProposal).map { exp($0 - $1) } }
      flow += ratios(logFlow)
      for index in baselines.indices { others[index] += ratios(logOthers[index]) }
      average += ratios(AveragedModel.logAverage([logFlow] + logOthers, weights: weights))
      let result = Estimates(
        control: IntegralCheck(ratios: flow, controls: others.first),
        average: IntegralCheck(ratios: average, controls: others.first),
        baselines: others.map { IntegralCheck(ratios: $0) })
      let worst = max(result.control.standardError, result.average.standardError)
      // A ratio that is not finite does not become so by more draws.
      if flow.count >= mostDraws || worst <= standardError || worst.isNaN { return result }
    }
  }

  struct Estimates {
    let control: IntegralCheck
    let average: IntegralCheck
    let baselines: [IntegralCheck]
  }
}
