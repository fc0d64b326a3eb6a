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
  }

  /// D of rows of y_σ [rows, outputs]; of what stays free of it where something is observed.
  func denoised(_ y: [Double], deviation: Double, _ context: Context) throws -> [Double] {
    let size = network.shape.tokens * network.shape.tokenWidth
    let count = y.count / size
    var result = [Double](repeating: 0, count: y.count)
    let scale = (deviation * deviation + 1).squareRoot()
    let (skip, out) = (1 / (deviation * deviation + 1), deviation / scale)
    let state = try executor.input(SeriesNetwork.Input.state)
    let level = try executor.input(SeriesNetwork.Input.level)
    for first in stride(from: 0, to: count, by: Self.capacity) {
      let rows = min(Self.capacity, count - first)
      for index in 0..<rows * size { state[index] = Float(y[first * size + index] / scale) }
      level.update(repeating: Float(log(deviation)))
      if network.shape.conditions > 0 {
        let memory = try executor.input(SeriesNetwork.Input.conditions)
        let width = network.shape.conditions
        for index in 0..<rows * width { memory[index] = Float(context.conditions[first * width + index]) }
      }
      if network.shape.seesObservations {
        let expected = try executor.input(SeriesNetwork.Input.expected)
        for index in 0..<rows * size { expected[index] = context.expected.isEmpty ? 0 : Float(context.expected[first * size + index]) }
      }
      if network.seesPlaces {
        let mask = try executor.input(SeriesNetwork.Input.mask)
        mask.update(repeating: 0)
        for row in 0..<rows { for place in context.places { mask[row * size + place] = 1 } }
      }
      try executor.run(parameters: parameters.pointer, rows: rows)
      for index in 0..<rows * size { result[first * size + index] = skip * y[first * size + index] + out * Double(answer[index]) }
    }
    return result
  }
}
