internal import Bellman
internal import Foundation
internal import Networks
internal import Tensors

/// A trained network's denoiser: D = E[y | y_σ, what is observed], row by row.
final class SeriesPredictor {
  private let network: SeriesNetwork
  private let parameters: AlignedMemory<Float>
  private let executor: Executor<Float>
  private let answer: UnsafeBufferPointer<Float>
  private static var capacity: Int { 256 }

  init(_ network: SeriesNetwork, parameters: [Float]) throws {
    self.network = network
    self.parameters = AlignedMemory(parameters, emptyValue: 0)
    let plan = try Plan.compile(.float32, batch: Self.capacity) { trace in trace.output("answer", network(trace), .rows) }
    executor = try Executor<Float>(plan, capacity: Self.capacity)
    answer = try executor.output("answer")
  }

  /// What is the same at every level.
  struct Context {
    /// [rows, conditions], standard.
    var conditions: [Double] = []
    /// What is expected of y given what is observed [rows, outputs]; empty where nothing is.
    var expected: [Double] = []
    /// Of z, those that are observed.
    var places: [Int] = []

    var isObserved: Bool { !places.isEmpty }
  }

  /// What a level is times for each number that is denoised.
  func noiseScales(_ context: Context) -> [Double] {
    context.isObserved ? [Double](repeating: 1, count: network.noiseScales.count) : network.noiseScales
  }

  /// D of rows of y_σ [rows, outputs]: of what stays free of it where something is observed, in components where nothing is.
  func denoised(_ y: [Double], deviation: Double, _ context: Context) throws -> [Double] {
    let size = network.shape.tokens * network.shape.tokenWidth
    let count = y.count / size
    var result = [Double](repeating: 0, count: y.count)
    let levels = noiseScales(context).map { deviation * $0 }
    let scales = levels.map { ($0 * $0 + 1).squareRoot() }
    let (skip, out) = (scales.map { 1 / ($0 * $0) }, zip(levels, scales).map { $0 / $1 })
    let state = try executor.input(SeriesNetwork.Input.state)
    let level = try executor.input(SeriesNetwork.Input.level)
    for first in stride(from: 0, to: count, by: Self.capacity) {
      let rows = min(Self.capacity, count - first)
      for row in 0..<rows { for place in 0..<size { state[row * size + place] = Float(y[(first + row) * size + place] / scales[place]) } }
      level.update(repeating: Float(log(deviation)))
      if network.shape.conditions > 0 {
        let memory = try executor.input(SeriesNetwork.Input.conditions)
        let width = network.shape.conditions
        for index in 0..<rows * width { memory[index] = Float(context.conditions[first * width + index]) }
      }
      if network.shape.seesObservations {
        let expected = try executor.input(SeriesNetwork.Input.expected)
        for index in 0..<rows * size { expected[index] = context.isObserved ? Float(context.expected[first * size + index]) : 0 }
        try executor.input(SeriesNetwork.Input.isObserved).update(repeating: context.isObserved ? 1 : 0)
      }
      if network.seesPlaces {
        let mask = try executor.input(SeriesNetwork.Input.mask)
        mask.update(repeating: 0)
        for row in 0..<rows { for place in context.places { mask[row * size + place] = 1 } }
      }
      try executor.run(parameters: parameters.pointer, rows: rows)
      for row in 0..<rows {
        for place in 0..<size {
          result[(first + row) * size + place] = skip[place] * y[(first + row) * size + place] + out[place] * Double(answer[row * size + place])
        }
      }
    }
    return result
  }
}
