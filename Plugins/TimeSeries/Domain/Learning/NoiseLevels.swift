internal import Foundation

/// Levels σ of noise, in units of the deviation of what is learnt.
///
/// Training draws log σ from a normal law; draws go down from the greatest to the least on a grid that is even in σ^{1/ρ}. Many numbers of one cause are told
/// from noise that is larger than each of them, up to the root of their number: there is decided what is drawn, and the law's middle lies above one.
/// Source: T. Karras et al., NeurIPS 2022, equations 5 and 8.
public struct NoiseLevels: Hashable, Sendable {
  public var logMean = 0.4
  public var logDeviation = 1.5
  public var greatest = 40.0
  public var least = 0.002
  public var curvature = 7.0

  public init() {}

  /// The σ of a standard normal number.
  public func training(_ normal: Double) -> Double { min(max(exp(logMean + logDeviation * normal), 0.5 * least), 2 * greatest) }

  /// σ of `count` evaluations, descending.
  public func grid(_ count: Int) -> [Double] {
    let (from, to) = (pow(greatest, 1 / curvature), pow(least, 1 / curvature))
    return (0..<count).map { pow(from + (to - from) * Double($0) / Double(max(count - 1, 1)), curvature) }
  }
}
