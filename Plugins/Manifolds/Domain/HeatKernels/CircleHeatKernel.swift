import Foundation

/// The heat kernel of the circle of length 2π, by the distance θ ∈ [0, π]:
///
/// K = Σ_k (2πs)^{−1/2} e^{−(θ+2πk)²/2s} = (1/2π)(1 + 2 Σ_k e^{−k²s/2} cos kθ),   s = σ².
///
/// A torus is a product of circles: there log-densities add. |Δ log K| ≤ 1e-14·max(1, |log K|).
public struct CircleHeatKernel: RadialHeatKernel, Equatable {
  public init() {}

  public var dimension: Int { 1 }

  public var logVolume: Double { log(2 * .pi) }

  public func logSphereArea(at distance: Double) -> Double { log(2.0) }

  public func logDensityDerivatives(at distance: Double, standardDeviation: Double) -> RadialLogDensity {
    let variance = standardDeviation * standardDeviation
    guard standardDeviation > 0, variance > 0, !distance.isNaN else { return .undefined }
    let distance = min(max(distance, 0), .pi)
    if variance > 4 { return spectral(distance, variance) }
    return distance <= .pi / 2 ? nearStart(distance, variance) : nearCutLocus(.pi - distance, variance)
  }

  public func sampleUniformDistance(using generator: inout some RandomNumberGenerator) -> Double {
    .pi * Draws.uniform(using: &generator)
  }

  public func sampleDistance(
    standardDeviation: Double, using generator: inout some RandomNumberGenerator
  ) -> Double {
    guard standardDeviation > 0, standardDeviation.isFinite else { return .nan }
    let displacement = standardDeviation * Draws.normSquared(count: 1, using: &generator).squareRoot()
    return min(abs(displacement.remainder(dividingBy: 2 * .pi)), .pi)
  }

  /// With y = θ + 2πk drawn with weight e^{−y²/2s}: score −E[y]/s and second derivative −1/s + Var[y]/s².
  private func nearStart(_ distance: Double, _ variance: Double) -> RadialLogDensity {
    var mass = 1.0
    var mean = 0.0
    var square = 0.0
    for k in [1.0, 2, 3] {
      let towards = exp(-2 * .pi * k * (.pi * k - distance) / variance)
      guard towards > 1e-30 else { break }
      // The image at −k outweighs the one at k by the factor that this difference keeps to full accuracy.
      let difference = towards * expm1(-4 * .pi * k * distance / variance)
      mass += 2 * towards + difference
      mean += k * difference
      square += k * k * (2 * towards + difference)
    }
    mean /= mass
    let turn = 2 * Double.pi / variance
    return RadialLogDensity(
      value: -distance * distance / (2 * variance) - 0.5 * log(2 * .pi * variance) + log(mass),
      score: -distance / variance - turn * mean,
      secondDerivative: -1 / variance + turn * turn * (square / mass - mean * mean))
  }

  /// The same with y = πj − δ, j odd and δ = π − θ: images j and −j pair, and at δ = 0 balance exactly.
  private func nearCutLocus(_ codistance: Double, _ variance: Double) -> RadialLogDensity {
    var mass = 0.0
    var moment = 0.0
    var square = 0.0
    for j in [1.0, 3, 5] {
      let towards = exp(-(j - 1) * .pi * ((j + 1) * .pi / 2 - codistance) / variance)
      guard towards > 1e-30 else { break }
      let difference = -towards * expm1(-2 * .pi * j * codistance / variance)
      mass += 2 * towards - difference
      moment += j * difference
      square += (j * j - 1) * (2 * towards - difference)
    }
    let mean = moment / mass
    let turn = Double.pi / variance
    // 1 − E[j], kept apart from E[j] so that Var[j] = E[j² − 1] + (1 − E[j])(1 + E[j]) does not cancel.
    var deficit = 0.0
    for j in [1.0, 3, 5] {
      let towards = exp(-(j - 1) * .pi * ((j + 1) * .pi / 2 - codistance) / variance)
      guard towards > 1e-30 else { break }
      deficit += towards * ((1 - j) + (1 + j) * exp(-2 * .pi * j * codistance / variance))
    }
    deficit /= mass
    let distance = .pi - codistance
    return RadialLogDensity(
      value: -distance * distance / (2 * variance) - 0.5 * log(2 * .pi * variance) + log(mass),
      score: codistance / variance - turn * mean,
      secondDerivative: -1 / variance + turn * turn * (square / mass + deficit * (1 + mean)))
  }

  private func spectral(_ distance: Double, _ variance: Double) -> RadialLogDensity {
    var sum = 1.0
    var first = 0.0
    var second = 0.0
    let cut = distance > .pi / 2
    let near = cut ? .pi - distance : distance
    for k in [1.0, 2, 3, 4, 5, 6] {
      let weight = 2 * exp(-k * k * variance / 2)
      // cos kθ and sin kθ by the nearer end of [0, π], where the sine is accurate.
      let odd = k.truncatingRemainder(dividingBy: 2) == 1
      let cosine = (cut && odd ? -1 : 1) * cos(k * near)
      let sine = (cut && !odd ? -1 : 1) * sin(k * near)
      sum += weight * cosine
      first -= weight * k * sine
      second -= weight * k * k * cosine
    }
    let score = first / sum
    return RadialLogDensity(
      value: log(sum) - log(2 * .pi), score: score, secondDerivative: second / sum - score * score)
  }
}
