import Bellman
import Foundation
import Tensors
import Testing

@Suite("Likelihood by a flow")
struct FlowLikelihoodTests {
  private static let target = GaussianMixture.twoModes
  static let paths: [GaussianPath] = [
    .linear, .ornsteinUhlenbeck(horizon: 2), .varianceExploding(smallest: 0.02, largest: 6),
  ]
  private static let interval = 0.05...0.98

  private static func law(_ path: GaussianPath, _ time: Double) -> GaussianMixture {
    target.noised(path.scale(time), path.deviation(time))
  }

  /// A likelihood by the exact score, from the exact law at the start of the interval.
  private static func likelihood(
    _ path: GaussianPath, tolerance: Double = 1e-8, score: (NamedTensors) -> NamedTensors = { $0 }
  ) throws -> FlowLikelihood {
    let reference = GaussianReference(dimension: 2, path: path)
    return try FlowLikelihood(
      in: reference.space, interval: interval, tolerance: .init(absolute: tolerance, relative: tolerance), rows: 16,
      threads: 1,
      startLogDensity: { states in
        (0..<states.count).map { law(path, interval.lowerBound).logDensity(Array(states.vector($0))) }
      },
      velocity: { state, time in
        let exact = target.score(state, scale: path.scale(time), deviation: path.deviation(time))
        return reference.velocity(score: score(exact), state, time: time)
      })
  }

  @Test("With the exact score it is the closed form, and ∫p is one", arguments: paths)
  func exact(path: GaussianPath) throws {
    let likelihood = try Self.likelihood(path)
    let end = Self.law(path, Self.interval.upperBound)
    // A proposal that is wider than the law everywhere.
    let proposal = GaussianMixture.normal([0, 0], deviation: 1.6)
    let states = proposal.draws(count: 600, RandomCoordinates(seed: 2, stream: 80))
    let (found, steps) = try likelihood.logDensity(states)
    let expected = (0..<states.count).map { end.logDensity(Array(states.vector($0))) }
    #expect(greatestDifference(found, expected) < 1e-6)
    #expect(steps > 0)
    let integral = IntegralEstimate(
      logDensity: found, logProposal: (0..<states.count).map { proposal.logDensity(Array(states.vector($0))) })
    #expect(abs(integral.value - 1) < 6 * integral.standardError && integral.standardError < 0.06)
  }

  @Test("Draws of the start law flow to draws of the target's")
  func draws() throws {
    let path = GaussianPath.ornsteinUhlenbeck(horizon: 2)
    let start = Self.law(path, Self.interval.lowerBound).draws(count: 4000, RandomCoordinates(seed: 2, stream: 81))
    let ends = try Self.likelihood(path, tolerance: 1e-4).draws(from: start)
    let law = Self.law(path, Self.interval.upperBound)
    for axis in 0..<2 {
      let values = (0..<ends.count).map { ends.values[0][2 * $0 + axis] }
      var (mean, square) = (0.0, 0.0)
      for k in law.weights.indices {
        mean += law.weights[k] * law.means[k][axis]
        square += law.weights[k] * (law.variances[k][axis] + law.means[k][axis] * law.means[k][axis])
      }
      #expect(abs(MeanEstimate(values).deviations(from: mean)) < 6)
      #expect(abs(MeanEstimate(values.map { $0 * $0 }).deviations(from: square)) < 6)
    }
  }

