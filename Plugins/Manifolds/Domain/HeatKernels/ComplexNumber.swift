import Foundation

/// As much of complex arithmetic as a contour integral needs.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  @inline(__always)
  static func + (left: Self, right: Self) -> Self { Self(left.real + right.real, left.imaginary + right.imaginary) }

  @inline(__always)
  static func - (left: Self, right: Self) -> Self { Self(left.real - right.real, left.imaginary - right.imaginary) }

  @inline(__always)
  static func * (left: Self, right: Self) -> Self {
    Self(
      left.real * right.real - left.imaginary * right.imaginary, left.real * right.imaginary + left.imaginary * right.real)
  }

  @inline(__always)
  static func * (left: Double, right: Self) -> Self { Self(left * right.real, left * right.imaginary) }

  /// The plain quotient: the squares of moduli below 1e-154 or above 1e154 are not kept.
  @inline(__always)
  static func / (left: Self, right: Self) -> Self {
    let scale = 1 / right.squaredModulus
    return Self(
      (left.real * right.real + left.imaginary * right.imaginary) * scale,
      (left.imaginary * right.real - left.real * right.imaginary) * scale)
  }

  @inline(__always)
  var squaredModulus: Double { real * real + imaginary * imaginary }

  /// The root with non-negative real part.
  @inline(__always)
  var squareRoot: Self {
    let modulus = squaredModulus.squareRoot()
    guard modulus > 0 else { return Self(0) }
    // The larger part by a sum, the smaller by a quotient, so that neither cancels.
    if real >= 0 {
      let part = (0.5 * (modulus + real)).squareRoot()
      return Self(part, 0.5 * imaginary / part)
    }
    let part = (0.5 * (modulus - real)).squareRoot()
    return Self(0.5 * abs(imaginary) / part, imaginary < 0 ? -part : part)
  }

  /// sin(x + iy) = sin x cosh y + i cos x sinh y.
  @inline(__always)
  var sine: Self {
    // sinh from expm1, as the plain difference cancels at small y.
    let grown = expm1(abs(imaginary))
    let hyperbolicSine = 0.5 * (grown + grown / (grown + 1))
    let hyperbolicCosine = 0.5 * (grown + 1 + 1 / (grown + 1))
    return Self(
      Foundation.sin(real) * hyperbolicCosine,
      Foundation.cos(real) * (imaginary < 0 ? -hyperbolicSine : hyperbolicSine))
  }
}
