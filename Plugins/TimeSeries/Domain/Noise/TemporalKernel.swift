internal import Analysis
public import Files
internal import Foundation

/// How a stationary Gaussian process is correlated in time: k(τ), the covariance of values that are τ apart.
///
/// Each kernel but white noise is the output of a linear stochastic differential equation with a few states, so that all that `TemporalFactor` does with
/// a path takes a time proportional to its length, on any increasing times. Time scales are in the unit of the times; variances in the square of the
/// values' unit.
///
/// Source: J. Hartikainen, S. Särkkä, IEEE MLSP 2010 (Matérn); A. Solin, S. Särkkä, AISTATS 2014 (periodic).
public enum TemporalKernel: Hashable, Sendable {
  /// σ² where τ = 0, and 0 elsewhere.
  case white(variance: Double)
  /// σ² e^{−|τ|/ℓ}, also called Matérn ½: paths are continuous, not smooth.
  case ornsteinUhlenbeck(variance: Double, timeScale: Double)
  /// σ² (1 + r) e^{−r}, r = √3 |τ|/ℓ: paths have one derivative.
  case maternThreeHalves(variance: Double, timeScale: Double)
  /// σ² (1 + r + r²/3) e^{−r}, r = √5 |τ|/ℓ: paths have two derivatives.
  case maternFiveHalves(variance: Double, timeScale: Double)
  /// σ² Σⱼ qⱼ cos(2π j τ/period), j = 0 … harmonics, Σ qⱼ = 1: the Fourier series of exp(−2 sin²(π τ/period)/ℓ²), cut off.
  ///
  /// Of such a process no more than 2·harmonics + 1 values are free: longer paths have a density only beside another kernel or a nugget.
  case periodic(variance: Double, period: Double, lengthScale: Double, harmonics: Int)
  /// Independent processes, added.
  case sum([TemporalKernel])

  /// k(0)
  public var variance: Double {
    switch self {
    case .white(let variance), .ornsteinUhlenbeck(let variance, _), .maternThreeHalves(let variance, _), .maternFiveHalves(let variance, _),
      .periodic(let variance, _, _, _):
      variance
    case .sum(let kernels): kernels.reduce(0) { $0 + $1.variance }
    }
  }

  /// The same kernel, all variances times a factor.
  public func scaled(by factor: Double) -> TemporalKernel {
    switch self {
    case .white(let variance): .white(variance: factor * variance)
    case .ornsteinUhlenbeck(let variance, let scale): .ornsteinUhlenbeck(variance: factor * variance, timeScale: scale)
    case .maternThreeHalves(let variance, let scale): .maternThreeHalves(variance: factor * variance, timeScale: scale)
    case .maternFiveHalves(let variance, let scale): .maternFiveHalves(variance: factor * variance, timeScale: scale)
    case .periodic(let variance, let period, let scale, let harmonics):
      .periodic(variance: factor * variance, period: period, lengthScale: scale, harmonics: harmonics)
    case .sum(let kernels): .sum(kernels.map { $0.scaled(by: factor) })
    }
  }

  /// k(τ).
  /// - Throws: `ProgramError` for parameters that are out of range.
  public func covariance(lag: Double) throws(ProgramError) -> Double {
    try validate()
    let lag = abs(lag)
    switch self {
    case .white(let variance): return lag == 0 ? variance : 0
    case .ornsteinUhlenbeck(let variance, let scale): return variance * exp(-lag / scale)
    case .maternThreeHalves(let variance, let scale):
      let r = 3.0.squareRoot() * lag / scale
      return variance * (1 + r) * exp(-r)
    case .maternFiveHalves(let variance, let scale):
      let r = 5.0.squareRoot() * lag / scale
      return variance * (1 + r + r * r / 3) * exp(-r)
    case .periodic(let variance, let period, let scale, let harmonics):
      var sum = 0.0
      for (number, share) in try Self.harmonicShares(lengthScale: scale, harmonics: harmonics).enumerated() {
        sum += share * cos(2 * .pi * Double(number) * lag / period)
      }
      return variance * sum
    case .sum(let kernels):
      var sum = 0.0
      for kernel in kernels { sum += try kernel.covariance(lag: lag) }
      return sum
    }
  }

  /// qⱼ: e^{−1/ℓ²} I₀(1/ℓ²), then 2 e^{−1/ℓ²} Iⱼ(1/ℓ²), made to sum to one.
  static func harmonicShares(lengthScale: Double, harmonics: Int) throws(ProgramError) -> [Double] {
    let argument = 1 / (lengthScale * lengthScale)
    var shares: [Double] = []
    do {
      for order in 0...harmonics { shares.append((order == 0 ? 1 : 2) * (try scaledBesselI(order: Double(order), argument))) }
    } catch {
      throw ProgramError(.data, "a periodic kernel with length scale \(lengthScale) has no Fourier series in floating point", remedy: "give a longer one")
    }
    let total = shares.reduce(0, +)
    return shares.map { $0 / total }
  }

  /// - Throws: `ProgramError` that names the parameter that is out of range.
  func validate() throws(ProgramError) {
    func check(_ name: String, _ value: Double, allowsZero: Bool = false) throws(ProgramError) {
      guard value.isFinite, value > 0 || (allowsZero && value == 0) else {
        throw ProgramError(.data, "a kernel's \(name) is \(value)", remedy: "give a positive number")
      }
    }
    switch self {
    case .white(let variance): try check("variance", variance, allowsZero: true)
    case .ornsteinUhlenbeck(let variance, let scale), .maternThreeHalves(let variance, let scale), .maternFiveHalves(let variance, let scale):
      try check("variance", variance)
      try check("time scale", scale)
    case .periodic(let variance, let period, let scale, let harmonics):
      try check("variance", variance)
      try check("period", period)
      try check("length scale", scale)
      guard (1...64).contains(harmonics) else {
        throw ProgramError(.data, "a periodic kernel has \(harmonics) harmonics", remedy: "give 1 to 64")
      }
    case .sum(let kernels):
      guard !kernels.isEmpty else { throw ProgramError(.data, "a sum of no kernels", remedy: "give one kernel or more") }
      for kernel in kernels { try kernel.validate() }
    }
  }
}
