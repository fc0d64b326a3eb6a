import Bellman
import Foundation
import Networks
import Tensors
import TimeSeriesDomain

/// A control of series as the benchmarks learn it: no run is left behind.
enum SeriesLearning {
  /// - Parameters:
  ///   - validation: by which the best parameters are chosen; the last are taken where there is none.
  ///   - rate: the greatest learning rate.
  static func model(
    of data: SeriesStates, validation: SeriesStates? = nil, _ coder: SeriesCoder, size: NetworkSize, batchSize: Int, budget: TrainingBudget,
    rate: Double = 2e-3, seed: UInt64
  ) throws -> (model: SeriesModel, steps: Int) {
    let network = SeriesNetwork(SeriesNetworkShape(coder, seesObservations: false), size: size, whitening: coder.whitening)
    func task(_ states: SeriesStates) -> SeriesObjective {
      SeriesObjective(network, coder: coder, data: states, batchSize: batchSize, observedShare: 0, seed: seed)
    }
    var options = TrainingOptions(budget: budget, schedule: .cosine(peak: rate, last: rate / 1000, warmup: 0.02), seed: seed)
    options.optimiser.greatestNorm = 10
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("series-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try Trainer(
      task(data), validation: validation.map(task), options: options, folder: folder, reporter: SilentReporter(), shouldStop: { false }
    ).run(.anew)
    return (SeriesModel(coder: coder, network: network, parameters: outcome.best.array), outcome.step)
  }
}
