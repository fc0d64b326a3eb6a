public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// Conditioning an ensemble on linear equations as the ensemble Kalman filter does: Matheron's rule with the ensemble's own mean and covariance, each
/// member moved as a draw of its own. A baseline.
///
/// Bias: what is not Gaussian is treated as if it were; the covariance is that of N members, so that it has a rank of N − 1 at most, correlations that are
/// not there and spreads that come out too small; members of equations beyond that rank stay off them, which `GaussianConditioning.outcome` tells.
/// Source: G. Evensen, Ocean Dynamics 53, 343 (2003).
public struct EnsembleConditioning: Sendable {
  public let conditioning: GaussianConditioning

  /// - Throws: `ProgramError` for fewer than two members, or equations about what is not there.
  public init(_ ensemble: SeriesArray, equations: [GaussianConditioning.Equation]) throws(ProgramError) {
    let (count, width) = (ensemble.count, ensemble.width)
    guard count > 1 else { throw ProgramError(.data, "an ensemble of \(count) members", remedy: "give two or more") }
    var mean = [Double](repeating: 0, count: width)
    for member in 0..<count { for i in 0..<width { mean[i] += ensemble.values[member * width + i] / Double(count) } }
    var factor = [Double](repeating: 0, count: width * count)
    let scale = 1 / Double(count - 1).squareRoot()
    for member in 0..<count { for i in 0..<width { factor[i * count + member] = scale * (ensemble.values[member * width + i] - mean[i]) } }
    let law = try GaussianSeriesLaw(mean: mean, covariance: .factor(factor, rank: count, diagonal: [Double](repeating: 0, count: width)), needsDensity: false)
    conditioning = try GaussianConditioning(law, equations: equations)
  }

  /// The ensemble's members, or others, moved.
  public func conditioned(_ members: SeriesArray, _ randomness: RandomCoordinates) -> SeriesArray {
    var result = members
    let width = members.width
    result.values.withUnsafeMutableBufferPointer { buffer in
      // Each member is written by one worker.
      nonisolated(unsafe) let values = buffer
      Parallel.forEach(members.count, threads: Parallel.defaultThreads) { _, number in
        var generator = randomness.generator(row: number)
        conditioning.condition(UnsafeMutableBufferPointer(rebasing: values[number * width..<(number + 1) * width]), &generator)
      }
    }
    return result
  }
}
