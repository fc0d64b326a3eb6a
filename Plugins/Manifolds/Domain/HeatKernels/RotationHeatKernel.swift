import Foundation

/// The heat kernel of the rotation group SO(3) with the angle metric (total mass 8π²), by the rotation angle ω ∈ [0, π]:
///
/// K = (1/8π²) Σ_l (2l+1) e^{−l(l+1)s/2} sin((l+½)ω)/sin(ω/2)
///   = e^{s/8}(2πs)^{−3/2} Σ_k ((ω+2πk)/2)/sin((ω+2πk)/2) e^{−(ω+2πk)²/2s},   s = σ².
///
/// |Δ log K| ≤ 1e-12·max(1, |log K|) and a relative error of 1e-10 in the score, for σ from 1e-4 to 1e3 and every angle.
public struct RotationHeatKernel: RadialHeatKernel, Equatable {
  public init() {}

  public var dimension: Int { 3 }

  public var logVolume: Double { log(8 * .pi * .pi) }

  public func logSphereArea(at distance: Double) -> Double {
    // 4π (2 sin(ω/2))²: a sphere of radius 2, of which opposite points are one rotation.
    log(16 * .pi) + 2 * log(PolarAngle(distance: distance).halfSine)
  }

  public func logDensityDerivatives(at distance: Double, standardDeviation: Double) -> RadialLogDensity {
    let variance = standardDeviation * standardDeviation
    guard standardDeviation > 0, variance > 0, !distance.isNaN else { return .undefined }
    guard variance < 1.2 else {
      let angle = PolarAngle(distance: distance)
      return ZonalSeries.rotations(cosine: angle.cosine, variance: variance).logDensity(at: angle, logVolume: logVolume)
    }
    let distance = min(max(distance, 0), .pi)
    var found = distance <= .pi / 2 ? nearStart(distance, variance) : nearCutLocus(.pi - distance, variance)
    found.value += variance / 8 - 1.5 * log(2 * .pi * variance)
    return found
  }

  /// ω/2/sin(ω/2) · e^{−ω²/2s} · G with G = 1 + 2 Σ_k (−1)^k e^{−2π²k²/s} (cosh cω − 2πk sinh(cω)/ω), c = 2πk/s: the images
  /// k and −k in pairs, as a function that is even in ω.
  private func nearStart(_ angle: Double, _ variance: Double) -> RadialLogDensity {
    var images = PairedImages(value: 1)
    for k in [1.0, 2, 3] {
      let rate = 2 * .pi * k / variance
      let faintness = -.pi * k * rate
      guard faintness + rate * angle > -80 else { break }
      let sign = k == 2 ? 2.0 : -2.0
      let z = rate * angle
      // e^{faintness} times cosh z, sinh z and their quotients by z.
      let (rising, falling) = (exp(faintness + z), exp(faintness - z))
      let cosine = 0.5 * (rising + falling)
      // At small z by the series, as the quotients cancel there.
      let isSmall = z < 1e-2
      let sine = isSmall ? exp(faintness) * (z + z * z * z / 6) : 0.5 * (rising - falling)
      let ratio = isSmall ? exp(faintness) * (1 + z * z / 6) : sine / z
      let ratioSlope = isSmall ? exp(faintness) * z * (1 + z * z / 10) / 3 : (cosine - ratio) / z
      let ratioBend = isSmall ? exp(faintness) * (1 + 0.3 * z * z) / 3 : sine / z - 2 * ratioSlope / z
      let weight = 2 * .pi * k * rate
      images.value += sign * (cosine - weight * ratio)
      images.slope += sign * rate * (sine - weight * ratioSlope)
      images.bend += sign * rate * rate * (cosine - weight * ratioBend)
    }
    // log(ω/2/sin(ω/2)), by its series where 1/ω − cot(ω/2)/2 cancels.
    let square = angle * angle
    let half = 0.5 * angle
    let isSmall = angle < 0.3
    let (sine, cosine) = (sin(half), cos(half))
    let value = angle > 1e-3 ? log(half / sine) : square / 24
    let slope =
      isSmall
      ? angle * (1.0 / 12 + square * (1.0 / 720 + square * (1.0 / 30240 + square * (1.0 / 1_209_600 + square / 47_900_160))))
      : 1 / angle - 0.5 * cosine / sine
    let bend =
      isSmall
      ? 1.0 / 12 + square * (1.0 / 240 + square * (1.0 / 6048 + square * (1.0 / 172_800 + square / 5_322_240)))
      : 0.25 / (sine * sine) - 1 / square
    let log = images.logarithm
    return RadialLogDensity(
      value: log.value + value - square / (2 * variance), score: log.slope + slope - angle / variance,
      secondDerivative: log.bend + bend - 1 / variance)
  }

