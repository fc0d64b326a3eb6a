import Bellman
import Networks
import Tensors

/// What is done to a training task, to see that the trainer bears it.
struct Sabotage: Sendable {
  /// What the targets of a step are multiplied by.
  var targetFactor: @Sendable (_ step: Int) -> Float = { _ in 1 }
  /// What is done before a step's inputs are filled.
  var beforeStep: @Sendable (_ step: Int) throws -> Void = { _ in }
}

/// Regression of fixed noisy data y ≈ 1 + 2x₁ − x₂ + 0.3x₁³ on x, by a linear function or a small perceptron.
struct RegressionTask: TrainingTask {
  var parameters = ParameterTree()
  let batchSize: Int
  let network: Perceptron
  /// Row-major [rows, 2], and [rows].
  let inputs: [Float]
  let targets: [Float]
  var sabotage = Sabotage()

  var rowCount: Int { targets.count }

  /// - Parameters:
  ///   - hidden: width of the hidden layer; nil: a linear function.
  ///   - batchSize: rows of a step, drawn at random; nil: all rows, in order.
  init(
    hidden: Int? = nil, rows: Int = 64, batchSize: Int? = nil, dataSeed: UInt64 = 5, sign: Float = 1,
    sabotage: Sabotage = Sabotage()
  ) {
    network = Perceptron(&parameters, "net", widths: [2] + (hidden.map { [$0] } ?? []) + [1])
    self.batchSize = batchSize ?? rows
    self.sabotage = sabotage
    var random = RandomStream(seed: dataSeed, stream: RandomPurpose.domain)
    var inputs: [Float] = []
    var targets: [Float] = []
    for _ in 0..<rows {
      let x = (random.normal(), random.normal())
      inputs += [Float(x.0), Float(x.1)]
      targets.append(sign * Float(1 + 2 * x.0 - x.1 + 0.3 * x.0 * x.0 * x.0 + 0.3 * random.normal()))
    }
    self.inputs = inputs
    self.targets = targets
  }

  func loss(_ trace: Trace) -> Tensor {
    (network(trace.rows("x", [2])) - trace.rows("y", [1])).square().sum() * (1 / Double(batchSize))
  }

  func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    try sabotage.beforeStep(step)
    let (x, y) = (try executor.input("x"), try executor.input("y"))
    let factor = sabotage.targetFactor(step)
    var random = RandomStream(seed: seed, stream: RandomPurpose.batchOrder, step: UInt32(step))
    for slot in 0..<batchSize {
      let row = batchSize == rowCount ? slot : Int.random(in: 0..<rowCount, using: &random)
      (x[2 * slot], x[2 * slot + 1]) = (inputs[2 * row], inputs[2 * row + 1])
      y[slot] = factor * targets[row]
    }
  }

  /// The least-squares solution (w₁, w₂, b) of the linear function, by the normal equations in double precision.
  var leastSquares: [Double] {
    var system = Array(repeating: Array(repeating: 0.0, count: 4), count: 3)
    for row in 0..<rowCount {
      let features = [Double(inputs[2 * row]), Double(inputs[2 * row + 1]), 1]
      for i in 0..<3 {
        for j in 0..<3 { system[i][j] += features[i] * features[j] }
        system[i][3] += features[i] * Double(targets[row])
      }
    }
    for pivot in 0..<3 {
      for row in 0..<3 where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in 0..<4 { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<3).map { system[$0][3] / system[$0][$0] }
  }
}
