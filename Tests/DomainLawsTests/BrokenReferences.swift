import Bellman
import DomainLaws
import Testing

/// Each law of reference processes is broken by its own planted fault.
@Suite struct BrokenReferences {
  @Test(arguments: [
    (BrokenReference.Fault.wideNoise, "score of the noise"), (.smallScores, "score of the noise"),
    (.wideStart, "start law"),
    (.shiftedStartDensity, "start law"), (.forgetfulStart, "start law"),
    (.wrongDrift, "the flow carries the noise"), (.doubledDiffusion, "the flow carries the noise"),
    (.wrongMarginalScore, "the flow carries the noise"), (.noDiffusion, "faces of a control"),
    (.noDiffusion, "noised states"), (.infiniteDrift, "noised states"), (.infiniteDrift, "faces of a control"),
    (.negativeDiffusion, "value and control"), (.negativeDeviation, "noised states"), (.forgetfulRows, "noised states"),
  ])
  func faultIsCaught(fault: BrokenReference.Fault, law: String) throws {
    let laws = DomainLaws.reference(BrokenReference(fault: fault))
    let result = try #require(laws.first { $0.name == law }).check(seed: 7)
    #expect(!result.passed, "\(result)")
  }

  @Test func aGradientInAnotherMetricIsCaught() throws {
    let space = BrokenSpace(base: ThreeSphere(), fault: .wrongInnerProduct)
    let reference = BrownianReference(space, schedule: try NoiseSchedule(smallest: 0.05, largest: 3))
    let law = try #require(DomainLaws.reference(reference).first { $0.name == "value and control" })
    #expect(!law.check(seed: 9).passed)
  }

  @Test func wrapperAloneBreaksNothing() {
    let report = DomainLaws.check(BrokenReference(fault: .none), seed: 8)
    #expect(report.passed, "\(report)")
  }
}
