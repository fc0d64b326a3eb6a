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
    let angle = PolarAngle(distance: distance)
    guard variance < 1.2 else {
      let sum = ZonalSeries.rotations(cosine: angle.cosine, variance: variance)
      return sum.logDensity(at: angle, logVolume: logVolume)
    }
    return ThetaDescent<SIMD4<Double>>(parity: .antiperiodic, steps: 0, variance: variance).evaluate(angle)
      .logDensity(at: angle, variance: variance, logScale: variance / 8 - 1.5 * log(2 * .pi * variance))
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