  /// The same with ω + 2πk = ±(πj ∓ δ), j odd and δ = π − ω: with b = πj/s the images pair to
  /// ±e^{−(π²j² + δ²)/2s}(πj cosh bδ − δ sinh bδ)/sin(ω/2), even in δ and all of one sign but for the alternation in j.
  private func nearCutLocus(_ codistance: Double, _ variance: Double) -> RadialLogDensity {
    var images = PairedImages(value: 0)
    let start = Double.pi / variance * codistance
    for j in [1.0, 3, 5] {
      let reach = Double.pi * j
      let rate = reach / variance
      let z = rate * codistance
      // Against the first image's e^{−π²/2s + πδ/s}.
      let faintness = -(j * j - 1) * .pi * .pi / (2 * variance) + z - start
      guard faintness > -80 else { break }
      let weight = (j == 3 ? -0.5 : 0.5) * exp(faintness)
      let fallen = expm1(-2 * z)
      let (cosine, sine) = (weight * (2 + fallen), weight * -fallen)
      images.value += reach * cosine - codistance * sine
      images.slope += (reach * rate - 1) * sine - codistance * rate * cosine
    }
    let half = 0.5 * codistance
    let (sine, cosine) = (sin(half), cos(half))
    let log = images.logarithm
    let distance = Double.pi - codistance
    return RadialLogDensity(
      value: log.value - Foundation.log(cosine) - distance * distance / (2 * variance),
      score: -(log.slope + 0.5 * sine / cosine - codistance / variance),
      secondDerivative: bendNearCutLocus(codistance, variance) + 0.25 / (cosine * cosine))
  }

  /// d²/dδ² of log Σ ± y e^{−y²/2s} over the images y = πj − δ, as the mean of each term's own and the variance of their
  /// slopes y/s − 1/y about the first's, where squares of slopes would cancel.
  private func bendNearCutLocus(_ codistance: Double, _ variance: Double) -> Double {
    let first = Double.pi - codistance
    var (mass, slope, slopeSquare, bend) = (0.0, 0.0, 0.0, 0.0)
    for j in [1.0, -1, 3, -3, 5, -5] {
      let y = .pi * j - codistance
      let apart = .pi * (j - 1)
      let weight = (abs(j) == 3 ? -1 : 1) * abs(y) * exp(-apart * (y + first) / (2 * variance))
      let deviation = apart / variance + apart / (y * first)
      mass += weight
      slope += weight * deviation
      slopeSquare += weight * deviation * deviation
      bend -= weight * (1 / variance + 1 / (y * y))
    }
    return bend / mass + slopeSquare / mass - (slope / mass) * (slope / mass)
  }

  public func sampleUniformDistance(using generator: inout some RandomNumberGenerator) -> Double {
    // A uniform unit quaternion, up to sign.
    let scalar = Draws.normSquared(count: 1, using: &generator)
    let vector = Draws.normSquared(count: 3, using: &generator)
    return 2 * atan2(vector.squareRoot(), scalar.squareRoot())
  }

  public func sampleDistance(
    standardDeviation: Double, using generator: inout some RandomNumberGenerator
  ) -> Double {
    guard let rejection = RadialRejection(kernel: self, standardDeviation: standardDeviation) else { return .nan }
    return rejection.sample(self, using: &generator) { logDensity(at: $0, standardDeviation: standardDeviation) }
  }
}

/// A sum of paired images and its first two derivatives.
private struct PairedImages {
  var value: Double
  var slope = 0.0
  var bend = 0.0

  init(value: Double) { self.value = value }

  var logarithm: (value: Double, slope: Double, bend: Double) {
    let ratio = slope / value
    return (log(value), ratio, bend / value - ratio * ratio)
  }
}
