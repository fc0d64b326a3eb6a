internal import Bellman
internal import Foundation
internal import Networks

/// Estimates ∫p of several laws with the same draws.
struct IntegralEstimator {
  /// The law from which the draws come, and its density.
  let proposal: AveragedModel
  /// Goal for every standard error.
  static var goal: Double { 0.003 }
  /// Draws at which the estimate stops though the goal is not reached.
  var mostDraws: Int
  let seed: UInt64

  private static var round: Int { 512 }
  /// Draws for the baselines, as a multiple of the most for the control.
  private static var baselineShare: Int { 4 }

  /// - Parameters:
  ///   - control: its densities take nearly all of the time.
  ///   - completed: the baselines of the completed average; none where there is no such law.
  func estimates(
    control: any DensityModel, baselines: [any DensityModel], completed: [any DensityModel], weights: [Double],
    announce: (String) -> Void
  ) throws -> Estimates {
    var flow: [Double] = []
    var others = [[Double]](repeating: [], count: baselines.count)
    var average: [Double] = []
    var completedAverage: [Double] = []
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
      if !completed.isEmpty {
        let logCompleted = try [logFlow] + completed.map { try $0.logDensity(draws) }
        completedAverage += ratios(AveragedModel.logAverage(logCompleted, weights: weights))
      }
      let controlCheck = IntegralCheck(ratios: flow, controls: others.first)
      let averageCheck = IntegralCheck(ratios: average, controls: others.first)
      let worst = max(controlCheck.standardError, averageCheck.standardError)
      announce("∫p: \(flow.count) of at most \(mostDraws) draws, standard error \(Verdict.number(worst, 4))")
      // A ratio that is not finite does not become so by more draws.
      if flow.count >= mostDraws || worst <= Self.goal || worst.isNaN {
        let completedCheck =
          completed.isEmpty ? nil : IntegralCheck(ratios: completedAverage, controls: others.first)
        try extend(&others, of: baselines, from: round)
        return Estimates(
          control: controlCheck, average: averageCheck, completed: completedCheck,
          baselines: others.map { IntegralCheck(ratios: $0) })
      }
    }
  }

  /// The baselines have no control variate but themselves, and no network: more draws for them cost little.
  private func extend(_ others: inout [[Double]], of baselines: [any DensityModel], from round: Int) throws {
    guard let first = others.first else { return }
    let draws = try proposal.draws(
      count: Self.baselineShare * mostDraws - first.count,
      RandomCoordinates(seed: seed, stream: RandomPurpose.evaluation, step: round))
    let logProposal = try proposal.logDensity(draws)
    for index in baselines.indices {
      others[index] += zip(try baselines[index].logDensity(draws), logProposal).map { exp($0 - $1) }
    }
  }

  struct Estimates {
    let control: IntegralCheck
    let average: IntegralCheck
    let completed: IntegralCheck?
    let baselines: [IntegralCheck]
  }
}
