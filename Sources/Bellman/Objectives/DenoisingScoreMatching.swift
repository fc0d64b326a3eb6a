internal import Networks

/// Denoising score matching: X_t is drawn from the noising kernel around a data point, and the target is γ ∇log p(x_t |
/// x₁), whose conditional mean is γ times the score of the noised data. γ, the kernel's deviation, gives every level
/// the same scale.
///
/// The network's face is γ times the score. Source: P. Vincent, Neural Computation 23 (2011) 1661, on manifolds V. De
/// Bortoli et al., NeurIPS 2022.
public struct DenoisingScoreMatching<Reference: ReferenceProcess>: RegressionSource {
  public let reference: Reference
  public let data: StateBatch
  /// Times that are trained on.
  public let interval: ClosedRange<Double>

  public init(_ reference: Reference, data: StateBatch, interval: ClosedRange<Double> = 0...1) {
    self.reference = reference
    self.data = data
    self.interval = interval
  }

  public var space: Reference.Space { reference.space }

  public func pairs(_ rows: Range<Int>, of count: Int, seed: UInt64, step: Int) throws -> RegressionPairs {
    let chosen = try data.rows(DataRows.indices(count, of: data.count, seed: seed, step: step)[rows])
    let times = Array(DataRows.times(count, in: interval, seed: seed, step: step)[rows])
    let noise = RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step, firstRow: rows.lowerBound)
    var noised = try reference.noised(chosen, times: times, noise)
    for (part, shape) in noised.scores.layout.parts.enumerated() {
      let size = shape.elementCount
      for index in noised.scores.values[part].indices { noised.scores.values[part][index] *= noised.deviations[index / size] }
    }
    return RegressionPairs(
      states: noised.states, times: times, targets: noised.scores, weights: [Double](repeating: 1, count: rows.count))
  }
}
