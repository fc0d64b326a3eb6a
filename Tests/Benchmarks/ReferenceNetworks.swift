import Networks
import Tensors

/// The networks whose training step is measured.
enum ReferenceNetwork: String, CaseIterable {
  case perceptron, messagePassing18 = "message passing, 18 atoms", messagePassing9 = "message passing, 9 atoms", transformer

  /// Milliseconds that the public frameworks took on one core where sgemm runs at 100 GFLOP/s.
  var references: (pyTorch: Double, jax: Double, goal: Double) {
    switch self {
    case .perceptron: (62, 53, 50)
    case .messagePassing18: (508, 611, 120)
    case .messagePassing9: (105, 144, 30)
    case .transformer: (51, 112, 28)
    }
  }

  func step(threads: Int) throws -> TrainingStep {
    switch self {
    case .perceptron: try Self.perceptron(threads)
    case .messagePassing18: try Self.messagePassing(atoms: 18, operations: 15.95, threads, name: rawValue)
    case .messagePassing9: try Self.messagePassing(atoms: 9, operations: 4.09, threads, name: rawValue)
    case .transformer: try Self.transformer(threads)
    }
  }

  /// 4 → 512 (×6, SiLU) → 3, batch 512, mean squared error.
  private static func perceptron(_ threads: Int) throws -> TrainingStep {
    var tree = ParameterTree()
    let network = Perceptron(&tree, "net", widths: [4] + Array(repeating: 512, count: 6) + [3])
    let batch = 512
    return try TrainingStep(
      Self.perceptron.rawValue, batch: batch, threads: threads, writtenOperations: 4.04, tree: tree
    ) { trace in
      (network(trace.rows("x", [4])) - trace.rows("y", [3])).square().sum() * (1 / Double(batch * 3))
    }
  }

  /// Pre-norm transformer: 64 sequences of 24 steps of 6 channels, width 64, 4 layers, 4 heads.
  private static func transformer(_ threads: Int) throws -> TrainingStep {
    var tree = ParameterTree()
    let (batch, steps, channels, width) = (64, 24, 6, 64)
    let input = Linear(&tree, "input", channels, width)
    let blocks = (0..<4).map { TransformerBlock(&tree, "block\($0)", width: width, heads: 4, hidden: 256) }
    let output = Linear(&tree, "output", width, channels)
    return try TrainingStep(
      Self.transformer.rawValue, batch: batch, threads: threads, writtenOperations: 1.93, tree: tree
    ) { trace in
      var x = input(trace.rows("x", [steps, channels]))
      for block in blocks { x = block(x) }
      return (output(x) - trace.rows("y", [steps, channels])).square().sum() * (1 / Double(batch * steps * channels))
    }
  }

  /// E(3)-equivariant message passing, 64 molecules, 5 layers of width 64, dense pairs with a mask.
  private static func messagePassing(
    atoms n: Int, operations: Double, _ threads: Int, name: String
  ) throws -> TrainingStep {
    var tree = ParameterTree()
    let (batch, width) = (64, 64)
    let embed = Linear(&tree, "embed", 7, width, hasBias: false)
    let layers = (0..<5).map { MessageLayer(&tree, "layer\($0)", width: width) }
    let output = Linear(&tree, "output", width, 7, hasBias: false)
    return try TrainingStep(name, batch: batch, threads: threads, writtenOperations: operations, tree: tree) { trace in
      let positions = trace.rows("x", [n, 3])
      var x = positions
      var z = embed(trace.rows("h", [n, 7]))
      let mask = trace.constant((0..<n * n).map { $0 / n == $0 % n ? 0 : 1 }, [1, n, n, 1])
      let initial = MessageLayer.squaredDistances(positions)
      for layer in layers { (x, z) = layer(x, z, initial, mask) }
      let positionLoss = (x - trace.rows("y", [n, 3])).square().sum() * (1 / Double(batch * n * 3))
      let featureLoss = (output(z) - trace.rows("g", [n, 7])).square().sum() * (1 / Double(batch * n * 7))
      return positionLoss + featureLoss
    }
  }
}

/// One layer of the message-passing network.
private struct MessageLayer {
  let pair: PairLinear
  let message: Linear
  let gate: Linear
  let coordinate1: PairLinear
  let coordinate2: Linear
  let coordinateWeight: Linear
  let update: Perceptron

  init(_ tree: inout ParameterTree, _ name: String, width: Int) {
    (pair, message, gate, coordinate1, coordinate2, coordinateWeight, update) = tree.scope(name) { tree in
      (
        PairLinear(&tree, "pair", inputs: width, scalarInputs: 2, outputs: width),
        Linear(&tree, "message", width, width), Linear(&tree, "gate", width, 1, hasBias: false),
        PairLinear(&tree, "coordinate1", inputs: width, scalarInputs: 2, outputs: width),
        Linear(&tree, "coordinate2", width, width),
        Linear(&tree, "coordinateWeight", width, 1, hasBias: false),
        Perceptron(&tree, "update", widths: [2 * width, width, width])
      )
    }
  }

  static func differences(_ x: Tensor) -> Tensor { x.expandingAxis(2) - x.expandingAxis(1) }
  static func squaredDistances(_ x: Tensor) -> Tensor { differences(x).square().sum(axis: -1, keepingAxis: true) }

  func callAsFunction(_ x: Tensor, _ z: Tensor, _ initial: Tensor, _ mask: Tensor) -> (Tensor, Tensor) {
    let scale = 1 / Double(x.shape[1])
    let difference = Self.differences(x)
    let squared = difference.square().sum(axis: -1, keepingAxis: true)
    var m = message(pair(z, [squared, initial]).silu()).silu()
    m = m * (gate(m).sigmoid() * mask)
    let c = coordinateWeight(coordinate2(coordinate1(z, [squared, initial]).silu()).silu()).hyperbolicTangent()
    let direction = difference / ((squared + 1e-8).squareRoot() + 1)
    let moved = x + (direction * (c * mask)).sum(axis: 2) * scale
    let gathered = m.sum(axis: 2) * scale
    return (moved, z + update(z.concatenated(with: [gathered], axis: -1)))
  }
}
