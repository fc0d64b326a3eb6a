internal import Analysis
internal import Foundation
internal import Tensors

/// The law Σ wₖ pₖ: with probability wₖ a draw comes from model k. Its control is the mean of the models' controls,
/// weighted with each model's probability given the state.
public struct AveragedModel: DensityModel {
  public let name: String
  public let models: [any DensityModel]
  public let weights: [Double]

  public init(name: String, models: [any DensityModel], weights: [Double]) {
    self.name = name
    self.models = models
    self.weights = weights
  }

  private func check() throws {
    let total = weights.reduce(0, +)
    guard weights.count == models.count, weights.allSatisfy({ $0 >= 0 }), abs(total - 1) < 1e-6 else {
      throw ModelError(
        "\(models.count) laws are averaged with \(weights.count) weights that sum to \(total): each law needs one, and their sum is 1"
      )
    }
  }

  /// - Throws: `ModelError` unless there is one weight for each model, none negative, and their sum is one; what a
  ///   model throws.
  public func logDensity(_ states: StateBatch) throws -> [Double] {
    try check()
    let used = zip(weights, models).filter { $0.0 > 0 }
    let parts = try used.map { try $0.1.logDensity(states) }
    return Self.logAverage(parts, weights: used.map(\.0))
  }

  public func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    try check()
    // Row i belongs to the model that its own generator chooses; each model makes only its rows.
    var choices = [[Int]](repeating: [], count: models.count)
    let chooser = randomness.branch(models.count)
    for row in 0..<max(count, 0) {
      var generator = chooser.generator(row: row)
      var rest = generator.uniform()
      var choice = weights.lastIndex { $0 > 0 } ?? 0
      for (index, weight) in weights.enumerated() where weight > 0 {
        if rest < weight {
          choice = index
          break
        }
        rest -= weight
      }
      choices[choice].append(row)
    }
    var result: StateBatch?
    for (index, rows) in choices.enumerated() where !rows.isEmpty {
      let drawn = try models[index].draws(count: rows.count, randomness.branch(index))
      var target = result ?? StateBatch(zeros: drawn.layout, count: count)
      for part in drawn.layout.parts.indices {
        let size = drawn.layout.parts[part].elementCount
        for (position, row) in rows.enumerated() {
          for element in 0..<size {
            target.values[part][row * size + element] = drawn.values[part][position * size + element]
          }
        }
      }
      result = target
    }
    return try result ?? models[0].draws(count: 0, randomness)
  }

  /// log Σ wₖ exp(lₖ) row by row.
  public static func logAverage(_ logDensities: [[Double]], weights: [Double]) -> [Double] {
    guard let count = logDensities.map(\.count).min() else { return [] }
    return (0..<count).map { row in
      logSumExp(zip(weights, logDensities).compactMap { $0 > 0 ? log($0) + $1[row] : nil })
    }
  }

  /// The weights that maximise the mean of log Σ wₖ pₖ over the rows, by expectation–maximisation from equal weights
  /// (the problem is concave). `prior` pseudo-rows are spread evenly, so that few rows do not silence a model.
  public static func fittedWeights(_ logDensities: [[Double]], prior: Double = 1, iterations: Int = 500) -> [Double] {
    let models = logDensities.count
    guard models > 1, let rows = logDensities.map(\.count).min(), rows > 0 else {
      return [Double](repeating: 1 / Double(max(models, 1)), count: models)
    }
    // Each row relative to its own largest, so that exponentials stay in range.
    let relative = (0..<rows).map { row in
      let largest = logDensities.map { $0[row] }.max() ?? 0
      return logDensities.map { largest.isFinite ? exp($0[row] - largest) : 1 }
    }
    var weights = [Double](repeating: 1 / Double(models), count: models)
    for _ in 0..<iterations {
      var sums = [Double](repeating: prior / Double(models), count: models)
      for row in relative {
        let total = zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
        guard total > 0 else { continue }
        for model in 0..<models { sums[model] += weights[model] * row[model] / total }
      }
      let total = sums.reduce(0, +)
      weights = sums.map { $0 / total }
    }
    return weights
  }
}
