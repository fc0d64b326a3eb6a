import Foundation

/// A truncated Taylor series Σ_j c_j u^j in u = x − x₀, with as many terms as `Coefficients` has lanes.
struct TaylorSeries<Coefficients: SIMD> where Coefficients.Scalar == Double {
  var coefficients: Coefficients

  static var order: Int { Coefficients.scalarCount - 1 }

  init(_ coefficients: Coefficients) {
    self.coefficients = coefficients
  }

  init(constant: Double) {
    coefficients = .zero
    coefficients[0] = constant
  }

  @inline(__always)
  subscript(order: Int) -> Double {
    get { coefficients[order] }
    set { coefficients[order] = newValue }
  }

  /// The derivative; its top coefficient is not known and is set to zero.
  @inline(__always)
  var derivative: Self {
    var result = Coefficients.zero
    for j in 0..<Self.order { result[j] = Double(j + 1) * coefficients[j + 1] }
    return Self(result)
  }

  @inline(__always)
  static func + (left: Self, right: Self) -> Self { Self(left.coefficients + right.coefficients) }

  @inline(__always)
  static func * (scale: Double, series: Self) -> Self { Self(scale * series.coefficients) }

  @inline(__always)
  static func * (left: Self, right: Self) -> Self {
    var result = Coefficients.zero
    for j in 0...order {
      var sum = 0.0
      for i in 0...j { sum += left.coefficients[i] * right.coefficients[j - i] }
      result[j] = sum
    }
    return Self(result)
  }

  /// The series of f(self) from the Taylor coefficients of f about the constant term of self.
  @inline(__always)
  func composed(into outer: Self) -> Self {
    var increment = self
    increment[0] = 0
    var result = Self(constant: outer[Self.order])
    for j in stride(from: Self.order - 1, through: 0, by: -1) {
      result = result * increment
      result[0] += outer[j]
    }
    return result
  }

  /// (a + bu)^p from its value at u = 0 and the ratio b/a.
  @inline(__always)
  static func power(value: Double, ratio: Double, exponent: Double) -> Self {
    var series = Self(constant: value)
    for j in 0..<order { series[j + 1] = series[j] * ratio * ((exponent - Double(j)) / Double(j + 1)) }
    return series
  }

  /// θ² as a function of x = cos θ.
  ///
  /// v = θ² solves (1 − x²)v″ − x v′ = 2. Away from θ = 0 its Taylor coefficients follow upwards from v and v′; close to
  /// it that recursion cancels, so the two highest come from θ² = 2 Σ_k (4w)^k / (k² C(2k, k)), w = sin²(θ/2), and the
  /// rest downwards, where every term has one sign.
  @inline(__always)
  static func squaredAngle(_ angle: PolarAngle) -> Self {
    let x = angle.cosine
    let sineSquared = angle.sine * angle.sine
    var v = Self(constant: angle.distance * angle.distance)
    if angle.distance > min(0.3 + 0.12 * Double(order), 1.3) {
      v[1] = -2 * angle.distance / angle.sine
      for j in 0..<(order - 1) {
        let source = (j == 0 ? 2.0 : 0.0) + Double(j * j) * v[j] + x * Double((j + 1) * (2 * j + 1)) * v[j + 1]
        v[j + 2] = source / (sineSquared * Double((j + 1) * (j + 2)))
      }
      return v
    }
    let w = angle.halfSine * angle.halfSine
    for j in (order - 1)...order {
      // 2·4^k/(k² C(2k, k)) at k = j, times (−½)^j.
      var term = 4.0
      for k in 1..<j { term *= 2 * Double(k * k) / Double((k + 1) * (2 * k + 1)) }
      for _ in 0..<j { term *= -0.5 }
      var sum = 0.0
      var k = j
      while abs(term) > 1e-18 * abs(sum) {
        sum += term
        term *= 2 * Double(k * k) / Double((2 * k + 1) * (k + 1 - j)) * w
        k += 1
      }
      v[j] = sum
    }
    for j in stride(from: order - 2, through: 1, by: -1) {
      let above = sineSquared * Double((j + 1) * (j + 2)) * v[j + 2] - x * Double((j + 1) * (2 * j + 1)) * v[j + 1]
      v[j] = above / Double(j * j)
    }
    return v
  }

  /// The Taylor coefficients of C(q) = cosh(b√q) in q, about q ≥ 0.
  ///
  /// All are positive: the two highest by the power series, the others down the recursion of 4q C″ + 2C′ = b²C.
  @inline(__always)
  static func hyperbolicCosineOfRoot(rateSquared: Double, at q: Double) -> Self {
    var series = Self(constant: 0)
    let argument = rateSquared * q
    for j in (order - 1)...order {
      var term = 1.0
      for i in 0..<j { term *= rateSquared / Double((2 * i + 1) * (2 * i + 2)) }
      var sum = 0.0
      var i = 0
      while term > 1e-18 * sum {
        sum += term
        term *= Double(i + j + 1) * argument / (Double(i + 1) * Double((2 * i + 2 * j + 1) * (2 * i + 2 * j + 2)))
        i += 1
      }
      series[j] = sum
    }
    for j in stride(from: order - 2, through: 0, by: -1) {
      let above = 4 * q * Double((j + 1) * (j + 2)) * series[j + 2] + Double((j + 1) * (4 * j + 2)) * series[j + 1]
      series[j] = above / rateSquared
    }
    return series
  }
}
