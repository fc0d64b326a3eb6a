import Foundation

/// Exact draws of the distance on a sphere Sⁿ by rejection, from whichever of two laws accepts more often.
///
/// The tangent normal law |σZ|, Z ~ N(0, Iₙ): the density ratio K (sin θ/θ)^{n−1} (2πs)^{n/2} e^{θ²/2s} falls with θ, so
/// its value at 0 bounds it. The uniform law: K itself falls with θ. The acceptances are 1/(K(0)(2πs)^{n/2}) and
/// 1/(K(0)|Sⁿ|).
struct RadialRejection {
  private let dimension: Int
  private let variance: Double
  private let startLogDensity: Double
  private let usesTangentLaw: Bool

  init(kernel: SphereHeatKernel, variance: Double) {
    dimension = kernel.dimension
    self.variance = variance
    startLogDensity = kernel.logDensity(at: 0, standardDeviation: variance.squareRoot())
    usesTangentLaw = Double(dimension) / 2 * log(2 * .pi * variance) < kernel.logVolume
  }

  func sample(using generator: inout some RandomNumberGenerator, logDensity: (Double) -> Double) -> Double {
    while true {
      let distance: Double
      var bound = startLogDensity
      if usesTangentLaw {
        let square = variance * NormalDraws.normSquared(count: dimension, using: &generator)
        distance = square.squareRoot()
        guard distance <= .pi else { continue }
        bound -= square / (2 * variance)
        if distance > 1e-8 { bound -= Double(dimension - 1) * log(sin(distance) / distance) }
      } else {
        let axis = NormalDraws.normal(using: &generator)
        distance = atan2(NormalDraws.normSquared(count: dimension, using: &generator).squareRoot(), axis)
      }
      if log(Double.random(in: 0..<1, using: &generator)) <= logDensity(distance) - bound { return distance }
    }
  }
}
