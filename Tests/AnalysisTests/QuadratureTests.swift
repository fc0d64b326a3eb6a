import Analysis
import Foundation
import Testing

@Suite struct QuadratureTests {
  @Test func gaussLegendreRuleIsGolden() throws {
    let rule = try GaussLegendreRule(count: 5)
    let nodes = [-0.90617984593866399280, -0.53846931010568309104, 0, 0.53846931010568309104, 0.90617984593866399280]
    let weights = [
      0.23692688505618908751, 0.47862867049936646804, 0.56888888888888888889, 0.47862867049936646804,
      0.23692688505618908751,
    ]
    for i in 0..<5 {
      #expect(abs(rule.nodes[i] - nodes[i]) < 1e-15)
      #expect(abs(rule.weights[i] - weights[i]) < 1e-15)
    }
  }

  /// Exact up to degree 2n − 1, and not beyond.
  @Test(arguments: [1, 2, 7, 20, 33, 80])
  func gaussLegendreRuleHasItsDegree(count: Int) throws {
    let rule = try GaussLegendreRule(count: count)
    func power(_ degree: Int) -> Double { rule.integrate(from: 0, to: 1) { pow($0, Double(degree)) } }
    for degree in 0..<(2 * count) { #expect(agree(power(degree), 1 / Double(degree + 1), within: 1e-14)) }
    if count < 10 { #expect(!agree(power(2 * count), 1 / Double(2 * count + 1), within: 1e-12)) }
  }

  @Test(arguments: [AdaptiveQuadrature.Method.gaussKronrod, .extrapolated, .clenshawCurtis])
  func smoothIntegralsAreGolden(method: AdaptiveQuadrature.Method) throws {
    let quadrature = AdaptiveQuadrature(method: method, relativeTolerance: 1e-11)
    // ∫₀^π e^x sin x dx = (e^π + 1)/2.
    let estimate = try quadrature.integrate(from: 0, to: .pi) { exp($0) * sin($0) }
    #expect(agree(estimate.value, (exp(.pi) + 1) / 2, within: 1e-13))
    #expect(estimate.errorBound <= 1e-11 * estimate.value)
    let reversed = try quadrature.integrate(from: .pi, to: 0) { exp($0) * sin($0) }
    #expect(agree(reversed.value, -(exp(.pi) + 1) / 2, within: 1e-13))
  }

  @Test func endpointSingularitiesAreExtrapolated() throws {
    let quadrature = AdaptiveQuadrature(method: .extrapolated, relativeTolerance: 1e-10)
    #expect(agree(try quadrature.integrate(from: 0, to: 1) { -log($0) / $0.squareRoot() }.value, 4, within: 1e-10))
  }

  @Test func failureIsAnError() {
    #expect(throws: AnalysisError.self) { try AdaptiveQuadrature().integrate(from: 0, to: 1) { 1 / $0 } }
    #expect(throws: AnalysisError.self) { try AdaptiveQuadrature().integrate(from: 0, to: .infinity) { exp(-$0) } }
    #expect(throws: AnalysisError.self) { try AdaptiveQuadrature().integrate(from: 0, to: 1) { _ in .nan } }
    #expect(throws: AnalysisError.self) { try AdaptiveQuadrature(intervalLimit: -4).integrate(from: 0, to: 1) { $0 } }
    let unreachable = AdaptiveQuadrature(relativeTolerance: 0)
    #expect(throws: AnalysisError.self) { try unreachable.integrate(from: 0, to: 1) { $0 } }
  }

  @Test func integralsNest() throws {
    let quadrature = AdaptiveQuadrature(relativeTolerance: 1e-10)
    let outer = try quadrature.integrate(from: 0, to: 1) { x in
      (try? quadrature.integrate(from: 0, to: x) { x * $0 }.value) ?? .nan
    }
    #expect(agree(outer.value, 0.125, within: 1e-12))
  }
}
