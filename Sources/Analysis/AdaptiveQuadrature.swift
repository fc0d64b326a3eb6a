import CGSL

/// Adaptive integration of a function over a finite interval, to a stated tolerance.
public struct AdaptiveQuadrature: Equatable, Sendable {
  /// Which adaptive method to use.
  public enum Method: Equatable, Sendable {
    /// Bisection with the 61-point Gauss–Kronrod rule (QUADPACK's QAG): for smooth and for oscillating integrands.
    case gaussKronrod
    /// Bisection with extrapolation (QUADPACK's QAGS): for integrable singularities at the ends.
    case extrapolated
    /// Doubly adaptive Clenshaw–Curtis (Gonnet 2010, CQUAD): slower, hard to defeat; bears a few NaN values.
    case clenshawCurtis
  }

  /// An integral and the method's own bound on its error.
  public struct Estimate: Equatable, Sendable {
    public let value: Double
    public let errorBound: Double
  }

  public let method: Method
  /// The tolerance on the error: met when it is below the absolute or the relative one.
  public let absoluteTolerance: Double
  public let relativeTolerance: Double
  /// The most intervals into which the domain may be cut.
  public let intervalLimit: Int

  public init(
    method: Method = .gaussKronrod, absoluteTolerance: Double = 0, relativeTolerance: Double = 1e-12,
    intervalLimit: Int = 1000
  ) {
    self.method = method
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
    self.intervalLimit = intervalLimit
  }

  /// ∫ₐᵇ f(x) dx. Throws when the tolerance is not reached, the ends are not finite, or the integrand is not finite.
  public func integrate(
    from a: Double, to b: Double, _ integrand: (Double) -> Double
  ) throws(AnalysisError) -> Estimate {
    var value = Double.nan
    var bound = Double.nan
    try ScientificLibrary.call("AdaptiveQuadrature.integrate", [a, b, absoluteTolerance, relativeTolerance]) {
      guard a.isFinite, b.isFinite, intervalLimit >= 3 else { return Int32(GSL_EINVAL) }
      return withoutActuallyEscaping(integrand) { integrand in
        withUnsafePointer(to: Integrand(function: integrand)) { pointer in
          var function = gsl_function(
            function: { x, parameters in
              guard let parameters else { return .nan }
              return parameters.assumingMemoryBound(to: Integrand.self).pointee.function(x)
            }, params: UnsafeMutableRawPointer(mutating: pointer))
          return run(&function, from: a, to: b, &value, &bound)
        }
      }
    }
    guard value.isFinite else {
      throw AnalysisError(
        function: "AdaptiveQuadrature.integrate", reason: "the integrand is not finite", arguments: [a, b])
    }
    return Estimate(value: value, errorBound: bound)
  }

  private struct Integrand {
    let function: (Double) -> Double
  }

  private func run(
    _ function: inout gsl_function, from a: Double, to b: Double, _ value: inout Double, _ bound: inout Double
  ) -> Int32 {
    switch method {
    case .clenshawCurtis:
      guard let workspace = gsl_integration_cquad_workspace_alloc(intervalLimit) else {
        return Int32(GSL_ENOMEM)
      }
      defer { gsl_integration_cquad_workspace_free(workspace) }
      return gsl_integration_cquad(
        &function, a, b, absoluteTolerance, relativeTolerance, workspace, &value, &bound, nil)
    case .gaussKronrod, .extrapolated:
      guard let workspace = gsl_integration_workspace_alloc(intervalLimit) else { return Int32(GSL_ENOMEM) }
      defer { gsl_integration_workspace_free(workspace) }
      return method == .gaussKronrod
        ? gsl_integration_qag(
          &function, a, b, absoluteTolerance, relativeTolerance, intervalLimit, Int32(GSL_INTEG_GAUSS61), workspace,
          &value, &bound)
        : gsl_integration_qags(
          &function, a, b, absoluteTolerance, relativeTolerance, intervalLimit, workspace, &value, &bound)
    }
  }
}
