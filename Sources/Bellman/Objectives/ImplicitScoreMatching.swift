public import Networks
public import Tensors

/// Implicit score matching: ½‖s‖² + div s at noised data, which needs no score of the noising kernel. The network's
/// face is γ times the score, s = network/γ, and the loss is weighted with γ², so that every level has the same scale.
///
/// Source: A. Hyvärinen, Journal of Machine Learning Research 6 (2005) 695; on manifolds V. De Bortoli et al., NeurIPS
/// 2022.
public struct ImplicitScoreMatching<Reference: ReferenceProcess, Network: ControlNetwork>: TrainingTask {
  public let reference: Reference
  public let network: Network
  public let data: StateBatch
  public let batchSize: Int
  public let interval: ClosedRange<Double>

  public init(
    _ reference: Reference, network: Network, data: StateBatch, batchSize: Int, interval: ClosedRange<Double> = 0...1
  ) {
    self.reference = reference
    self.network = network
    self.data = data
    self.batchSize = batchSize
    self.interval = interval
  }

  public var parameters: ParameterTree { network.parameters }

  public func loss(_ trace: Trace) -> Tensor {
    let state = trace.rows("state", reference.space.layout)
    let field = network(state, time: trace.rows("time", []))
    let divergence = reference.space.divergence(of: field, at: state)
    return (field.squaredNorm() * 0.5 + divergence * trace.rows("deviation", [])).sum() * (1 / Double(batchSize))
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let chosen = try DataRows.indices(batchSize, of: data.count, seed: seed, step: step)
    let times = DataRows.times(batchSize, in: interval, seed: seed, step: step)
    let pieces = try DataRows.pieces(of: batchSize, threads: executor.threads) { rows in
      try reference.noised(
        data.rows(chosen[rows]), times: Array(times[rows]),
        RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step, firstRow: rows.lowerBound))
    }
    for (start, noised) in pieces {
      try executor.fill("state", with: noised.states, startingAt: start)
      try executor.fillRows("deviation", noised.deviations, startingAt: start)
    }
    try executor.fillRows("time", times)
  }
}
