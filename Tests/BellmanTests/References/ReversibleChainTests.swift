import Bellman
import Foundation
import Ledger
import Networks
import Tensors
import Testing

@Suite("Weights of controlled chains")
struct ReversibleChainTests {
  private static let logNormalizer = 0.9

  /// e^0.9 N((0.4, −0.2), 0.8²) in the plane.
  private static let target = GaussianMixture.normal([0.4, -0.2], deviation: 0.8)

  private static func problem(
    _ chain: OrnsteinUhlenbeckChain, _ target: GaussianMixture = target
  ) -> ControlProblem<OrnsteinUhlenbeckChain> {
    ControlProblem(chain) { states in
      (0..<states.count).map { logNormalizer + target.logDensity(Array(states.vector($0))) }
    }
  }

  private static let network = StepField(EuclideanSpace(dimension: 2), width: 8, depth: 1, featureCount: 2) {
    $0.vector
  }

  /// Parameters that answer zero, or something arbitrary.
  private static func parameters(arbitrary: Bool) -> AlignedMemory<Float> {
    let values = network.parameters.initialValues(seed: 6)
    for index in 0..<values.count {
      values.pointer[index] = arbitrary ? values.pointer[index] + 0.06 * Float(sin(Double(index))) : 0
    }
    return values
  }

  @Test("E w = Z for any control and any number of steps", arguments: [false, true], [(4, 1.0), (9, 0.7)])
  func unbiased(arbitrary: Bool, setting: (steps: Int, deviation: Double)) throws {
    let chain = try OrnsteinUhlenbeckChain(
      dimension: 2, horizon: 1.5, stepCount: setting.steps, targetDeviation: setting.deviation,
      stepRatio: setting.deviation)
    let simulator = try PathSimulator(Self.problem(chain), network: Self.network, rows: 4096, threads: 1)
    var weights: [Double] = []
    var ends: [Double] = []
    let parameters = Self.parameters(arbitrary: arbitrary)
    for part in 0..<6 {
      let paths = try simulator.simulate(
        rows: 4096, parameters: parameters, RandomCoordinates(seed: 3, stream: 91, firstRow: part * 4096))
      weights += paths.logWeights.map { exp($0 - Self.logNormalizer) }
      let last = try #require(paths.states.last)
      ends += (0..<last.count).map { last.values[0][2 * $0] }
      #expect(paths.states.count == setting.steps + 1 && paths.steps.count == setting.steps)
    }
    let estimate = MeanEstimate(weights)
    // False alarms below 10⁻⁸, for weights whose own error is small.
    #expect(abs(estimate.deviations(from: 1)) < 6, "\(estimate)")
    #expect(estimate.standardError < 0.05, "\(estimate)")
    let mean = MeanEstimate(zip(weights, ends).map(*))
    #expect(abs(mean.deviations(from: 0.4)) < 6, "\(mean)")
    // And under the target's own paths E 1/w = 1/Z.
    let draws = Self.target.draws(count: 4096, RandomCoordinates(seed: 3, stream: 92))
    let forward = try simulator.logWeights(
      noising: draws, parameters: parameters, RandomCoordinates(seed: 3, stream: 93))
    let reciprocal = MeanEstimate(forward.map { exp(Self.logNormalizer - $0) })
    #expect(abs(reciprocal.deviations(from: 1)) < 6, "\(reciprocal)")
  }

  @Test("For the target that the chain keeps, no control is the optimum and every weight is Z")
  func zeroVariance() throws {
    let chain = try OrnsteinUhlenbeckChain(dimension: 2, horizon: 2, stepCount: 7, stepRatio: 0.1)
    let problem = Self.problem(chain, .normal([0, 0], deviation: 1))
    let simulator = try PathSimulator(problem, network: Self.network, rows: 256, threads: 1)
    let paths = try simulator.simulate(
      rows: 256, parameters: Self.parameters(arbitrary: false), RandomCoordinates(seed: 3, stream: 94))
    #expect(paths.logWeights.allSatisfy { abs($0 - Self.logNormalizer) < 2e-5 })
    let diagnostics = WeightDiagnostics(logWeights: paths.logWeights)
    #expect(diagnostics.effectiveSampleSize > 0.999_999)
    // Another control is none.
    let other = try simulator.simulate(
      rows: 256, parameters: Self.parameters(arbitrary: true), RandomCoordinates(seed: 3, stream: 94))
    #expect(other.logWeights.contains { abs($0 - Self.logNormalizer) > 1e-2 })
  }

  @Test("Exploring paths are of the reference process, and come first")
  func exploring() throws {
    let chain = try OrnsteinUhlenbeckChain(dimension: 2, horizon: 2, stepCount: 5, targetDeviation: 0.3)
    let simulator = try PathSimulator(Self.problem(chain), network: Self.network, rows: 8192, threads: 1)
    let parameters = Self.parameters(arbitrary: true)
    let randomness = RandomCoordinates(seed: 3, stream: 95)
    let paths = try simulator.simulate(rows: 8192, exploring: 8192, parameters: parameters, randomness)
    let last = try #require(paths.states.last)
    // The reference keeps ν = N(0, 1).
    #expect(abs(MeanEstimate(last.values[0]).deviations(from: 0)) < 6)
    #expect(abs(MeanEstimate(last.values[0].map { $0 * $0 }).deviations(from: 1)) < 6)
    let some = try simulator.simulate(rows: 8192, exploring: 4096, parameters: parameters, randomness)
    let none = try simulator.simulate(rows: 8192, parameters: parameters, randomness)
    let someLast = try #require(some.states.last)
    let noneLast = try #require(none.states.last)
    #expect(someLast.rows(0..<4096) == last.rows(0..<4096))
    #expect(someLast.rows(4096..<8192) == noneLast.rows(4096..<8192))
  }

