import ArgumentParser
import Bellman
import Foundation
import Ledger
import ManifoldDomain
import Networks
import Tensors

/// Learns to sample unnormalised energies of two modes by the log-variance objective, and prints what the weights say
/// beside the truth.
struct Samplers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samplers",
    abstract:
      "Learn to sample unnormalised two-mode targets, and hold log Z, effective sample sizes and mode weights against the truth.",
    discussion: """
      Targets: a Gaussian mixture in the plane and a von Mises–Fisher mixture on S², each with weights 2/3 : 1/3 and a known \
      constant. Training sees the energy alone. The reverse effective sample size is of the sampler's own paths, the forward \
      one of noised exact draws of the target, which a sampler that misses a mode cannot pass.
      """)

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs: a few steps each.") var smoke = false
  @Option(parsing: .upToNextOption, help: "Seeds to train with.") var seed: [UInt64] = [0, 1, 2]
  @Option(help: "Worker threads.") var threads = 1
  @Option(parsing: .upToNextOption, help: "Targets to measure: gaussian, sphere.") var target = ["gaussian", "sphere"]

  struct Row: Codable {
    var target: String
    var seed: UInt64
    var trainingSeconds: Double
    var trueLogNormalizer: Double
    var diagnostics: WeightDiagnostics
    /// Share of the larger mode among the paths' ends, as they are and by their weights; the truth is 2/3.
    var rawShare: Double
    var weightedShare: Double
    var paths: Int

    var passes: Bool {
      abs(diagnostics.logNormalizer - trueLogNormalizer) <= 0.01 && diagnostics.effectiveSampleSize >= 0.95
        && (diagnostics.forwardEffectiveSampleSize ?? 0) >= 0.95 && abs(rawShare - 2.0 / 3) <= 0.01
        && abs(weightedShare - 2.0 / 3) <= 0.01
    }
  }

  func run() throws {
    var rows: [Row] = []
    if !json { print(Self.header) }
    for name in target {
      for seed in seed {
        let row =
          switch name {
          case "gaussian": try measure(GaussianModes(), seed: seed)
          case "sphere": try measure(SphereModes(), seed: seed)
          default: throw ValidationError("no target “\(name)”: use gaussian or sphere")
          }
        rows.append(row)
        if !json {
          print(Self.line(row))
          fflush(nil)
        }
      }
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(["samplers": rows]), as: UTF8.self))
    }
  }

  private func measure<Target: TwoModeTarget>(_ target: Target, seed: UInt64) throws -> Row {
    let network = try target.network()
    let problem = ControlProblem(try target.chain(), logTarget: target.logDensity)
    var options = TrainingOptions(
      budget: .steps(smoke ? 20 : target.steps), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.02), seed: seed)
    options.optimiser.greatestNorm = 10
    options.averageDecay = target.averageDecay
    options.threads = threads
    let clock = ContinuousClock()
    var parameters = network.parameters.initialValues(seed: seed)
    let time = try clock.measure {
      parameters = try Trainer(
        LogVariance(
          problem, network: network, batchSize: target.batchSize, explorationSteps: target.steps / 2), options: options
      ).run(from: parameters).averaged
    }
    let batch = 1024
    let simulator = try PathSimulator(problem, network: network, rows: batch, threads: threads)
    var (weights, forward, isFirst): ([Double], [Double], [Bool]) = ([], [], [])
    for part in 0..<(smoke ? 1 : 64) {
      let randomness = RandomCoordinates(seed: seed &+ 1, stream: RandomPurpose.evaluation, firstRow: part * batch)
      let paths = try simulator.simulate(rows: batch, parameters: parameters, randomness)
      weights += paths.logWeights
      if let ends = paths.states.last { isFirst += (0..<batch).map { target.isInFirstMode(ends.vector($0)) } }
      let draws = target.draws(count: batch, randomness.branch(-2))
      forward += try simulator.logWeights(noising: draws, parameters: parameters, randomness.branch(-3))
    }
    let greatest = weights.max() ?? 0
    let relative = weights.map { exp($0 - greatest) }
    let firstWeight = zip(relative, isFirst).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    return Row(
      target: target.name, seed: seed, trainingSeconds: time / .seconds(1), trueLogNormalizer: target.logNormalizer,
      diagnostics: WeightDiagnostics(logWeights: weights, forwardLogWeights: forward),
      rawShare: Double(isFirst.count { $0 }) / Double(isFirst.count),
      weightedShare: firstWeight / relative.reduce(0, +),
      paths: weights.count)
  }

  // MARK: The table

  private static let header = """
    target                     seed  seconds   log Z − truth      ELBO gap  EUBO gap   ESS    forward ESS  raw share   weighted  goals
    goals                                     ±.0100                                   .950   .950         .667 ± .010 .667 ± .010
    """

  private static func line(_ row: Row) -> String {
    let result = row.diagnostics
    let truth = row.trueLogNormalizer
    return row.target.padding(toLength: 27, withPad: " ", startingAt: 0)
      + String(
        format: "%4d  %7.1f  %+.4f ± %.4f  %+.4f   %+.4f  %.3f  %.3f        %.4f      %.4f      %@", Int(row.seed),
        row.trainingSeconds, result.logNormalizer - truth, result.standardError, result.evidenceLowerBound - truth,
        (result.evidenceUpperBound ?? .nan) - truth, result.effectiveSampleSize,
        result.forwardEffectiveSampleSize ?? .nan, row.rawShare, row.weightedShare, row.passes ? "met" : "missed")
  }
}
