package import ManifoldDomain

/// The errors of a heat kernel at values computed with many digits.
package struct HeatKernelErrors: Sendable {
  /// |Δ log K| relative to max(1, |log K|).
  package private(set) var value = 0.0
  /// Of d log K/dθ, relative to itself.
  package private(set) var score = 0.0
  /// Of d² log K/dθ², relative to the greater of itself and 1/s (for σ < 1).
  package private(set) var secondDerivative = 0.0

  package init(_ kernel: some RadialHeatKernel, at golden: some Sequence<GoldenHeatKernel>) {
    for golden in golden {
      let sigma = golden.standardDeviation
      let found = kernel.scoredLogDensity(at: golden.distance, standardDeviation: sigma)
      let all = kernel.logDensityDerivatives(at: golden.distance, standardDeviation: sigma)
      let expected = golden.expected
      note(\.value, found.value - expected.value, max(1, abs(expected.value)))
      note(\.score, found.score - expected.score, abs(expected.score))
      note(\.value, all.value - expected.value, max(1, abs(expected.value)))
      note(\.score, all.score - expected.score, abs(expected.score))
      let scale = max(abs(expected.secondDerivative), sigma < 1 ? 1 / (sigma * sigma) : 0)
      note(\.secondDerivative, all.secondDerivative - expected.secondDerivative, scale)
    }
  }

  private mutating func note(_ path: WritableKeyPath<Self, Double>, _ difference: Double, _ scale: Double) {
    // Zero is expected exactly; a NaN counts as worse than any bound.
    let error = difference == 0 ? 0 : abs(difference) / scale
    if !(error <= self[keyPath: path]) { self[keyPath: path] = error.isNaN ? .infinity : error }
  }
}
