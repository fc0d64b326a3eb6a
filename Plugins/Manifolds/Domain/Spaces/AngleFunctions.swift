internal import Tensors

/// sin r / r, (1 − cos r)/r² and cos r as functions of r², so that values and gradients hold at r = 0.
///
/// Below a threshold each is its power series in r², which has no root to differentiate; above it the closed form,
/// whose root is given a harmless argument in the rows that the series serves.
struct AngleFunctions {
  /// sin r / r.
  let sineRatio: Tensor
  /// (1 − cos r)/r².
  let versineRatio: Tensor
  let cosine: Tensor

  init(square: Tensor) {
    let one = square.trace.constant(1, square.shape)
    let isNear = square.isLess(0.25)
    let near = Tensor.select(isNear, square, one * 0)
    let far = Tensor.select(isNear, one, square)
    let angle = far.squareRoot()
    let farCosine = angle.cosine()
    // Σ (−1)ᵏ r²ᵏ/(2k+1)! and Σ (−1)ᵏ r²ᵏ/(2k+2)!; the next term is below 1e-16 at r² = ¼.
    let nearVersine = near.polynomial(Self.alternatingFactorials(2))
    sineRatio = .select(isNear, near.polynomial(Self.alternatingFactorials(1)), angle.sine() / angle)
    versineRatio = .select(isNear, nearVersine, (1 - farCosine) / far)
    cosine = .select(isNear, 1 - near * nearVersine, farCosine)
  }

  /// log |sin r / r|, with a floor where the sine is zero, so that neither the value nor the gradient is infinite.
  var logSineRatio: Tensor { sineRatio.absolute().maximum(1e-30).logarithm() }

  private static func alternatingFactorials(_ first: Int) -> [Double] {
    var term = 1 / Double(first)
    return (0..<8).map { k in
      if k > 0 { term /= -Double((first + 2 * k - 1) * (first + 2 * k)) }
      return term
    }
  }
}
