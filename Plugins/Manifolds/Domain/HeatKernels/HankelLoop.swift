import Foundation

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
/// A derivative in x multiplies the integrand by 2p/(2 cos √ζ − 2x): the score, exact at both ends. For the second
/// derivative ω = θ² − ζ is the variable instead, which takes the Gaussian e^{−θ²/2s} out and leaves factors of order one,
/// so that it keeps its digits where the score is large.
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

  /// S = sin √ζ/√ζ has S′ = (cos √ζ − S)/2ζ and S″ = −(S/2 + 3S′)/2ζ; near ζ = 0 by their series.
  @inline(__always)
  private func derivatives(
    ofSineRatio sineRatio: ComplexNumber, cosine: ComplexNumber, at square: ComplexNumber
  ) -> (first: ComplexNumber, second: ComplexNumber) {
    guard square.squaredModulus > 1e-4 else {
      func series(_ terms: [Double]) -> ComplexNumber {
        terms.reversed().reduce(ComplexNumber(0)) { $0 * square + ComplexNumber($1) }
      }
      return (
        series([-1.0 / 6, 1.0 / 60, -1.0 / 1680, 1.0 / 90720]), series([1.0 / 60, -1.0 / 840, 1.0 / 30240, -1.0 / 1_995_840])
      )
    }
    let half = ComplexNumber(0.5) / square
    let first = half * (cosine - sineRatio)
    return (first, (-1) * (half * (0.5 * sineRatio + 3 * first)))
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
      let square = ComplexNumber(angle.distance * angle.distance - gap)
      let bend = derivatives(ofSineRatio: sineRatio, cosine: rise + ComplexNumber(angle.cosine), at: square).first
      let slope = 0.5 * sineRatio.real + target * bend.real
      var next = gap - excess / slope
      // A flat start would throw Newton's step far out.
      if !(next > low && next < min(high, 4 * gap)) { next = high.isFinite ? 0.5 * (low + high) : 2 * gap }
      let isDone = abs(next - gap) <= 1e-4 * next
      gap = next
      if isDone { break }
    }
    return gap
  }

  /// The derivative in θ, at fixed ω, of log S − p log(cos √ζ − x), and the derivative of that.
  @inline(__always)
  private func angularDerivatives(
    gap: ComplexNumber, rise: ComplexNumber, sineRatio: ComplexNumber
  ) -> (first: ComplexNumber, second: ComplexNumber) {
    let theta = angle.distance
    let square = ComplexNumber(theta * theta) - gap
    let (bend, twist) = derivatives(ofSineRatio: sineRatio, cosine: rise + ComplexNumber(angle.cosine), at: square)
    let inverse = ComplexNumber(1) / rise
    let (bendRatio, twistRatio) = (bend / sineRatio, twist / sineRatio)
    let riseRatio = (ComplexNumber(angle.sine) - theta * sineRatio) * inverse
    let riseBend = (ComplexNumber(angle.cosine) - sineRatio - (2 * theta * theta) * bend) * inverse
    return (
      (2 * theta) * bendRatio - power * riseRatio,
      2 * bendRatio + (4 * theta * theta) * (twistRatio - bendRatio * bendRatio) - power * (riseBend - riseRatio * riseRatio)
    )
  }

  /// log K and its derivatives, `logScale` being the logarithm of what stands before the loop and of the factors 2 that it
  /// leaves out. The second derivative takes two thirds of the time; it is NaN when it is not wanted.
  func logDensity(logScale: Double, withSecondDerivative: Bool) -> RadialLogDensity {
    let gap = saddleGap()
    let saddle = factors(gap: ComplexNumber(gap))
    let (start, startRatio) = (saddle.rise.real, saddle.sineRatio.real)
    let square = ComplexNumber(angle.distance * angle.distance - gap)
    let (bend, twist) = derivatives(
      ofSineRatio: saddle.sineRatio, cosine: saddle.rise + ComplexNumber(angle.cosine), at: square)
    // f = −ζ/2s − p log(cos √ζ − x): f″ = p q′ and f‴ = p q″ with q = S/(2(cos √ζ − x)), q′ = S′/(…) + q².
    let scale = 0.5 / start
    let q = startRatio * scale
    let q1 = bend.real * scale + q * q
    let q2 = twist.real * scale + bend.real * scale * q + 2 * q * q1
    let width = 1 / (power * q1).squareRoot()
    let curvature = q2 / (6 * q1) * width * width

    // Moments about the values at the saddle, so that little is subtracted.
    let inverse = ComplexNumber(1 / start)
    let centre = angularDerivatives(gap: ComplexNumber(gap), rise: saddle.rise, sineRatio: saddle.sineRatio)
    var mass = 0.5 * startRatio
    var excess = 0.0
    var (slope, slopeSquare) = (0.0, 0.0)
    var slopeChange = 0.5 * startRatio * centre.second.real
    var phase = 0.0
    for node in 1..<400 {
      let along = Self.step * Double(node)
      let step = ComplexNumber(curvature * along * along, width * along)
      let speed = ComplexNumber(2 * curvature * along / width, 1)
      let here = ComplexNumber(gap) - step
      let (rise, sineRatio) = factors(gap: here)
      // The argument of the rise turns on with the images that the loop has passed.
      var turned = atan2(rise.imaginary, rise.real)
      turned += ((phase - turned) / (2 * .pi)).rounded() * (2 * .pi)
      phase = turned
      let size = exp(-step.real / (2 * variance) - power * (0.5 * log(rise.squaredModulus) - log(start)))
      let turn = -step.imaginary / (2 * variance) - power * phase
      let weight = sineRatio * speed * ComplexNumber(size * cos(turn), size * sin(turn))
      mass += weight.imaginary
      excess += (weight * (ComplexNumber(1) / rise - inverse)).imaginary
      if withSecondDerivative {
        let angular = angularDerivatives(gap: here, rise: rise, sineRatio: sineRatio)
        let deviation = weight * (angular.first - centre.first)
        slope += deviation.imaginary
        slopeSquare += (deviation * (angular.first - centre.first)).imaginary
        slopeChange += (weight * angular.second).imaginary
      }
      guard weight.squaredModulus > 1e-36 * mass * mass else { break }
    }
    let meanSlope = slope / mass
    let gaussian = (gap - angle.distance * angle.distance) / (2 * variance)
    return RadialLogDensity(
      value: log(mass * Self.step * width) - power * log(start) + gaussian + logScale,
      score: -angle.sine * power * (1 / start + excess / mass),
      secondDerivative: withSecondDerivative
        ? -1 / variance + slopeChange / mass + slopeSquare / mass - meanSlope * meanSlope : .nan)
  }
}
