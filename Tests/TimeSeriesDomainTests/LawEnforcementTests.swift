import Bellman
import Files
import Foundation
import Tensors
import Testing
import TimeSeriesAccuracy
import TimeSeriesDomain

@Suite struct LawEnforcementTests {
  private static func prior() throws -> SeriesPrior {
    try .gaussian(GaussianSeriesLaw(mean: [0.4, 0.3], covariance: .factor([1, 0, 0.3, 0.9], rank: 2, diagonal: [0, 0])), channels: 2)
  }

  private static let walk = ConstrainedSampler.Options(move: .geodesic(steps: 4), step: 0.3, warmUp: 50, thinning: 3)

  /// 6,000 draws of each enforcement, and 20,000 of projection, keep the law; those that are right, or are by their weights, have its angle within what McDiarmid's bound allows
  /// independent draws of their effective size with a probability of 1 − 10⁻⁶, and projection has not.
  @Test func anglesOnAnEllipse() throws {
    let sample = try ConditionalCase.ellipse(rows: 1)
    let prior = try Self.prior()
    func distance(_ enforcement: LawEnforcement, _ isWeighted: Bool, count: Int = 6000) throws -> (distance: Double, size: Double) {
      let outcome = try enforcement.draws(count: count, of: prior, under: sample.system, RandomCoordinates(seed: 3, stream: 6))
      let greatest = outcome.logWeights?.max() ?? 0
      // Twenty bins, of five each.
      var weights = [Double](repeating: 0, count: 20)
      for draw in 0..<count {
        let series = outcome.series.series(draw)
        if draw % 50 == 0 { #expect(sample.system.excesses(of: Array(series)).allSatisfy { $0.amount < 1e-13 }, "\(enforcement)") }
        weights[sample.bin(series) / 5] += isWeighted ? exp((outcome.logWeights?[draw] ?? 0) - greatest) : 1
      }
      let probabilities = (0..<20).map { bin in sample.probabilities[5 * bin..<5 * bin + 5].reduce(0, +) }
      return (MeasureDistance.totalVariation(weights, probabilities), outcome.effectiveSampleSize ?? Double(count))
    }
    func limit(_ size: Double) -> Double { 0.5 * (20 * 2 / (.pi * size)).squareRoot() + (6 * log(10) / (2 * size)).squareRoot() }
    let control = LawEnforcement.terminalControl(.init(tolerance: 1e-3, steps: 30))
    for (enforcement, isWeighted) in [(LawEnforcement.coarea(Self.walk), false), (.surface(Self.walk), true), (control, true)] {
      let (distance, size) = try distance(enforcement, isWeighted)
      #expect(distance < limit(size) && size > 1500, "\(enforcement): \(distance), limit \(limit(size)), size \(size)")
    }
    #expect(try distance(.projection, false, count: 20_000).distance > limit(20_000) + 0.02)
    #expect(try distance(.surface(Self.walk), false).distance > limit(6000) + 0.005)
  }

  /// For linear laws the control is exact conditioning: all weights are the same, for any number of steps, and the mean is the closed form's.
  @Test(arguments: [1, 7])
  func controlOfLinearLaws(steps: Int) throws {
    let times = [0, 0.5, 1.2, 1.5]
    let noise = try TemporalNoise([.maternThreeHalves(variance: 1, timeScale: 1)], times: times)
    let law = try GaussianSeriesLaw(mean: [0, 0.1, 0.2, 0.3], covariance: .temporal(noise))
    let system = try LawSystem([SeriesLaw("sum", "sum(x) = 2"), SeriesLaw("start", "first(x) = 0.2")], channels: ["x"], times: times)
    let draws = try TerminalControl(system, law: law, options: .init(tolerance: 1e-4, steps: steps)).draws(count: 4000, RandomCoordinates(seed: 1, stream: 2))
    #expect(draws.effectiveSampleSize > 3999.999 && draws.greatestDisplacement < 0.1)
    let exact = try GaussianConditioning(
      law, equations: [.init(variables: [0, 1, 2, 3], factors: [1, 1, 1, 1], value: 2), .init(variables: [0], factors: [1], value: 0.2)])
    for i in 1..<4 {
      var unit = [0.0, 0, 0, 0]
      unit[i] = 1
      let mean = (0..<4000).reduce(0) { $0 + draws.series.values[4 * $1 + i] } / 4000
      #expect(abs(mean - exact.mean[i]) < 6 * (exact.covarianceProduct(unit)[i] / 4000).squareRoot() + 1e-3)
    }
  }

  @Test func controlIsForGaussianPriors() throws {
    let sample = try ConditionalCase.predators(rows: 1)
    #expect(throws: ProgramError.self) {
      try LawEnforcement.terminalControl(.init(tolerance: 1e-3, steps: 3)).draws(
        count: 1, of: sample.prior, under: sample.system, RandomCoordinates(seed: 1, stream: 1))
    }
  }
}
