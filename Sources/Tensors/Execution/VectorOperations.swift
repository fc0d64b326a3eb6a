internal import CKernels

/// Operations on whole vectors of parameters, cut into fixed pieces for several threads: the same bits for any number of them.
public enum VectorOperations {
  /// Elements of one piece; a multiple of the vector width, so that the cut changes no element's arithmetic.
  private static var piece: Int { 1 << 15 }

  /// Pointers that cross to worker threads. Each piece is touched by one thread.
  private struct Shared<Pointers>: @unchecked Sendable { let pointers: Pointers }

  private static func forEachPiece(_ count: Int, threads: Int, _ body: @Sendable (_ start: Int, _ count: Int) -> Void) {
    Parallel.forEach((count + piece - 1) / piece, threads: threads) { _, index in
      let start = index * piece
      body(start, min(piece, count - start))
    }
  }

  /// Numbers of one Adam step, in the form that the kernel uses.
  public struct AdamStep: Sendable {
    public var rate: Float
    public var beta1: Float
    public var beta2: Float
    public var epsilon: Float
    /// 1 / (1 − β₁ᵗ)
    public var firstMomentScale: Float
    /// 1 / (1 − β₂ᵗ)
    public var secondMomentScale: Float
    /// Weight decay, apart from the gradient.
    public var decay: Float
    /// What every gradient is multiplied by first.
    public var gradientScale: Float

    public init(
      rate: Float, beta1: Float, beta2: Float, epsilon: Float, firstMomentScale: Float, secondMomentScale: Float,
      decay: Float, gradientScale: Float
    ) {
      self.rate = rate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.firstMomentScale = firstMomentScale
      self.secondMomentScale = secondMomentScale
      self.decay = decay
      self.gradientScale = gradientScale
    }
  }

  /// g ← s·g; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − rate ( m̂ / (√v̂ + ε) + decay · w ).
  ///
  /// Source: D. P. Kingma, J. Ba, ICLR 2015; decay apart from the gradient: I. Loshchilov, F. Hutter, ICLR 2019.
  public static func adam(
    weights: AlignedMemory<Float>, gradient: UnsafeBufferPointer<Float>, firstMoment: AlignedMemory<Float>,
    secondMoment: AlignedMemory<Float>, _ step: AdamStep, threads: Int
  ) {
    guard let gradient = gradient.baseAddress else { return }
    let shared = Shared(pointers: (weights.pointer, gradient, firstMoment.pointer, secondMoment.pointer))
    forEachPiece(weights.count, threads: threads) { start, count in
      let (w, g, m, v) = shared.pointers
      ck_adam_f32(
        w + start, g + start, m + start, v + start, Int64(count), step.rate, step.beta1, step.beta2, step.epsilon,
        step.firstMomentScale, step.secondMomentScale, step.decay, step.gradientScale)
    }
  }

  /// average ← decay · average + (1 − decay) · x
  public static func average(_ average: AlignedMemory<Float>, _ x: AlignedMemory<Float>, decay: Float, threads: Int) {
    let shared = Shared(pointers: (average.pointer, x.pointer))
    forEachPiece(average.count, threads: threads) { start, count in
      ck_average_f32(shared.pointers.0 + start, shared.pointers.1 + start, Int64(count), decay)
    }
  }

  /// How many partial sums `norm` needs for a vector.
  public static func partialCount(_ count: Int) -> Int { (count + piece - 1) / piece }

  /// √Σx², summed in double precision piece by piece; NaN or infinite when an element is.
  ///
  /// - Parameter partials: memory for `partialCount(x.count)` numbers.
  public static func norm(_ x: UnsafeBufferPointer<Float>, partials: AlignedMemory<Double>, threads: Int) -> Double {
    guard let base = x.baseAddress, partials.count >= partialCount(x.count) else { return 0 }
    let shared = Shared(pointers: (base, partials.pointer))
    forEachPiece(x.count, threads: threads) { start, count in
      shared.pointers.1[start / piece] = ck_sum_of_squares_f32(shared.pointers.0 + start, Int64(count))
    }
    return partials.buffer.prefix(partialCount(x.count)).reduce(0, +).squareRoot()
  }

  /// Whether every element is a number, and none so large that its square is not.
  public static func isFinite(_ x: UnsafeBufferPointer<Float>) -> Bool {
    guard let base = x.baseAddress else { return true }
    return ck_sum_of_squares_f32(base, Int64(x.count)).isFinite
  }
}
