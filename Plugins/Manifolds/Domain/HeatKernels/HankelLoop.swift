import Foundation

/// log F and its first two derivatives in x = cos θ, with θ²/2s added to the value: what is left of a heat kernel
/// when its Gaussian factor is taken out.
struct LogSeries {
  var value: Double
  var first: Double
  var second: Double

  /// From x = cos θ to θ: d/dθ = −sin θ d/dx.
  func logDensity(at angle: PolarAngle, variance: Double, logScale: Double) -> RadialLogDensity {
    RadialLogDensity(
      value: value + logScale - angle.distance * angle.distance / (2 * variance), score: -angle.sine * first,
      secondDerivative: angle.sine * angle.sine * second - angle.cosine * first)
  }
}

/// The heat kernel of a sphere of any dimension as one contour integral, with p = (n + 1)/2, λ = p − 1 and x = cos θ:
///
/// |Sⁿ| K = (e^{λ²s/2}/√(2πs)) (1/i) ∮ e^{−ζ/2s} (sin √ζ/√ζ) (2 cos √ζ − 2x)^{−p} dζ,
///
/// around a loop that comes from +∞ below the real axis, crosses it left of ζ = θ², and returns to +∞ above.
///
/// It is Poisson's kernel Σ_l (l+λ)/λ C_l^λ(x) r^{l+λ} = (1/r − r)/(r + 1/r − 2x)^p at r = e^{iτ}, with the damping
/// e^{−(l+λ)²s/2} written as a Gaussian average over τ, and ζ = τ²: every factor is an analytic function of ζ, odd powers
/// of τ being gone, and all images of the start lie inside the one loop. The loop crosses the axis at its saddle
/// ζ* = θ² − w, w > 0, where the integrand is least along the axis and so greatest across it: nothing cancels, at any θ, s
/// or n (the sum of moduli is at most four times the sum). Along a parabola with the curvature of the steepest descent the
/// integrand is nearly a normal law, and the trapezoidal rule converges like e^{−2π²/h²}.
///
/// A derivative in x multiplies the integrand by 2p/(2 cos √ζ − 2x).
struct HankelLoop {
  private let angle: PolarAngle
  /// p = (n + 1)/2.
  private let power: Double
  /// s = σ².
  private let variance: Double

  init(dimension: Int, angle: PolarAngle, variance: Double) {
    self.angle = angle
    power = Double(dimension + 1) / 2
    self.variance = variance
  }

  /// In widths of the normal law that the integrand resembles; the error is about 1e-15 for n ≥ 2.
  private static var step: Double { 0.25 }

  /// cos τ − cos θ = 2 sin((θ+τ)/2) sin((θ−τ)/2) and sin τ/τ at ζ = τ², from θ² − ζ to full relative accuracy.
  @inline(__always)
  private func factors(gap: ComplexNumber) -> (rise: ComplexNumber, sineRatio: ComplexNumber) {
    let square = ComplexNumber(angle.distance * angle.distance - gap.real, -gap.imaginary)
    let root = square.squareRoot
    let sum = root + ComplexNumber(angle.distance)
    let difference = gap / sum
    // Near π by π − θ: sin((θ+τ)/2) = sin((π−θ) + (θ−τ)/2) and sin τ = sin((π−θ) + (θ−τ)).
    let isFar = root.real > 2
    let mean =
      isFar
      ? ComplexNumber(angle.codistance + 0.5 * difference.real, 0.5 * difference.imaginary)
      : 0.5 * sum
    let rise = 2 * (mean.sine * (0.5 * difference).sine)
    if square.squaredModulus < 1e-8 {
      return (rise, ComplexNumber(1 - square.real / 6, -square.imaginary / 6) + (1.0 / 120) * (square * square))
    }
    let sine = isFar ? ComplexNumber(angle.codistance + difference.real, difference.imaginary).sine : root.sine
    return (rise, sine / root)
  }

