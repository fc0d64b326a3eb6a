import Foundation

/// ∫₀^{π/2} H^{(m)}(y) cos^{2m}t dt with 1 + y = (1 + x) cos²t: the m-th derivative in x of the average of H over the
/// fibre of SO(3) → S², for the kernel H of SO(3) as a function of y, the cosine of the rotation angle.
///
/// The integrand is positive and entire in y, and as a function of t even and of period π: the trapezoidal rule converges
/// like e^{−c·nodes²}, its step set by the width of the peak at t = 0, and nodes beyond the peak's reach are left out.
struct FibreAverage<Coefficients: SIMD> where Coefficients.Scalar == Double {
  let descent: ThetaDescent<Coefficients>

  func evaluate(_ angle: PolarAngle) -> LogSeries {
    let peak = descent.evaluate(angle)
    let steps = Double(descent.steps)
    // log H falls by (1 + x)(log H)′ t² from the peak; the weight cos^{2m}t only narrows it.
    let halfCosineSquared = angle.halfCosine * angle.halfCosine
    let sharpness = 4 * halfCosineSquared * peak.first + 2 * steps
    let intervals = (8 + 2.4 * sharpness.squareRoot()).rounded(.up)
    let step = Double.pi / 2 / intervals
    var mass = 0.5
    // Moments about the peak's own slope, so that the variance of the slopes loses no digits.
    var slope = 0.0
    var slopeSquare = 0.0
    var curvature = 0.5 * peak.second
    var index = 1.0
    while index < intervals {
      let (cosine, sine) = (cos(index * step), sin(index * step))
      let rise = angle.halfCosine * sine
      let node = PolarAngle(
        halfSine: (angle.halfSine * angle.halfSine + rise * rise).squareRoot(), halfCosine: angle.halfCosine * cosine)
      let half = (angle.distance + node.distance) / 2
      // φ − θ from sin((φ−θ)/2) sin((φ+θ)/2) = (cos θ − cos φ)/2, as the plain difference would lose its digits.
      let sineOfMean = half < 2 ? sin(half) : sin((angle.codistance + node.codistance) / 2)
      let excess = rise > 0 ? 2 * asin(min(1, rise * rise / sineOfMean)) : 0
      let here = descent.evaluate(node)
      let exponent = here.value - peak.value - excess * half / descent.variance
      var weight = exp(exponent)
      let shrink = cosine * cosine
      if steps > 0 { weight *= pow(shrink, steps) }
      guard weight > 1e-18 * mass else { break }
      mass += weight
      let deviation = here.first * shrink - peak.first
      slope += weight * deviation
      slopeSquare += weight * deviation * deviation
      curvature += weight * here.second * shrink * shrink
      index += 1
    }
    if index == intervals, steps == 0 {
      // The far end t = π/2 is half a node at φ = π, where cos t = 0 leaves only its mass.
      let end = descent.evaluate(PolarAngle(halfSine: 1, halfCosine: 0))
      let excess = angle.codistance
      let weight = 0.5 * exp(end.value - peak.value - excess * (.pi - excess / 2) / descent.variance)
      mass += weight
      slope += weight * -peak.first
      slopeSquare += weight * peak.first * peak.first
    }
    let mean = slope / mass
    return LogSeries(
      value: peak.value + log(mass * step), first: peak.first + mean,
      second: curvature / mass + slopeSquare / mass - mean * mean)
  }
}
