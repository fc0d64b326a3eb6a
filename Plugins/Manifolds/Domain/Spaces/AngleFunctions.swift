internal import Tensors

/// sin r / r, (1 − cos r)/r² and cos r as functions of r², so that values and gradients hold at r = 0.
///
/// Below a threshold each is its power series in r², which has no root to differentiate; above it the closed form, whose root
/// is given a harmless argument in the rows that the series serves.
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

extension Tensor {
  /// Σ cₖ selfᵏ by Horner's rule.
  func polynomial(_ coefficients: [Double]) -> Tensor {
    var sum = trace.constant(coefficients.last ?? 0, shape)
    for coefficient in coefficients.dropLast().reversed() { sum = sum * self + coefficient }
    return sum
  }

  /// Σ of products over the last axis, which stays with extent 1.
  func dot(_ other: Tensor) -> Tensor { (self * other).sum(axis: -1, keepingAxis: true) }

  /// √self, with value and derivative 0 where self is 0.
  func squareRootOrZero() -> Tensor {
    let one = trace.constant(1, shape)
    let isZero = isEqual(one * 0)
    return .select(isZero, one * 0, Tensor.select(isZero, one, self).squareRoot())
  }

  /// θ/sin θ for θ ∈ [0, π] from sin²θ = self and cos θ, with a finite gradient at θ = 0; infinite at θ = π.
  func angleOverSine(cosine: Tensor) -> Tensor {
    let one = trace.constant(1, shape)
    let isNear = isLess(1.0 / 64) * (one * 0).isLess(cosine)
    let sine = Tensor.select(isNear, one, self).squareRoot()
    // asin(s)/s = Σ (2k−1)!!/((2k)!! (2k+1)) s²ᵏ; the next term is below 1e-17 at s² = 1/64.
    var term = 1.0
    let series = (0..<9).map { k in
      if k > 0 { term *= Double(2 * k - 1) / Double(2 * k) }
      return term / Double(2 * k + 1)
    }
    return .select(isNear, Tensor.select(isNear, self, one * 0).polynomial(series), sine.arcTangent2(cosine) / sine)
  }
}

extension Trace {
  /// The distance from 1 to the next number of the program's scalar type.
  var roundingUnit: Double { scalarType == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne }
}
