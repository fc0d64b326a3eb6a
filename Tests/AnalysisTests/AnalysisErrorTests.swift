import Analysis
import Testing

/// The library beneath aborts the process on an error unless its handler is off: should a wrapper reach it by another
/// door, these tests do not fail, they die.
@Suite struct AnalysisErrorTests {
  @Test func outOfDomainIsATypedError() {
    #expect(throws: AnalysisError(function: "logGamma", reason: "input domain error", arguments: [0])) {
      try logGamma(0)
    }
    #expect(throws: AnalysisError(function: "scaledBesselI", reason: "input domain error", arguments: [-1, 2])) {
      try scaledBesselI(order: -1, 2)
    }
    #expect(throws: AnalysisError(function: "legendrePolynomials", reason: "input domain error", arguments: [3, 1.5])) {
      try legendrePolynomials(upTo: 3, at: 1.5)
    }
    #expect(throws: AnalysisError.self) { try legendrePolynomials(upTo: -1, at: 0) }
    #expect(throws: AnalysisError.self) { try gegenbauerPolynomials(upTo: -1, parameter: 1, at: 0) }
    #expect(throws: AnalysisError.self) { try gegenbauerPolynomials(upTo: 3, parameter: -1, at: 0) }
    #expect(throws: AnalysisError.self) { try NormalLaw().quantile(lowerTail: 1.5) }
    #expect(throws: AnalysisError.self) { try ChiSquareLaw(degreesOfFreedom: -1).upperTail(2) }
    #expect(throws: AnalysisError.self) { try ChiSquareLaw(degreesOfFreedom: 3).quantile(upperTail: -0.1) }
    #expect(throws: AnalysisError.self) { try GaussLegendreRule(count: 0) }
  }

  @Test func theErrorSaysWhatWasAsked() {
    let error = AnalysisError(function: "f", reason: "input domain error", arguments: [1, 2.5])
    #expect(error.description == "f(1.0, 2.5): input domain error")
  }
}