  /// ∫p sees every fault in how the divergence is accounted for. It cannot see a field that is merely another one: each
  /// smooth flow carries a density of mass one, and what tells those apart is the likelihood itself.
  @Test("A divergence that misses a part of the field is caught by ∫p")
  func plantedFault() throws {
    let path = GaussianPath.ornsteinUhlenbeck(horizon: 2)
    let likelihood = try Self.likelihood(path, tolerance: 1e-5) { $0.map { $0 * 0.5 + ($0 * 0.5).stoppingGradient() } }
    let proposal = GaussianMixture.normal([0, 0], deviation: 1.6)
    let states = proposal.draws(count: 600, RandomCoordinates(seed: 2, stream: 80))
    let integral = IntegralEstimate(
      logDensity: try likelihood.logDensity(states).logDensity,
      logProposal: (0..<states.count).map { proposal.logDensity(Array(states.vector($0))) })
    #expect(abs(integral.value - 1) > 6 * integral.standardError && abs(integral.value - 1) > 0.2)
    // A start law that is not normalised is another such fault.
    let doubled = try FlowLikelihood(
      in: EuclideanSpace(dimension: 2), interval: 0...1, rows: 8, threads: 1,
      startLogDensity: { s in (0..<s.count).map { proposal.logDensity(Array(s.vector($0))) + log(2) } },
      velocity: { x, _ in x.map { -$0 } })
    let other = IntegralEstimate(
      logDensity: try doubled.logDensity(states).logDensity,
      logProposal: (0..<states.count).map { proposal.logDensity(Array(states.vector($0))) })
    #expect(abs(other.value - 2) < 6 * other.standardError && other.standardError < 0.3)
  }

  /// Why likelihoods are integrated with an error bound that is checked. The flow x′ = −x/(1 − t + s) takes a law of
  /// scale 1 + s to one of scale s. Euler's method from t = 1 backwards takes its largest divergence, d/s, over a whole
  /// step that begins at the end of the flow, where the exact integral takes it for an instant: a thousand steps
  /// overstate log p by 1.15 nats at s = 10⁻³ in the plane, and by 16 at 10⁻⁴, and the model looks better for it.
  @Test(
    "Fixed steps of Euler overstate the likelihood of a flow that concentrates; adaptive ones do not",
    arguments: [(1e-3, 1.15), (1e-4, 16)])
  func eulerOverstates(scale: Double, excess: Double) throws {
    let start = GaussianMixture.normal([0, 0], deviation: 1 + scale)
    let end = GaussianMixture.normal([0, 0], deviation: scale)
    let likelihood = try FlowLikelihood(
      in: EuclideanSpace(dimension: 2), interval: 0...1, tolerance: .init(absolute: 1e-9, relative: 1e-9), rows: 8,
      threads: 1,
      startLogDensity: { s in (0..<s.count).map { start.logDensity(Array(s.vector($0))) } },
      velocity: { x, time in x.scaled(byRows: -(1 + scale - time).reciprocal()) })
    let states = end.draws(count: 50, RandomCoordinates(seed: 3, stream: 82))
    let exact = (0..<50).map { end.logDensity(Array(states.vector($0))) }
    #expect(greatestDifference(try likelihood.logDensity(states).logDensity, exact) < 1e-6)

    let h = 1e-3
    let sampler = try PathSampler<Double>(
      layout: StateLayout(vector: 2), tangentLayout: StateLayout(vector: 2), rows: 50, threads: 1
    ) { x, time, duration, _ in
      x + x.scaled(byRows: -(1 + scale - time).reciprocal() * duration)
    }
    var divergence = 0.0
    let grid = try TimeGrid.uniform(from: 1, to: 0, steps: 1000)
    let starts = try sampler.run(from: states, over: grid, RandomCoordinates(seed: 0, stream: 0))
    for time in grid.times.dropLast() { divergence += h * 2 / (1 + scale - time) }
    let euler = (0..<50).map { start.logDensity(Array(starts.vector($0))) + divergence }
    let overstated = zip(euler, exact).reduce(0) { $0 + $1.0 - $1.1 } / 50
    // The end states are a little off too, which changes log ν by less than what is overstated.
    #expect(overstated > 0.5 * excess && overstated < 1.5 * excess, "\(overstated)")
    let mass = IntegralEstimate(logDensity: euler, logProposal: exact)
    #expect(mass.value > 1.5)
  }

  @Test("An integral of no draws is not known, and of one has no error bound")
  func fewDraws() {
    #expect(IntegralEstimate(logDensity: [], logProposal: []).value.isNaN)
    #expect(IntegralEstimate(logDensity: [0.3], logProposal: [0.3]).standardError == .infinity)
    let known = IntegralEstimate(logDensity: [0, log(3)], logProposal: [0, 0])
    #expect(abs(known.value - 2) < 1e-14 && abs(known.standardError - 1) < 1e-14)
  }
}