  /// S = sin √ζ/√ζ has S′ = (cos √ζ − S)/2ζ and S″ = −(S/2 + 3S′)/2ζ, here at a real ζ.
  private func sineRatioDerivatives(_ sineRatio: Double, cosine: Double, at square: Double) -> (first: Double, second: Double) {
    guard abs(square) > 0.01 else { return (-1.0 / 6 + square / 60, 1.0 / 60 - square / 840) }
    let first = (cosine - sineRatio) / (2 * square)
    return (first, -(0.5 * sineRatio + 3 * first) / (2 * square))
  }

  /// w = θ² − ζ* > 0, where cos √ζ − x = p s sin √ζ/√ζ. It places the loop, so four digits of it are enough.
  private func saddleGap() -> Double {
    let target = power * variance
    var gap = 2 * target
    var (low, high) = (0.0, Double.infinity)
    for _ in 0..<60 {
      let (rise, sineRatio) = factors(gap: ComplexNumber(gap))
      let excess = rise.real - target * sineRatio.real
      if excess > 0 { high = gap } else { low = gap }
      // d(cos √ζ)/dζ = −S/2.
      let square = angle.distance * angle.distance - gap
      let cosine = rise.real + angle.cosine
      let slope = 0.5 * sineRatio.real + target * sineRatioDerivatives(sineRatio.real, cosine: cosine, at: square).first
      var next = gap - excess / slope
      // A flat start would throw Newton's step far out.
      if !(next > low && next < min(high, 4 * gap)) { next = high.isFinite ? 0.5 * (low + high) : 2 * gap }
      let isDone = abs(next - gap) <= 1e-4 * next
      gap = next
      if isDone { break }
    }
    return gap
  }

  /// log of the loop integral times √(2πs)·2^p/2 with θ²/2s added, and its derivatives.
  func evaluate() -> LogSeries {
    let gap = saddleGap()
    let (rise, sineRatio) = factors(gap: ComplexNumber(gap))
    let square = angle.distance * angle.distance - gap
    let startRise = rise.real
    let (bend, twist) = sineRatioDerivatives(sineRatio.real, cosine: startRise + angle.cosine, at: square)
    // f = −ζ/2s − p log(cos √ζ − x): f″ = p q′ and f‴ = p q″ with q = S/(2(cos √ζ − x)), q′ = S′/(…) + q².
    let scale = 0.5 / startRise
    let q = sineRatio.real * scale
    let q1 = bend * scale + q * q
    let q2 = twist * scale + bend * scale * q + 2 * q * q1
    let width = 1 / (power * q1).squareRoot()
    let curvature = q2 / (6 * q1) * width * width

    // Moments of 1/(cos √ζ − x) about its value at the saddle, so that its variance keeps its digits.
    let inverse = 1 / startRise
    var mass = 0.5 * sineRatio.real
    var moment = 0.0
    var square2 = 0.0
    var phase = 0.0
    var node = 1.0
    while node < 400 {
      let along = Self.step * node
      let step = ComplexNumber(curvature * along * along, width * along)
      let speed = ComplexNumber(2 * curvature * along / width, 1)
      let (rise, sineRatio) = factors(gap: ComplexNumber(gap - step.real, -step.imaginary))
      // The argument of the rise turns on with the images that the loop has passed.
      var turned = atan2(rise.imaginary, rise.real)
      turned += ((phase - turned) / (2 * .pi)).rounded() * (2 * .pi)
      phase = turned
      let size = exp(-step.real / (2 * variance) - power * (0.5 * log(rise.squaredModulus) - log(startRise)))
      let turn = -step.imaginary / (2 * variance) - power * phase
      let weight = sineRatio * speed * ComplexNumber(size * cos(turn), size * sin(turn))
      let deviation = ComplexNumber(1) / rise - ComplexNumber(inverse)
      let first = weight * deviation
      mass += weight.imaginary
      moment += first.imaginary
      square2 += (first * deviation).imaginary
      guard weight.squaredModulus > 1e-36 * mass * mass else { break }
      node += 1
    }
    let mean = moment / mass
    let variance = square2 / mass - mean * mean
    let average = inverse + mean
    return LogSeries(
      value: log(mass * Self.step * width) - power * log(startRise) + gap / (2 * self.variance), first: power * average,
      second: power * (power + 1) * variance + power * average * average)
  }
}
