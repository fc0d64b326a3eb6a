import Foundation

/// The heat kernel of the unit sphere Sⁿ with its surface measure, by the distance θ ∈ [0, π]:
/// K = Σ_l (2l+n−1)/(n−1) C_l^{((n−1)/2)}(cos θ) e^{−l(l+n−1)s/2} / |Sⁿ|,   s = σ².
///
/// For small s that sum loses all digits, and K is found without cancellation as a contour integral (`HankelLoop`).
///
/// At every angle, σ from 1e-4 to 1e3 and n to 1000: |Δ log K| ≤ 1e-12·max(1, |log K|) and the score to a relative 1e-11.
public struct SphereHeatKernel: RadialHeatKernel, Equatable {
  public let dimension: Int
  public let logVolume: Double
  /// The logarithm of |Sⁿ⁻¹|.
  private let logEquatorArea: Double
  /// The variance from which the spectral sum is used: there its second term at the antipode is about its first, and little
  /// cancels.
  private let spectralVariance: Double

  /// Nil when the dimension is below one.
  public init?(dimension: Int) {
    guard dimension >= 1 else { return nil }
    self.dimension = dimension
    let n = Double(dimension)
    logVolume = log(2.0) + (n + 1) / 2 * log(.pi) - lgamma((n + 1) / 2)
    logEquatorArea = log(2.0) + n / 2 * log(.pi) - lgamma(n / 2)
    spectralVariance = 2 * log((n + 1) / 0.9) / n
  }

  public func logSphereArea(at distance: Double) -> Double {
    guard dimension > 1 else { return logEquatorArea }
    let distance = min(max(distance, 0), .pi)
    return logEquatorArea + Double(dimension - 1) * log(sin(distance < 2 ? distance : .pi - distance))
  }

  public func logDensityDerivatives(at distance: Double, standardDeviation: Double) -> RadialLogDensity {
    derivatives(at: distance, standardDeviation: standardDeviation, withSecond: true)
  }

  public func scoredLogDensity(at distance: Double, standardDeviation: Double) -> (value: Double, score: Double) {
    let found = derivatives(at: distance, standardDeviation: standardDeviation, withSecond: false)
    return (found.value, found.score)
  }

  private func derivatives(at distance: Double, standardDeviation: Double, withSecond: Bool) -> RadialLogDensity {
    let variance = standardDeviation * standardDeviation
    guard standardDeviation > 0, variance > 0, !distance.isNaN else { return .undefined }
    if dimension == 1 {
      return CircleHeatKernel().logDensityDerivatives(at: distance, standardDeviation: standardDeviation)
    }
    let angle = PolarAngle(distance: distance)
    guard variance < spectralVariance else {
      return ZonalSeries.sphere(dimension: dimension, cosine: angle.cosine, variance: variance)
        .logDensity(at: angle, logVolume: logVolume)
    }
    let p = Double(dimension + 1) / 2
    // e^{λ²s/2}/|Sⁿ| over √(2πs), with the factors that the loop leaves out.
    let scale = (p - 1) * (p - 1) * variance / 2 - 0.5 * log(2 * .pi * variance) - logVolume + (1 - p) * log(2.0)
    return HankelLoop(dimension: dimension, angle: angle, variance: variance)
      .logDensity(logScale: scale, withSecondDerivative: withSecond)
  }

  public func sampleUniformDistance(using generator: inout some RandomNumberGenerator) -> Double {
    let axis = Draws.normal(using: &generator)
    return atan2(Draws.normSquared(count: dimension, using: &generator).squareRoot(), axis)
  }

  /// On S² the distance that a pole moves under a draw from SO(3)'s kernel; on the higher spheres by `RadialEnvelope`.
  public func sampleDistance(
    standardDeviation: Double, using generator: inout some RandomNumberGenerator
  ) -> Double {
    if dimension == 1 {
      return CircleHeatKernel().sampleDistance(standardDeviation: standardDeviation, using: &generator)
    }
    if dimension == 2 {
      let rotation = RotationHeatKernel().sampleDistance(standardDeviation: standardDeviation, using: &generator)
      let axis = Draws.uniform(using: &generator)
      let distance = 2 * asin(sin(rotation / 2) * ((1 - axis) * (1 + axis)).squareRoot())
      return min(distance, .pi)
    }
    return RadialEnvelope(kernel: self, standardDeviation: standardDeviation)?.sample(using: &generator) ?? .nan
  }
}
