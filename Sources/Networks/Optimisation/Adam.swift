internal import Foundation
public import Tensors

/// Adam, with weight decay apart from the gradient (AdamW) and the gradient's norm clipped.
///
/// Source: D. P. Kingma, J. Ba, ICLR 2015; I. Loshchilov, F. Hutter, ICLR 2019.
public final class Adam {
  public struct Options: Hashable, Sendable, Codable {
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-8
    /// Weight decay a step, as a multiple of the learning rate.
    public var decay = 0.0
    /// Greatest Euclidean norm of the gradient; it is scaled down to this. Infinite: never.
    public var greatestNorm = Double.infinity

    public init() {}
  }

  public let options: Options
  /// Steps taken.
  public private(set) var step: Int
  public let firstMoment: AlignedMemory<Float>
  public let secondMoment: AlignedMemory<Float>
  private let partials: AlignedMemory<Double>

  public init(_ options: Options = Options(), count: Int) {
    self.options = options
    step = 0
    firstMoment = AlignedMemory(count: count, filledWith: 0)
    secondMoment = AlignedMemory(count: count, filledWith: 0)
    partials = AlignedMemory(count: VectorOperations.partialCount(count), filledWith: 0)
  }

  /// Continues from a state that was kept.
  public func restore(step: Int, firstMoment: AlignedMemory<Float>, secondMoment: AlignedMemory<Float>) {
    self.step = step
    self.firstMoment.copy(from: firstMoment)
    self.secondMoment.copy(from: secondMoment)
  }

  /// One step. Returns the gradient's norm before clipping; when it is not finite nothing is changed. NaN, and
  /// nothing changed, for vectors that are not of the optimiser's size.
  @discardableResult
  public func update(
    _ weights: AlignedMemory<Float>, gradient: UnsafeBufferPointer<Float>, rate: Double, threads: Int = 1
  ) -> Double {
    guard weights.count == firstMoment.count, gradient.count == weights.count else { return .nan }
    let norm = VectorOperations.norm(gradient, partials: partials, threads: threads)
    guard norm.isFinite else { return norm }
    step += 1
    let scale = norm > options.greatestNorm ? options.greatestNorm / norm : 1
    VectorOperations.adam(
      weights: weights, gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment,
      VectorOperations.AdamStep(
        rate: Float(rate), beta1: Float(options.beta1), beta2: Float(options.beta2), epsilon: Float(options.epsilon),
        firstMomentScale: Float(1 / (1 - pow(options.beta1, Double(step)))),
        secondMomentScale: Float(1 / (1 - pow(options.beta2, Double(step)))), decay: Float(options.decay),
        gradientScale: Float(scale)), threads: threads)
    return norm
  }
}