  @Test("The log-variance loss is Var log w, with the gradient of the variance along fixed paths")
  func loss() throws {
    let chain = try OrnsteinUhlenbeckChain(dimension: 2, horizon: 2, stepCount: 5)
    let problem = Self.problem(chain)
    let task = LogVariance(problem, network: Self.network, batchSize: 64)
    let parameters = Self.parameters(arbitrary: true)
    let plan = try Plan.compile(.float32, batch: 64) { $0.output("loss", task.loss($0), .sum) }
    let executor = try Executor<Float>(plan, capacity: 64, threads: 1)
    try task.fill(executor, parameters: parameters, seed: 8, step: 2)
    try executor.run(parameters: parameters.pointer)
    let loss = Double(try executor.output("loss")[0])
    let simulator = try PathSimulator(problem, network: Self.network, rows: 64, threads: 1)
    let weights = try simulator.simulate(
      rows: 64, parameters: parameters, RandomCoordinates(seed: 8, stream: RandomPurpose.noise, step: 2)
    ).logWeights
    let mean = weights.reduce(0, +) / 64
    let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 64
    #expect(abs(loss - variance) < 1e-4 * variance, "\(loss) \(variance)")
    #expect(variance > 1e-3)
  }

  @Test("Sizes out of range and impossible chains are typed errors")
  func refusals() throws {
    for (horizon, steps, deviation) in [
      (1.0, 0, 1.0), (1, -3, 1), (0, 4, 1), (.nan, 4, 1), (1, 4, 0), (1, 4, .infinity),
    ] {
      #expect(throws: ScheduleError.self) {
        try OrnsteinUhlenbeckChain(dimension: 2, horizon: horizon, stepCount: steps, targetDeviation: deviation)
      }
    }
    let schedule = try NoiseSchedule(smallest: 0.1, largest: 1)
    #expect(throws: ScheduleError.self) {
      try BrownianChain(EuclideanSpace(dimension: 2), schedule: schedule, stepCount: 4)
    }
    let chain = try OrnsteinUhlenbeckChain(dimension: 2, horizon: 2, stepCount: 5)
    let simulator = try PathSimulator(Self.problem(chain), network: Self.network, rows: 8, threads: 1)
    let randomness = RandomCoordinates(seed: 0, stream: 0)
    let parameters = Self.parameters(arbitrary: false)
    for rows in [-1, 0, 9] {
      #expect(throws: TensorError.self) { try simulator.simulate(rows: rows, parameters: parameters, randomness) }
    }
    let none = StateBatch(zeros: StateLayout(vector: 2), count: 0)
    #expect(throws: TensorError.self) { try simulator.logWeights(noising: none, parameters: parameters, randomness) }
    let short = AlignedMemory<Float>(count: 3, filledWith: 0)
    #expect(throws: TensorError.self) { try simulator.simulate(rows: 4, parameters: short, randomness) }
  }

  @Test("Log-variance training finds both of two modes and log Z (coarse)")
  func training() throws {
    let modes = GaussianMixture(weights: [2.0 / 3, 1.0 / 3], means: [[-1.5], [1.5]], variances: [[0.25], [0.25]])
    let chain = try OrnsteinUhlenbeckChain(
      dimension: 1, horizon: 2, stepCount: 32, targetDeviation: 0.7, stepRatio: 0.1)
    let problem = ControlProblem(chain) { states in
      (0..<states.count).map { Self.logNormalizer + modes.logDensity(Array(states.vector($0))) }
    }
    let network = StepField(EuclideanSpace(dimension: 1), width: 32, depth: 2, featureCount: 1) { $0.vector }
    var options = TrainingOptions(
      budget: .steps(600), schedule: .cosine(peak: 5e-3, last: 1e-4, warmup: 0.05), seed: 1)
    options.optimiser.greatestNorm = 10
    options.averageDecay = 0.98
    options.threads = 1
    let task = LogVariance(problem, network: network, batchSize: 128, explorationSteps: 300)
    let trained = try Trainer(task, options: options).run().averaged
    let simulator = try PathSimulator(problem, network: network, rows: 4096, threads: 1)
    let paths = try simulator.simulate(rows: 4096, parameters: trained, RandomCoordinates(seed: 2, stream: 96))
    let draws = modes.draws(count: 4096, RandomCoordinates(seed: 2, stream: 97))
    let forward = try simulator.logWeights(noising: draws, parameters: trained, RandomCoordinates(seed: 2, stream: 98))
    let result = WeightDiagnostics(logWeights: paths.logWeights, forwardLogWeights: forward)
    #expect(abs(result.logNormalizer - Self.logNormalizer) < 0.1, "\(result)")
    #expect(result.effectiveSampleSize > 0.6, "\(result)")
    #expect((result.forwardEffectiveSampleSize ?? 0) > 0.5, "\(result)")
    let last = try #require(paths.states.last)
    let share = Double(last.values[0].count { $0 < 0 }) / 4096
    #expect(abs(share - 2.0 / 3) < 0.08, "\(share)")
  }
}
