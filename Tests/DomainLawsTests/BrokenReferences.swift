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
    let reference = try BrownianReference(space, schedule: try NoiseSchedule(smallest: 0.05, largest: 3))
    let law = try #require(DomainLaws.reference(reference).first { $0.name == "value and control" })
    #expect(!law.check(seed: 9).passed)
  }

  @Test func dataThatTheNoiseDoesNotHideAreSeen() throws {
    let data = StateBatch(vectors: Array(repeating: 3, count: 20), dimension: 2)
    func result(_ horizon: Double) throws -> LawResult {
      let laws = DomainLaws.reference(GaussianReference(dimension: 2, path: .ornsteinUhlenbeck(horizon: horizon)), data: data)
      return try #require(laws.first { $0.name == "noised data reach the start law" }).check(seed: 11)
    }
    #expect(try result(5).passed)
    // e^{−2} of 3 are left: 0.4 deviations.
    #expect(try !result(2).passed)
  }

  @Test func aReasonIsToldOnce() {
    func result(_ law: String) -> LawResult {
      LawResult(law: law, statement: "It holds.", measured: .nan, tolerance: 1, detail: "`distance` is not finite")
    }
    var transcript = LawTranscript()
    #expect(transcript.line(result("first")).contains("not finite"))
    #expect(transcript.line(result("second")) == "broken: second: for the reason given for “first”")
    #expect(transcript.verdict == "2 of 2 laws are broken")
  }

  @Test func wrapperAloneBreaksNothing() {
    let report = DomainLaws.check(BrokenReference(fault: .none), seed: 8)
    #expect(report.passed, "\(report)")
  }
}
