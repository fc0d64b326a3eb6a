import Bellman
import Networks
import Tensors

/// θ₀ f(x, t) + θ₁ x + θ₂ 1 for a known field f: at the optimum f of a loss, θ = (1, 0, 0) is where its gradient
/// vanishes.
struct AffineField: ControlNetwork {
  let parameters: ParameterTree
  private let weights: Parameter
  private let field: @Sendable (NamedTensors, Tensor) -> NamedTensors

  init(_ field: @escaping @Sendable (NamedTensors, Tensor) -> NamedTensors) {
    self.field = field
    var tree = ParameterTree()
    weights = tree.declare("weights", [3], .constant(0))
    parameters = tree
  }

  func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let weights = weights.tensor(in: state.trace)
    func weight(_ index: Int) -> Tensor { weights.slice(axis: 0, index..<index + 1) }
    return NamedTensors(
      state.layout, [field(state, time).vector * weight(0) + state.vector * weight(1) + weight(2)])
  }
}

/// The loss and its gradient at given weights, over many steps of a task.
struct LossMeasurement {
  let losses: [Double]
  /// One entry for each of the three weights, over the steps.
  let gradients: [[Double]]

  init(_ task: some TrainingTask, at weights: [Float], steps: Int, seed: UInt64 = 31, threads: Int = 1) throws {
    let plan = try Plan.compile(.float32, batch: task.batchSize) { trace in
      let loss = task.loss(trace)
      task.parameters.outputGradient(of: loss)
      trace.output("loss", loss, .sum)
    }
    let executor = try Executor<Float>(plan, capacity: task.batchSize, threads: threads)
    let parameters = AlignedMemory<Float>(count: task.parameters.count, filledWith: 0)
    for (index, weight) in weights.enumerated() { parameters.pointer[index] = weight }
    var losses: [Double] = []
    var gradients = [[Double]](repeating: [], count: 3)
    for step in 0..<steps {
      try task.fill(executor, parameters: parameters, seed: seed, step: step)
      try executor.run(parameters: parameters.pointer)
      losses.append(Double(try executor.output("loss")[0]))
      for index in 0..<3 { gradients[index].append(Double(executor.sums[index])) }
    }
    self.losses = losses
    self.gradients = gradients
  }
}

/// Standard normal columns made exactly centred, uncorrelated and of variance one, so that what depends on first and
/// second moments alone has no error of the sample.
func exactNormals(count: Int, columns: Int, seed: UInt64) -> [[Double]] {
  var result: [[Double]] = []
  for column in 0..<columns {
    var values = TestNumbers.normal(count, seed: seed + UInt64(column))
    let mean = values.reduce(0, +) / Double(count)
    values = values.map { $0 - mean }
    for other in result {
      let overlap = zip(values, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
      values = zip(values, other).map { $0 - overlap * $1 }
    }
    let size = (values.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    result.append(values.map { $0 / size })
  }
  return result
}
