import Foundation

/// log F and its first two derivatives in x = cos θ, with θ²/2s added to the value: what is left of a heat kernel
/// when its Gaussian factor is taken out.
struct LogSeries {
  var value: Double
  var first: Double
  var second: Double
}

/// Which theta function a heat kernel descends from: T(θ) = Σ_k (±1)^k e^{−(θ + 2πk)²/2s}.
enum ThetaParity {
  /// Signs +: the circle's own kernel, from which the odd spheres descend.
  case periodic
  /// Signs (−1)^k: the circle's double cover. Its first descent, times s cos(θ/2), is the kernel of SO(3).
  case antiperiodic
}

/// The derivatives D^m, D = d/dx with x = cos θ, of a theta function, to relative accuracy at every θ ∈ [0, π].
///
/// With the Gaussian e^{g} taken out, D^m(e^{g}A) = e^{g}(D + g′)^m A, so nothing underflows. Three forms share [0, π]:
/// - near θ = 0 all is a power series in θ², an analytic function of x; the images k and −k pair to cosh(2πkθ/s);
/// - near θ = π all is a power series in (π − θ)², and the images pair to cosh((2k + 1)π(π − θ)/s);
/// - between, the images are kept apart, so that the faint ones do not blur the second derivative of the bright one.
struct ThetaDescent<Coefficients: SIMD> where Coefficients.Scalar == Double {
  typealias Series = TaylorSeries<Coefficients>

  let parity: ThetaParity
  /// m, the number of descents. The series must have m + 3 terms (one more for the antiperiodic parity).
  let steps: Int
  /// s = σ².
  let variance: Double
  /// Where π(π − θ)/s is below this, images 0 and −1 are paired.
  let pairing: Double

  init(parity: ThetaParity, steps: Int, variance: Double) {
    self.parity = parity
    self.steps = steps
    self.variance = variance
    pairing = 6 + Double(steps * steps)
  }

  private var sign: Double { parity == .periodic ? 1 : -1 }

  func evaluate(_ angle: PolarAngle) -> LogSeries {
    if angle.distance <= .pi / 2 { return nearStart(angle) }
    if .pi * angle.codistance <= pairing * variance { return nearCutLocus(angle) }
    return between(angle)
  }

  /// (D + g′)^steps applied to a series, after the descent that the antiperiodic parity adds.
  @inline(__always)
  private func descend(_ start: Series, slope: Series, _ angle: PolarAngle) -> Series {
    var series = start
    if parity == .antiperiodic {
      series = series.derivative + slope * series
      // cos(θ/2) = √((1 + x)/2).
      let halfCosine = Series.power(
        value: angle.halfCosine, ratio: 0.5 / (angle.halfCosine * angle.halfCosine), exponent: 0.5)
      series = halfCosine * (variance * series)
    }
    for _ in 0..<steps { series = series.derivative + slope * series }
    return series
  }

  private func nearStart(_ angle: PolarAngle) -> LogSeries {
    let squaredAngle = Series.squaredAngle(angle)
    let slope = (-0.5 / variance) * squaredAngle.derivative
    var images = Series(constant: 1)
    var weight = 2.0
    var k = 1.0
    while 2 * .pi * k * (.pi * k - angle.distance) < 60 * variance {
      weight *= sign
      let rate = 2 * .pi * k / variance
      let pair = squaredAngle.composed(
        into: .hyperbolicCosineOfRoot(rateSquared: rate * rate, at: squaredAngle[0]))
      images = images + (weight * exp(-2 * .pi * .pi * k * k / variance)) * pair
      k += 1
    }
    return logarithm(of: descend(images, slope: slope, angle), slope: slope, shift: 0)
  }

