import Foundation

/// Exact draws of the rotation angle by rejection, from whichever of two laws accepts more often.
///
/// The tangent normal law |σZ|, Z ~ N(0, Iₙ): the ratio of densities is greatest at one end of [0, π], as the images meet
/// at π with a volume element that does not vanish. The uniform law: K itself is greatest at 0. The acceptances are 1/(K(0)(2πs)^{n/2}), up
/// to that end, and 1/(K(0)·volume).
struct RadialRejection {
  private let dimension: Int
  private let standardDeviation: Double
  private let usesTangentLaw: Bool
  /// The greatest log ratio of the kernel to the law drawn from.
  private let bound: Double
  private let precision: Double

  /// Nil when σ is not positive and finite.
  init?(kernel: some RadialHeatKernel, standardDeviation: Double) {
    let variance = standardDeviation * standardDeviation
    guard variance > 0, standardDeviation > 0, standardDeviation.isFinite else { return nil }
    dimension = kernel.dimension
    self.standardDeviation = standardDeviation
    precision = 1 / variance
    usesTangentLaw = Double(dimension) / 2 * log(2 * .pi * variance) < kernel.logVolume
    let start = kernel.logDensity(at: 0, standardDeviation: standardDeviation)
    guard usesTangentLaw else {
      bound = start
      return
    }
    // What is common to every distance is left out of the ratio: at 0 the sphere's area over θ^{n−1} tends to its constant.
    let small = 1e-100 as Double
    let atStart = start + kernel.logSphereArea(at: small) - Double(dimension - 1) * log(small)
    var atEnd = kernel.logSphereArea(at: .pi)
    if atEnd.isFinite {
      atEnd += kernel.logDensity(at: .pi, standardDeviation: standardDeviation) + .pi * .pi * precision / 2
      atEnd -= Double(dimension - 1) * log(.pi)
    }
    bound = max(atStart, atEnd)
  }

  /// A draw, given the log-density of the kernel at the σ of this value.
  func sample(
    _ kernel: some RadialHeatKernel, using generator: inout some RandomNumberGenerator, logDensity: (Double) -> Double
  ) -> Double {
    while true {
      let threshold = log(1 - Draws.uniform(using: &generator)) + bound
      guard usesTangentLaw else {
        let distance = kernel.sampleUniformDistance(using: &generator)
        if threshold <= logDensity(distance) { return distance }
        continue
      }
      let square = Draws.normSquared(count: dimension, using: &generator)
      let distance = standardDeviation * square.squareRoot()
      guard distance <= .pi, distance > 0 else { continue }
      let area = kernel.logSphereArea(at: distance) - Double(dimension - 1) * log(distance)
      if threshold <= logDensity(distance) + area + square / 2 { return distance }
    }
  }
}
