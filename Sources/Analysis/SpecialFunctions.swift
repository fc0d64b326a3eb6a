import CGSL

/// ln Γ(x), real for x not in {0, −1, −2, …}; for negative x the logarithm of |Γ(x)|.
public func logGamma(_ x: Double) throws(AnalysisError) -> Double {
  try ScientificLibrary.special("logGamma", x) { gsl_sf_lngamma_e(x, $0) }
}

/// e^{−x} I_ν(x), the scaled modified Bessel function of the first kind, for ν ≥ 0 and x ≥ 0; finite for every x.
public func scaledBesselI(order: Double, _ x: Double) throws(AnalysisError) -> Double {
  try ScientificLibrary.special("scaledBesselI", order, x) { result in
    switch order {
    // The general routine loses digits that the ones of integer order keep.
    case 0: gsl_sf_bessel_I0_scaled_e(x, result)
    case 1: gsl_sf_bessel_I1_scaled_e(x, result)
    default: gsl_sf_bessel_Inu_scaled_e(order, x, result)
    }
  }
}

/// erf x = (2/√π) ∫₀ˣ e^{−t²} dt.
public func errorFunction(_ x: Double) throws(AnalysisError) -> Double {
  try ScientificLibrary.special("errorFunction", x) { gsl_sf_erf_e(x, $0) }
}

/// erfc x = 1 − erf x, with relative accuracy in the upper tail; 0 where it underflows.
public func complementaryErrorFunction(_ x: Double) throws(AnalysisError) -> Double {
  try ScientificLibrary.special("complementaryErrorFunction", x) { gsl_sf_erfc_e(x, $0) }
}

/// ln erfc x, finite where erfc itself underflows.
public func logComplementaryErrorFunction(_ x: Double) throws(AnalysisError) -> Double {
  try ScientificLibrary.special("logComplementaryErrorFunction", x) { gsl_sf_log_erfc_e(x, $0) }
}

/// The Legendre polynomials P₀(x), …, P_L(x) for |x| ≤ 1.
public func legendrePolynomials(upTo degree: Int, at x: Double) throws(AnalysisError) -> [Double] {
  guard let top = Int32(exactly: degree), top >= 0 else {
    throw AnalysisError(
      function: "legendrePolynomials", reason: "degree out of range", arguments: [Double(degree), x])
  }
  var values = [Double](repeating: .nan, count: degree + 1)
  try ScientificLibrary.call("legendrePolynomials", [Double(degree), x]) {
    gsl_sf_legendre_Pl_array(top, x, &values)
  }
  return values
}

/// The Gegenbauer polynomials C₀^{(λ)}(x), …, C_L^{(λ)}(x) for λ > −½.
public func gegenbauerPolynomials(
  upTo degree: Int, parameter lambda: Double, at x: Double
) throws(AnalysisError) -> [Double] {
  guard let top = Int32(exactly: degree), top >= 0 else {
    throw AnalysisError(
      function: "gegenbauerPolynomials", reason: "degree out of range", arguments: [Double(degree), lambda, x])
  }
  var values = [Double](repeating: .nan, count: degree + 1)
  try ScientificLibrary.call("gegenbauerPolynomials", [Double(degree), lambda, x]) {
    gsl_sf_gegenpoly_array(top, lambda, x, &values)
  }
  return values
}

/// Σ_l a_l P_l(x) for |x| ≤ 1.
public func legendreSeries(_ coefficients: [Double], at x: Double) throws(AnalysisError) -> Double {
  guard !coefficients.isEmpty else { return 0 }
  return zip(coefficients, try legendrePolynomials(upTo: coefficients.count - 1, at: x)).reduce(0) { $0 + $1.0 * $1.1 }
}

/// Σ_l a_l C_l^{(λ)}(x) for λ > −½.
public func gegenbauerSeries(
  _ coefficients: [Double], parameter lambda: Double, at x: Double
) throws(AnalysisError) -> Double {
  guard !coefficients.isEmpty else { return 0 }
  return zip(coefficients, try gegenbauerPolynomials(upTo: coefficients.count - 1, parameter: lambda, at: x))
    .reduce(0) { $0 + $1.0 * $1.1 }
}
