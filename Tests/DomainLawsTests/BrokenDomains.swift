import Bellman
import DomainLaws
import Testing

/// Each law of domains is broken by its own planted fault.
@Suite struct BrokenDomains {
  @Test(arguments: [
    (SphereDomain.Fault.mixedRows, "answers of the network"), (.normalAnswers, "answers of the network"),
    (.infiniteAnswers, "answers of the network"), (.moodyAnswers, "answers of the network"),
    (.wrongDeviation, "deviation of the noise"), (.driftingCode, "encode and decode"),
    (.lostSample, "encode and decode"),
    (.roundedFiles, "write and read"), (.greedyReader, "rubbish is refused"), (.wordyReader, "rubbish is refused"),
    (.forgetfulConfiguration, "configuration"), (.infiniteConstraint, "constraints"), (.blindConstraint, "constraints"),
    (.shortConstraint, "constraints"), (.noBaseline, "baselines"), (.wrongBaseline, "baselines"),
    (.lostBaseline, "baselines"),
    (.anyBaseline, "baselines"),
  ])
  func faultIsCaught(fault: SphereDomain.Fault, law: String) throws {
    let laws = DomainLaws.all(for: SphereDomain(.init(fault)))
    let result = try #require(laws.first { $0.name == law }).check(seed: 11)
    #expect(!result.passed, "\(result)")
  }

  @Test func sphereDomainObeys() {
    for result in DomainLaws.check(SphereDomain(.init(.none)), seed: 12) { #expect(result.passed, "\(result)") }
  }

  @Test func lawsHaveDistinctNames() {
    let names = DomainLaws.all(for: SphereDomain(.init(.none))).map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [(false, true), (true, false)]) func symmetryOfTheNetwork(isBiased: Bool, holds: Bool) throws {
    let laws = DomainLaws.all(for: PlaneDomain(.init(isBiased: isBiased)))
    let result = try #require(laws.first { $0.name == "symmetries of the domain" }).check(seed: 13)
    #expect(result.passed == holds, "\(result)")
  }

  @Test func aDomainThatCannotEncodeIsReported() throws {
    let report = DomainLaws.check(PlaneDomain(.init(isBiased: false)), samples: [[1, 2]], seed: 14)
    #expect(report.broken.contains { $0.law == "encode and decode" && $0.detail.contains("at least four") })
  }
}
