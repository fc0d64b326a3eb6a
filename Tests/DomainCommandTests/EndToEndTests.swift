import Bellman
import DomainCommand
import Foundation
import Testing

@Suite struct EndToEndTests {
  @Test func trainEvaluateSampleReport() throws {
    let place = try Workplace()
    let data = try place.points(600)
    var request = Workplace.smallRequest
    request.budget = .steps(600)
    request.network.width = 32
    let record = try place.job(data, request: request).run()
    #expect(record.status == .finished)
    #expect(record.result?.laws.map(\.name) == ["learned control", "normal law"])
    #expect(record.constraints?.holds == true)

    let run = try TrainedRun<PlaneDomain>(opening: place.file("run"))
    var job = EvaluationJob()
    job.mostDraws = 1024
    let evaluation = try job.evaluation(of: run)
    print(evaluation)
    #expect(evaluation.rows == 60)
    #expect(evaluation.laws.count == 3)
    for law in evaluation.laws { #expect(law.integral?.holds == true, "\(law)") }
    // Two blobs are far from one normal law: about half a nat.
    #expect(evaluation.beatsBaseline, "\(evaluation.verdict)")

    let samples = try SamplingJob(count: 100, steps: 50, law: .control).states(of: run)
    #expect(samples.count == 100)
    try RunReport(run, evaluation).write()
    let page = try String(contentsOfFile: run.folder.report, encoding: .utf8)
    #expect(page.contains("Data and samples") && page.contains("beats the normal law"))
  }
}
