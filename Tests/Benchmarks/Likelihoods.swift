import ArgumentParser
import Bellman
import Foundation
import ManifoldDomain

/// Test likelihoods of the baselines on public data.
struct Likelihoods: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "likelihoods", abstract: "Test negative log-likelihoods on public data, over all seeds of their splits.")

  @Option(help: "Folder with the data and their splits.") var data = "../shared/data/manifolds"
  @Option(help: "Datasets to measure.") var dataset: [String] = MeasuringData.names
  @Option(help: "Seeds to use; all when none is given.") var seed: [Int] = []

  func run() throws {
    for name in dataset {
      for seed in seed.isEmpty ? MeasuringData.seeds(name) : seed {
        let data = try MeasuringData(name, seed: seed, folder: data)
        let clock = ContinuousClock()
        var line = "\(name) seed \(seed):"
        var models: [any StoredDensityModel] = []
        let fit = try clock.measure {
          models = try data.domain.baselines(training: data.training, validation: data.validation)
        }
        let held = try models.map { try $0.logDensity(data.validation) }
        let weights = AveragedModel.fittedWeights(held)
        let test = try models.map { try $0.logDensity(data.test) }
        for (model, values) in zip(models, test) { line += " \(model.name) \(nll(values))," }
        line += " average \(nll(AveragedModel.logAverage(test, weights: weights)))"
        print(line, "weights", weights.map { String(format: "%.2f", $0) }, "fit", fit)
      }
    }
  }

  private func nll(_ values: [Double]) -> String {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return String(format: "%.4f ± %.4f", -mean, (variance / Double(values.count)).squareRoot())
  }
}