  private func nearCutLocus(_ angle: PolarAngle) -> LogSeries {
    // The square of π − θ is to −x what the square of θ is to x.
    let reflected = Series.squaredAngle(
      PolarAngle(halfSine: angle.halfCosine, halfCosine: angle.halfSine))
    var square = reflected
    for j in stride(from: 1, through: Series.order, by: 2) { square[j] = -square[j] }
    let slope = (-0.5 / variance) * square.derivative
    var images = Series(constant: 0)
    var weight = 2.0
    var odd = 1.0
    while (odd * odd - 1) * .pi / 2 - (odd - 1) * angle.codistance < 60 * variance / .pi {
      let rate = odd * .pi / variance
      let cosine = Series.hyperbolicCosineOfRoot(rateSquared: rate * rate, at: square[0])
      let pair: Series
      switch parity {
      case .periodic: pair = cosine
      case .antiperiodic:
        // −s dT/dθ pairs to π(2k + 1) cosh(bδ) − δ sinh(bδ), and δ sinh(bδ) = (2q/b) dC/dq with q = δ².
        var sine = Series(constant: 0)
        for j in 0..<Series.order {
          sine[j] = (2 / rate) * (square[0] * Double(j + 1) * cosine[j + 1] + Double(j) * cosine[j])
        }
        pair = (odd * .pi) * cosine + (-1) * sine
      }
      images = images + (weight * exp(-(odd * odd - 1) * .pi * .pi / (2 * variance))) * square.composed(into: pair)
      weight *= sign
      odd += 2
    }
    if parity == .antiperiodic {
      // Over 2 sin(θ/2).
      let reciprocalHalfSine = Series.power(
        value: 1 / angle.halfSine, ratio: -0.5 / (angle.halfSine * angle.halfSine), exponent: -0.5)
      images = reciprocalHalfSine * (0.5 * images)
    }
    for _ in 0..<steps { images = images.derivative + slope * images }
    return logarithm(of: images, slope: slope, shift: -.pi * angle.codistance / variance)
  }

  private func between(_ angle: PolarAngle) -> LogSeries {
    let squaredAngle = Series.squaredAngle(angle)
    let slope = (-0.5 / variance) * squaredAngle.derivative
    // dθ/dx, from (1 − x²)θ″ = xθ′.
    var angleSlope = Series(constant: -1 / angle.sine)
    let sineSquared = angle.sine * angle.sine
    for j in 0..<Series.order {
      let before = j == 0 ? 0 : Double(j) * angleSlope[j - 1]
      angleSlope[j + 1] =
        (angle.cosine * Double(2 * j + 1) * angleSlope[j] + before) / (sineSquared * Double(j + 1))
    }
    let main = descend(Series(constant: 1), slope: slope, angle)
    var value = main[0]
    var first = main[1]
    var second = 2 * main[2]
    for k in [-1.0, 1, -2, 2, -3] {
      // For k < 0 by π − θ, which is the small one here.
      let reach = k < 0 ? (k + 1) * .pi - angle.codistance : .pi * k + angle.distance
      let exponent = -2 * .pi * k * reach / variance
      guard exponent > -80 else { continue }
      let relative = (-2 * .pi * k / variance) * angleSlope
      let image = descend(Series(constant: 1), slope: slope + relative, angle)
      let weight = exp(exponent) * (k.truncatingRemainder(dividingBy: 2) == 0 ? 1 : sign)
      let (r, r1) = (relative[0], relative[1])
      value += weight * image[0]
      first += weight * (image[1] + r * image[0])
      second += weight * (2 * image[2] + 2 * r * image[1] + (r * r + r1) * image[0])
    }
    let ratio = first / value
    return LogSeries(
      value: log(value), first: slope[0] + ratio, second: slope[1] + second / value - ratio * ratio)
  }

  @inline(__always)
  private func logarithm(of series: Series, slope: Series, shift: Double) -> LogSeries {
    let ratio = series[1] / series[0]
    return LogSeries(
      value: log(series[0]) + shift, first: slope[0] + ratio,
      second: slope[1] + 2 * series[2] / series[0] - ratio * ratio)
  }
}
