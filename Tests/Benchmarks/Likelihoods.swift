import ArgumentParser
import Bellman
import Foundation
import ManifoldDomain
import Networks
import Tensors

/// Test likelihoods of the laws in closed form on public data, beside what published networks reached.
struct Likelihoods: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "likelihoods", abstract: "Test negative log-likelihoods on public data, over all seeds of their splits.",
    discussion: """
      In nats with respect to the Riemannian volume, lower is better. Laws are fitted on training rows; the average takes its \
      weights from the validation rows, and the completed average then takes those rows into its kernels too. No test row \
      plays a part in any of them. Kernels are never narrower than 0.001 radians, which is the resolution floor where the \
      data hold copies. ∫p is estimated with draws from the kernel estimate and the uniform law.
      """)

  @Option(help: "Folder with the data and their splits.") var data = "../shared/data/manifolds"
  @Option(parsing: .upToNextOption, help: "Datasets to measure.") var dataset: [String] = MeasuringData.names
  @Option(parsing: .upToNextOption, help: "Seeds to use; all when none is given.") var seed: [Int] = []
  @Option(name: .customLong("rows"), help: "Test rows, from the first one on; all when not given.") var testRows: Int?
  @Option(help: "Draws for ∫p.") var draws = 16_384

  func validate() throws {
    if let testRows, testRows < 2 { throw ValidationError("--rows \(testRows): give at least 2") }
  }

  func run() throws {
    for name in dataset {
      var means: [(name: String, values: [Double])] = []
      for seed in seed.isEmpty ? MeasuringData.seeds(name) : seed {
        let rows = try measure(MeasuringData(name, seed: seed, folder: data), seed: seed)
        if means.isEmpty { means = rows.map { ($0.name, []) } }
        for (index, row) in rows.enumerated() { means[index].values.append(row.nll.mean) }
      }
      for (law, values) in means where values.count > 1 {
        let estimate = Estimate(values)
        let deviation = estimate.standardError * Double(values.count).squareRoot()
        print(Self.line(name, "mean", law, String(format: "%.4f ± %.4f over seeds", estimate.mean, deviation)))
      }
      print(Self.line(name, "", "", "kernel estimate of the notes, published networks, goal: \(MeasuringData.references(name))"))
    }
  }

  private func measure(_ data: MeasuringData, seed: Int) throws -> [(name: String, nll: Estimate)] {
    let clock = ContinuousClock()
    var models: [any StoredDensityModel] = []
    let fit = try clock.measure {
      models = try data.domain.baselines(training: data.training, validation: data.validation)
    }
    let weights = AveragedModel.fittedWeights(try models.map { try $0.logDensity(data.validation) })
    let completed = models.map { $0.completed(with: data.validation) }
    let volume = data.domain.space.logVolume
    let proposal = AveragedModel(
      name: "proposal", models: [models[0], UniformLaw(data.domain.space)], weights: [0.5, 0.5])
    let points = try proposal.draws(count: draws, RandomCoordinates(seed: UInt64(seed), stream: RandomPurpose.evaluation))

    // Every law's log-densities once, at the test rows and at the points; the averages follow from those.
    let test = data.test.rows(0..<min(testRows ?? data.test.count, data.test.count))
    let all = test.appending(points)
    let parts = try models.map { try $0.logDensity(all) }
    let completedParts = try zip(completed, parts).map { try $0?.logDensity(all) ?? $1 }
    let proposed = parts[0].map { log(0.5 * exp($0) + 0.5 * exp(-volume)) }
    let laws =
      zip(models, parts).map { ($0.name, $1) } + [
        ("average", AveragedModel.logAverage(parts, weights: weights)),
        ("average, completed", AveragedModel.logAverage(completedParts, weights: weights)),
      ]
    var rows: [(name: String, nll: Estimate)] = []
    for (index, (name, values)) in laws.enumerated() {
      let nll = Estimate(values.prefix(test.count).map { -$0 })
      rows.append((name, nll))
      let integral = Estimate(zip(values, proposed).dropFirst(test.count).map { exp($0 - $1) })
      let weight = index < weights.count ? String(format: "  weight %.2f", weights[index]) : ""
      print(Self.line(data.name, "\(seed)", name, nll.text + "   ∫p " + integral.text + weight))
    }
    print(
      Self.line(
        data.name, "\(seed)", "",
        String(
          format: "%d training rows, %d test rows, fitted in %.0f s; the uniform law has %.3f", data.training.count,
          test.count, fit / .seconds(1), volume)))
    fflush(nil)
    return rows
  }

  private static func line(_ data: String, _ seed: String, _ law: String, _ text: String) -> String {
    data.padding(toLength: 18, withPad: " ", startingAt: 0) + seed.padding(toLength: 6, withPad: " ", startingAt: 0)
      + law.padding(toLength: 24, withPad: " ", startingAt: 0) + text
  }
}
