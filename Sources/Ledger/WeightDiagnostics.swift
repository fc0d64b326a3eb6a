internal import Analysis
internal import Foundation

/// What importance weights say about a sampler of an unnormalised target: log Z, its bounds, and effective sample sizes
/// in both directions.
///
/// The reverse size is blind to modes that the sampler never visits; the forward size, from exact draws of the target,
/// is not. Neither is a pass alone.
public struct WeightDiagnostics: Hashable, Sendable, Codable {
  /// log of the mean weight.
  public let logNormalizer: Double
  /// Its standard error, by the delta method.
  public let standardError: Double
  /// E log w ≤ log Z.
  public let evidenceLowerBound: Double
  /// (Σw)²/(n Σw²)
  public let effectiveSampleSize: Double
  /// The same under the target's own paths: 1/(E w · E 1/w); nil without draws from the target.
  public let forwardEffectiveSampleSize: Double?
  /// E log w ≥ log Z under the target's own paths.
  public let evidenceUpperBound: Double?

  /// Without weights every number is NaN; where all weights are zero, the effective sample size is.
  public init(logWeights: [Double], forwardLogWeights: [Double]? = nil) {
    let count = Double(logWeights.count)
    let first = logSumExp(logWeights)
    let second = logSumExp(logWeights.map { 2 * $0 })
    logNormalizer = first - log(count)
    // Rounding may put equal weights above one, and the variance below zero.
    effectiveSampleSize = first == -.infinity ? 0 : min(1, exp(2 * first - second - log(count)))
    standardError = ((1 / effectiveSampleSize - 1) / count).squareRoot()
    evidenceLowerBound = logWeights.reduce(0, +) / count
    if let forward = forwardLogWeights, !forward.isEmpty {
      let n = log(Double(forward.count))
      forwardEffectiveSampleSize = min(1, exp(-(logSumExp(forward) - n) - (logSumExp(forward.map { -$0 }) - n)))
      evidenceUpperBound = forward.reduce(0, +) / Double(forward.count)
    } else {
      forwardEffectiveSampleSize = nil
      evidenceUpperBound = nil
    }
  }
}
