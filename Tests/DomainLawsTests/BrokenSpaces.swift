import Bellman
import DomainLaws
import Testing

/// Each law of spaces is broken by its own planted fault.
@Suite struct BrokenSpaces {
  @Test(arguments: [
    (BrokenSpace<ThreeSphere>.Fault.straightSteps, "steps stay in the space, float32"),
    (.straightSteps, "steps stay in the space, float64"),
    (.tangentPartIsIdentity, "tangent parts are tangent"), (.wrongInnerProduct, "tangent parts are tangent"),
    (.logarithmOfWrongSign, "exponential and logarithm"), (.wrongInnerProduct, "exponential and logarithm"),
    (.longDistance, "distance"),
    (.undefinedAtZero, "distance zero"), (.flatAnswers, "shapes of answers"), (.longDistance, "exponential and logarithm"),
    (.noTransport, "parallel transport"), (.wrongVolume, "volume of the exponential map"),
    (.halfVelocity, "coordinate velocities"), (.lazyProjection, "projection"),
    (.wrongDivergence, "divergence"), (.blindViolations, "violations are seen"), (.wrongRow, "violations are seen"),
    (.crowdedUniformStates, "uniform law"), (.wrongLogVolume, "uniform law"), (.forgetfulRows, "uniform law"),
    (.wideHeatKernel, "draws of the heat kernel"), (.wrongNormalisation, "draws of the heat kernel"),
    (.wrongHeatKernelScore, "score of the heat kernel"), (.wrongHeatKernelScore, "draws of the heat kernel"),
    (.unsteadyHeatKernel, "s then t is √(s² + t²)"), (.shearingGroup, "symmetries of the space"),
    (.groupLeavesTangents, "symmetries of the space"),
  ])
  func faultIsCaught(fault: BrokenSpace<ThreeSphere>.Fault, law: String) throws {
    let laws = DomainLaws.space(BrokenSpace(base: ThreeSphere(), fault: fault))
    let result = try #require(laws.first { $0.name == law }).check(seed: 5)
    #expect(!result.passed, "\(result)")
    #expect(!result.detail.isEmpty)
    #expect(result.description.hasPrefix("broken: \(law)"))
  }

  @Test func wrapperAloneBreaksNothing() {
    let report = DomainLaws.check(BrokenSpace(base: ThreeSphere(), fault: .none), seed: 6)
    #expect(report.passed, "\(report)")
    #expect(Set(report.map(\.law)).count == report.count)
  }
}
