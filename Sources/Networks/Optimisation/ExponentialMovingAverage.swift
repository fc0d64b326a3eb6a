public import Tensors

/// A running mean of the parameters, w̄ ← d_t w̄ + (1 − d_t) w, with d_t = min(decay, (1 + t)/(10 + t)) so that early steps
/// are forgotten soon.
public final class ExponentialMovingAverage {
  public let decay: Double
  public private(set) var step: Int
  public let values: AlignedMemory<Float>

  public init(decay: Double, startingAt values: AlignedMemory<Float>) {
    self.decay = decay
    step = 0
    self.values = AlignedMemory(count: values.count, filledWith: 0)
    self.values.copy(from: values)
  }

  /// Continues from a state that was kept.
  public func restore(step: Int, values: AlignedMemory<Float>) {
    self.step = step
    self.values.copy(from: values)
  }

  public func update(_ weights: AlignedMemory<Float>, threads: Int = 1) {
    let effective = min(decay, (1 + Double(step)) / (10 + Double(step)))
    step += 1
    VectorOperations.average(values, weights, decay: Float(effective), threads: threads)
  }
}
