import Foundation

/// The heat kernel of the unit sphere Sⁿ with its surface measure, by the distance θ ∈ [0, π]:
/// K = Σ_l (2l+n−1)/(n−1) C_l^{((n−1)/2)}(cos θ) e^{−l(l+n−1)s/2} / |Sⁿ|,   s = σ².
///
/// For small s that sum loses all digits, and K is found without cancellation instead: the odd spheres by the descent
/// K_{n+2} = (e^{ns/2}/2π) dK_n/d(cos θ) from the circle's theta function, the even ones as the average of the descended
/// kernel of SO(3) over the fibre of SO(3) → S².
///
/// At every angle and σ from 1e-4 to 1e3: |Δ log K| ≤ 1e-12·max(1, |log K|) and the score to a relative 1e-11 for n ≤ 16;
/// 1e-10 for both for n ≤ 20; 1e-8 and 1e-7 for n ≤ 27, where the odd spheres lose digits at the equator.
public struct SphereHeatKernel: RadialHeatKernel, Equatable {
  public let dimension: Int
  public let logVolume: Double
  /// The logarithm of |Sⁿ⁻¹|.
  private let logEquatorArea: Double
  /// The variance from which the spectral sum is used: there its second term at the antipode is about its first, and little
  /// cancels.
  private let spectralVariance: Double

  /// The dimensions for which the kernel is implemented.
  public static let dimensions = 1...27

  /// The ordinary sphere S².
  public static let twoSphere = SphereHeatKernel(validDimension: 2)

  /// Nil when the dimension is not in `dimensions`.
  public init?(dimension: Int) {
    guard Self.dimensions ~= dimension else { return nil }
    self.init(validDimension: dimension)
  }

  private init(validDimension dimension: Int) {
    self.dimension = dimension
    let n = Double(dimension)
    logVolume = log(2.0) + (n + 1) / 2 * log(.pi) - lgamma((n + 1) / 2)
    logEquatorArea = log(2.0) + n / 2 * log(.pi) - lgamma(n / 2)
    // In high dimension the descent loses more at this s than the sum does at a lower one.
    spectralVariance = (dimension < 12 ? 2 : 1.2) * log((n + 1) / 0.9) / n
  }

  public func logSphereArea(at distance: Double) -> Double {
    guard dimension > 1 else { return logEquatorArea }
    let distance = min(max(distance, 0), .pi)
    return logEquatorArea + Double(dimension - 1) * log(sin(distance < 2 ? distance : .pi - distance))
  }

  public func logDensityDerivatives(at distance: Double, standardDeviation: Double) -> RadialLogDensity {
    let variance = standardDeviation * standardDeviation
    guard standardDeviation > 0, variance > 0, !distance.isNaN else { return .undefined }
    let angle = PolarAngle(distance: distance)
    guard variance < spectralVariance else {
      return ZonalSeries.sphere(dimension: dimension, cosine: angle.cosine, variance: variance)
        .logDensity(at: angle, logVolume: logVolume)
    }
    return switch dimension {
    case ...3: descended(angle, variance, SIMD4<Double>.self)
    case ...11: descended(angle, variance, SIMD8<Double>.self)
    default: descended(angle, variance, SIMD16<Double>.self)
    }
  }

  public func sampleUniformDistance(using generator: inout some RandomNumberGenerator) -> Double {
    let axis = Draws.normal(using: &generator)
    return atan2(Draws.normSquared(count: dimension, using: &generator).squareRoot(), axis)
  }

  /// On S² the distance that a pole moves under a draw from SO(3)'s kernel; on the higher spheres by rejection.
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
    guard let rejection = RadialRejection(kernel: self, standardDeviation: standardDeviation) else { return .nan }
    return rejection.sample(self, using: &generator) { logDensity(at: $0, standardDeviation: standardDeviation) }
  }

  @inline(__always)
  private func descended<Coefficients: SIMD<Double>>(
    _ angle: PolarAngle, _ variance: Double, _: Coefficients.Type
  ) -> RadialLogDensity {
    let steps = (dimension - 1) / 2
    let m = Double(steps)
    if dimension.isMultiple(of: 2) {
      let rotations = variance / 8 - 1.5 * log(2 * .pi * variance)
      let scale = rotations + log(4.0) + m * (m + 1) * variance / 2 - m * log(2 * .pi)
      let descent = ThetaDescent<Coefficients>(parity: .antiperiodic, steps: steps, variance: variance)
      return FibreAverage(descent: descent).evaluate(angle)
        .logDensity(at: angle, variance: variance, logScale: scale)
    }
    let scale = m * m * variance / 2 - m * log(2 * .pi) - 0.5 * log(2 * .pi * variance)
    return ThetaDescent<Coefficients>(parity: .periodic, steps: steps, variance: variance).evaluate(angle)
      .logDensity(at: angle, variance: variance, logScale: scale)
  }
}
