public import Networks
public import Tensors

/// Pairs of what a control network sees and what it should answer: noised states with times, targets and weights.
public struct RegressionPairs: Sendable {
  public var states: StateBatch
  public var times: [Double]
  /// Tangent vectors.
  public var targets: StateBatch
  public var weights: [Double]

  public init(states: StateBatch, times: [Double], targets: StateBatch, weights: [Double]) {
    self.states = states
    self.times = times
    self.targets = targets
    self.weights = weights
  }
}

/// Where the pairs of a regression on the control come from. What it gives is a function of (seed, step) alone.
public protocol RegressionSource: Sendable {
  associatedtype Space: RiemannianSpace
  var space: Space { get }
  /// Some rows of the batch of `count` pairs of a step, so that several threads can share a batch.
  func pairs(_ rows: Range<Int>, of count: Int, seed: UInt64, step: Int) throws -> RegressionPairs
}

/// Least squares of a control network on pairs: mean over the batch of w ‖network(x, t) − target‖².
public struct RegressionObjective<Source: RegressionSource, Network: ControlNetwork>: TrainingTask {
  public let source: Source
  public let network: Network
  public let batchSize: Int

  public init(_ source: Source, network: Network, batchSize: Int) {
    self.source = source
    self.network = network
    self.batchSize = batchSize
  }

  public var parameters: ParameterTree { network.parameters }

  public func loss(_ trace: Trace) -> Tensor {
    let space = source.space
    let state = trace.rows("state", space.layout)
    let target = trace.rows("target", space.tangentLayout)
    let answer = network(state, time: trace.rows("time", []))
    return ((answer - target).squaredNorm() * trace.rows("weight", [])).sum() * (1 / Double(batchSize))
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let pieces = try DataRows.pieces(of: batchSize, threads: executor.threads) { rows in
      try source.pairs(rows, of: batchSize, seed: seed, step: step)
    }
    for (start, pairs) in pieces {
      try executor.fill("state", with: pairs.states, startingAt: start)
      try executor.fill("target", with: pairs.targets, startingAt: start)
      try executor.fillRows("time", pairs.times, startingAt: start)
      try executor.fillRows("weight", pairs.weights, startingAt: start)
    }
  }
}

extension Executor {
  /// Writes one number for each row, from the row `start` on.
  public func fillRows(_ name: String, _ values: [Double], startingAt start: Int = 0) throws {
    let memory = try input(name)
    guard start >= 0, start + values.count <= memory.count else {
      throw TensorError("\(start + values.count) rows in an executor for \(capacity)")
    }
    for (index, value) in values.enumerated() { memory[start + index] = Scalar(value) }
  }
}
