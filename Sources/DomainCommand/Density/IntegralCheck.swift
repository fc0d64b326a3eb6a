internal import Foundation

/// ∫p over the space of a law with a density, estimated with draws from a law q that is known; it must be one.
///
/// q is made of the baselines and, on a space of finite volume, the uniform law in equal parts; b is the first baseline.
/// The mean of p/q has expectation ∫p. Since ∫b = 1 by construction, (p − βb)/q + β has the same expectation, with a much
/// smaller variance for a p that is near b; β is fitted on the draws. The baselines themselves are checked without this.
public struct IntegralCheck: Hashable, Sendable, Codable {
  public let value: Double
  public let standardError: Double
  public let draws: Int

  /// The estimate from ratios p/q and control ratios b/q.
  public init(ratios: [Double], controls: [Double]? = nil) {
    let count = Double(max(ratios.count, 1))
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / count }
    var values = ratios
    if let controls {
      let (ratioMean, controlMean) = (mean(ratios), mean(controls))
      let covariance = mean(zip(ratios, controls).map { ($0 - ratioMean) * ($1 - controlMean) })
      let variance = mean(controls.map { ($0 - controlMean) * ($0 - controlMean) })
      let slope = variance > 1e-12 ? covariance / variance : 0
      values = zip(ratios, controls).map { $0 - slope * ($1 - 1) }
    }
    let center = mean(values)
    value = center
    standardError = (mean(values.map { ($0 - center) * ($0 - center) }) / max(count - 1, 1)).squareRoot()
    draws = ratios.count
  }

  /// Whether it is one, as far as the estimate tells: within .01, or within three standard errors.
  public var holds: Bool { abs(value - 1) <= max(0.01, 3 * standardError) }
}
