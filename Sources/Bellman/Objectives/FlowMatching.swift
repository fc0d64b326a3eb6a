public import Networks
public import Tensors

/// Riemannian flow matching: X_t = exp_{x₀}(t log_{x₀} x₁) on the geodesic from noise to data, and the target is its
/// velocity log_{X_t}(x₁)/(1 − t). The network's face is the flow's velocity.
///
/// Source: R. T. Q. Chen, Y. Lipman, ICLR 2024.
public struct FlowMatching<Space: RiemannianSpace, Network: ControlNetwork>: TrainingTask {
  public let space: Space
  public let network: Network
  public let data: StateBatch
  public let batchSize: Int
  /// Draws from the start law.
  private let start: @Sendable (Int, RandomCoordinates) throws -> StateBatch

  public init(
    _ space: Space, network: Network, data: StateBatch, batchSize: Int,
    start: @escaping @Sendable (_ count: Int, RandomCoordinates) throws -> StateBatch
  ) {
    self.space = space
    self.network = network
    self.data = data
    self.batchSize = batchSize
    self.start = start
  }

  public var parameters: ParameterTree { network.parameters }

  public func loss(_ trace: Trace) -> Tensor {
    let first = trace.rows("start", space.layout)
    let last = trace.rows("end", space.layout)
    let time = trace.rows("time", [])
    let whole = space.logarithm(from: first, to: last)
    let state = space.advance(first, along: whole.scaled(byRows: time))
    // The velocity has constant length and points along the geodesic: the transported first velocity.
    let target = space.transport(whole, from: first, to: state)
    return (network(state, time: time) - target).squaredNorm().sum() * (1 / Double(batchSize))
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let rows = try data.rows(DataRows.indices(batchSize, of: data.count, seed: seed, step: step))
    try executor.fill("end", with: rows)
    let pieces = try DataRows.pieces(of: batchSize, threads: executor.threads) { rows in
      try start(
        rows.count,
        RandomCoordinates(seed: seed, stream: RandomPurpose.start, step: step, firstRow: rows.lowerBound))
    }
    for (first, states) in pieces { try executor.fill("start", with: states, startingAt: first) }
    try executor.fillRows("time", DataRows.times(batchSize, in: 0...1, seed: seed, step: step))
  }
}
