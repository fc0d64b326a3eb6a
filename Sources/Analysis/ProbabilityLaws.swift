import CGSL

/// The standard normal law.
public struct NormalLaw: Equatable, Sendable {
  public init() {}

  /// P(Z ≤ z), with relative accuracy in the lower tail.
  public func lowerTail(_ z: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("NormalLaw.lowerTail", z, holds: true) { gsl_cdf_ugaussian_P(z) }
  }

  /// P(Z > z), with relative accuracy in the upper tail.
  public func upperTail(_ z: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("NormalLaw.upperTail", z, holds: true) { gsl_cdf_ugaussian_Q(z) }
  }

  /// The z with P(Z ≤ z) = p, for 0 ≤ p ≤ 1; ∓∞ at the ends.
  public func quantile(lowerTail p: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("NormalLaw.quantile(lowerTail:)", p, holds: 0...1 ~= p) {
      gsl_cdf_ugaussian_Pinv(p)
    }
  }

  /// The z with P(Z > z) = q, for 0 ≤ q ≤ 1; ±∞ at the ends.
  public func quantile(upperTail q: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("NormalLaw.quantile(upperTail:)", q, holds: 0...1 ~= q) {
      gsl_cdf_ugaussian_Qinv(q)
    }
  }
}

/// The chi-square law with ν > 0 degrees of freedom (not necessarily an integer).
public struct ChiSquareLaw: Equatable, Sendable {
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(X ≤ x), with relative accuracy in the lower tail.
  public func lowerTail(_ x: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("ChiSquareLaw.lowerTail", x, degreesOfFreedom, holds: isLaw) {
      gsl_cdf_chisq_P(x, degreesOfFreedom)
    }
  }

  /// P(X > x), with relative accuracy in the upper tail.
  public func upperTail(_ x: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability("ChiSquareLaw.upperTail", x, degreesOfFreedom, holds: isLaw) {
      gsl_cdf_chisq_Q(x, degreesOfFreedom)
    }
  }

  /// The x with P(X ≤ x) = p, for 0 ≤ p ≤ 1; 0 and +∞ at the ends.
  public func quantile(lowerTail p: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability(
      "ChiSquareLaw.quantile(lowerTail:)", p, degreesOfFreedom, holds: isLaw && 0...1 ~= p
    ) { gsl_cdf_chisq_Pinv(p, degreesOfFreedom) }
  }

  /// The x with P(X > x) = q, for 0 ≤ q ≤ 1; +∞ and 0 at the ends.
  public func quantile(upperTail q: Double) throws(AnalysisError) -> Double {
    try ScientificLibrary.probability(
      "ChiSquareLaw.quantile(upperTail:)", q, degreesOfFreedom, holds: isLaw && 0...1 ~= q
    ) { gsl_cdf_chisq_Qinv(q, degreesOfFreedom) }
  }

  private var isLaw: Bool { degreesOfFreedom > 0 && degreesOfFreedom.isFinite }
}
