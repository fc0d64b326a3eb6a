import Bellman
import Files
import Foundation
import Tensors
import Testing
import TimeSeriesAccuracy
import TimeSeriesDomain

@Suite struct ConstrainedSamplerTests {
  static let cases: [ConditionalCase] = (try? [.ellipse(rows: 64), .kepler(rows: 64), .predators(rows: 64)]) ?? []

  /// 19,200 draws of each enforcement. Total variation of n independent draws exceeds its mean by t with a probability of at most e^{−2 n t²} (McDiarmid):
  /// 10⁻⁶ at t = 0.019. The right law passes that; the surface law and projection, which are as near to the laws, do not.
  @Test(arguments: cases)
  func rightLaw(sample: ConditionalCase) throws {
    let (chains, drawsPerChain) = (4, 75)
    let draws = chains * drawsPerChain * sample.rows
    let randomness = RandomCoordinates(seed: 11, stream: 5)
    let floor = (0..<8).reduce(0) { $0 + MeasureDistance.floor(sample.probabilities, draws: draws, randomness.branch($1)) / 8 }
    let limit = floor + (6 * log(10) / (2 * Double(draws))).squareRoot()
    let right = try MeasureDistance.chains(sample, .coarea, chains: chains, drawsPerChain: drawsPerChain, randomness.branch(10)).plain
    #expect(right.totalVariation < limit, "\(right) against \(floor)")
    let (surface, weighted) = try MeasureDistance.chains(sample, .surface, chains: chains, drawsPerChain: drawsPerChain, randomness.branch(11))
    #expect(surface.totalVariation > limit + 0.02, "\(surface)")
    #expect(weighted.totalVariation < 1.3 * limit, "\(weighted)")
    let projected = MeasureDistance.projection(sample, series: chains * drawsPerChain, randomness.branch(12))
    #expect(projected.totalVariation > limit + 0.01, "\(projected)")
    for distance in [right, surface, projected] { #expect(distance.greatestExcess < 2e-14, "\(distance)") }
    #expect((right.acceptance ?? 0) > 0.6)
  }

  /// Linear laws with a band and a border under processes in time: mean and variances of the walk's draws are those of exact conditioning, within 7 standard
  /// errors by the effective sample size (false alarms below 10⁻⁶ where that is right to a third).
  @Test(
    arguments: zip([ConstrainedSampler.Move.hamiltonian(steps: 8), .hamiltonian(steps: 1), .geodesic(steps: 1)], [[1, 1], [3, 0.5], [1, 1]] as [[Double]]))
  func linearLaws(move: ConstrainedSampler.Move, weights: [Double]) throws {
    let rows = 8
    let times = (0..<rows).map { 0.4 * Double($0) }
    let noise = try TemporalNoise(
      [.maternThreeHalves(variance: 1, timeScale: 2), .sum([.ornsteinUhlenbeck(variance: 0.6, timeScale: 1), .white(variance: 0.3)])], times: times)
    let law = try GaussianSeriesLaw(mean: (0..<2 * rows).map { 0.05 * Double($0) }, covariance: .temporal(noise))
    let laws = try [SeriesLaw("growth", "next(s) = s + 0.5 * q"), SeriesLaw("total", "sum(q) = 3"), SeriesLaw("start", "first(s) = 1")]
    let system = try LawSystem(laws, channels: ["s", "q"], times: times)
    let sampler = try ConstrainedSampler(
      system, prior: .gaussian(law, channels: 2), measure: .coarea, options: .init(move: move, step: 0.1, warmUp: 300, thinning: move.thinning),
      weights: weights)
    let chains = try sampler.chains(4, draws: 500, RandomCoordinates(seed: 3, stream: 4))
    var equations = (0..<rows - 1).map { GaussianConditioning.Equation(variables: [2 * $0 + 2, 2 * $0, 2 * $0 + 1], factors: [1, -1, -0.5], value: 0) }
    equations.append(.init(variables: (0..<rows).map { 2 * $0 + 1 }, factors: [Double](repeating: 1, count: rows), value: 3))
    equations.append(.init(variables: [0], factors: [1], value: 1))
    let exact = try GaussianConditioning(law, equations: equations)
    let mean = exact.mean
    let effective = chains.reduce(0) { $0 + $1.diagnostics.effectiveSampleSize }
    #expect(effective > 40, "\(chains[0].diagnostics)")
    for i in 1..<2 * rows {
      var unit = [Double](repeating: 0, count: 2 * rows)
      unit[i] = 1
      let variance = exact.covarianceProduct(unit)[i]
      let values = chains.flatMap { chain in (0..<500).map { chain.draws.values[$0 * 2 * rows + i] } }
      let average = values.reduce(0, +) / 2000
      #expect(abs(average - mean[i]) < 7 * (variance / effective).squareRoot() + 1e-12, "\(i)")
      let spread = values.reduce(0) { $0 + ($1 - mean[i]) * ($1 - mean[i]) } / 2000
      #expect(abs(spread - variance) < 7 * variance * (2 / effective).squareRoot() + 1e-12, "\(i)")
    }
    for chain in chains {
      #expect(chain.diagnostics.greatestResidual < 1e-14 && chain.diagnostics.acceptance > 0.5, "\(chain.diagnostics)")
      for draw in [0, 499] { for excess in system.excesses(of: Array(chain.draws.series(draw))) { #expect(excess.amount < 1e-13, "\(excess)") } }
    }
  }

  /// ln det(J W Jᵀ) with band and border is that of the dense Jacobian.
  @Test func determinants() throws {
    let channels = ["x", "y"]
    let weights = [2.0, 0.5]
    let system = try LawSystem(
      [SeriesLaw("step", "next(x) = x + 0.3 * y * x"), SeriesLaw("sum", "sum(y^2) = 4"), SeriesLaw("ends", "last(y) = first(y) + 0.1 * first(x)^2")],
      channels: channels,
      times: [0, 1, 2, 3, 4])
    let factor = (0..<100).map { $0 % 11 == 0 ? 1.0 : 0 }
    let law = try GaussianSeriesLaw(
      mean: (0..<10).map { $0 % 2 == 0 ? 1 : 0.5 }, covariance: .factor(factor, rank: 10, diagonal: [Double](repeating: 0, count: 10)))
    let sampler = try ConstrainedSampler(
      system, prior: .gaussian(law, channels: 2), measure: .coarea, options: .init(move: .hamiltonian(steps: 3), warmUp: 50), weights: weights)
    let chain = try sampler.chain(draws: 20, RandomCoordinates(seed: 2, stream: 1))
    #expect(chain.componentCount == 1 && chain.diagnostics.acceptance > 0.3)
    for draw in 0..<20 {
      let x = Array(chain.draws.series(draw))
      // Rows of J by hand: four steps, the sum, the ends.
      var jacobian = DenseMatrix(6, 10) { _, _ in 0 }
      for row in 0..<4 {
        jacobian[row, 2 * row + 2] = 1
        jacobian[row, 2 * row] = -1 - 0.3 * x[2 * row + 1]
        jacobian[row, 2 * row + 1] = -0.3 * x[2 * row]
      }
      for row in 0..<5 { jacobian[4, 2 * row + 1] = 2 * x[2 * row + 1] }
      jacobian[5, 9] = 1
      jacobian[5, 1] = -1
      jacobian[5, 0] = -0.2 * x[0]
      let scaled = DenseMatrix(6, 10) { jacobian[$0, $1] * weights[$1 % 2] }
      let expected = (scaled * jacobian.transposed).solved([0, 0, 0, 0, 0, 0]).logDeterminant
      #expect(abs(chain.logDeterminants[draw] - expected) < 1e-10)
      #expect(chain.logWeights[draw] == -0.5 * chain.logDeterminants[draw])
    }
  }

  /// Inequalities are kept in every draw, and cut the law off: the angle on the ellipse has the law of the whole where x ≥ 0.3, and nothing elsewhere.
  @Test func inequalities() throws {
    let whole = try ConditionalCase.ellipse(rows: 64)
    let system = try LawSystem(whole.system.laws + [SeriesLaw("right side", "x >= 0.3")], channels: ["x", "y"], times: whole.system.times)
    let sampler = try ConstrainedSampler(
      system, prior: whole.prior, measure: .coarea, options: .init(move: .geodesic(steps: 4), step: 0.2, warmUp: 60, thinning: 4))
    var counts = [Double](repeating: 0, count: 100)
    // A start of each row on the right side.
    let chains = try (0..<4).map {
      try sampler.chain(draws: 60, from: (0..<128).map { $0 % 2 == 0 ? 1.2 : 0.4 }, RandomCoordinates(seed: 5, stream: 1).branch($0))
    }
    for chain in chains {
      for row in 0..<60 * 64 {
        #expect(chain.draws.values[2 * row] >= 0.3)
        counts[whole.bin(chain.draws.values[2 * row..<2 * row + 2])] += 1
      }
    }
    // Bins that are wholly inside: cos t > 0.2 + a bin's width.
    let inside = (0..<100).filter { bin in [0.0, 1].allSatisfy { 1.5 * cos(2 * .pi * (Double(bin) + $0) / 100) >= 0.3 } }
    let (total, mass) = (inside.reduce(0) { $0 + counts[$1] }, inside.reduce(0) { $0 + whole.probabilities[$1] })
    let distance = 0.5 * inside.reduce(0) { $0 + abs(counts[$1] / total - whole.probabilities[$1] / mass) }
    #expect(distance < 0.02 + 0.022, "\(distance)")
  }

  @Test func sameForAnyThreads() throws {
    let sample = try ConditionalCase.predators(rows: 5)
    let sampler = try ConstrainedSampler(sample.system, prior: sample.prior, measure: .coarea, options: sample.options)
    let randomness = RandomCoordinates(seed: 1, stream: 1)
    let many = try sampler.chains(3, draws: 4, randomness)
    let one = try Parallel.$defaultThreads.withValue(1) { try sampler.chains(3, draws: 4, randomness) }
    #expect(many.map(\.draws) == one.map(\.draws) && many[0].draws != many[1].draws)
    #expect(many[0].componentCount == 5)
  }

  /// n (1 − ρ)/(1 + ρ) for a chain with correlations ρᵏ.
  @Test(arguments: [0.0, 0.5, 0.9])
  func effectiveSampleSizes(correlation: Double) {
    var (stream, value) = (RandomStream(seed: 1, stream: 1), 0.0)
    let values = (0..<20_000).map { _ in
      value = correlation * value + (1 - correlation * correlation).squareRoot() * stream.normal()
      return value
    }
    let expected = 20_000 * (1 - correlation) / (1 + correlation)
    #expect(abs(effectiveSampleSize(ofChain: values) / expected - 1) < 0.2)
  }

  @Test func whatCannotBeSampled() throws {
    let flat = SeriesPrior.uniform(rows: 2, box: [-1...1, -1...1])
    func error(_ laws: [String], prior: SeriesPrior, channels: [String] = ["x", "y"]) throws -> String {
      let system = try LawSystem(laws.enumerated().map { try SeriesLaw("law \($0)", $1) }, channels: channels, times: [0, 1])
      do {
        _ = try ConstrainedSampler(system, prior: prior, measure: .coarea, options: .init(move: .geodesic(steps: 1), warmUp: 2))
          .chain(draws: 1, RandomCoordinates(seed: 1, stream: 1))
        return ""
      } catch { return "\(error)" }
    }
    #expect(try error(["x = 0.5 * y"], prior: flat) == "")
    #expect(try error(["x + y = 1", "2 * x = 2 - 2 * y"], prior: flat).contains("follows from the others"))
    #expect(try error(["x + y = 1", "x + y = 2"], prior: flat).contains("no start was found"))
    #expect(try error(["x + y = 5"], prior: flat).contains("support"))
    #expect(try error(["complementary(x, y)"], prior: flat).contains("complementary"))
    #expect(try error(["x = 0.5"], prior: flat, channels: ["x"]).contains("2 channels"))
  }
}

extension ConstrainedSampler.Move {
  /// Short moves are to be many.
  fileprivate var thinning: Int { if case .hamiltonian(8) = self { 2 } else { 20 } }
}
