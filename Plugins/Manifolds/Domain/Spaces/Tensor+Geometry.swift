internal import Tensors

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
