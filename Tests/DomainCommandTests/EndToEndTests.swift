import Bellman
import DomainCommand
import Files
import Foundation
import Testing

@Suite struct EndToEndTests {
  @Test func trainEvaluateSampleReport() throws {
    let place = try Workplace()
    var request = Workplace.smallRequest
    request.budget = .steps(600)
    request.network.width = 32
    let record = try place.job(place.points(1000), request: request).run()
    #expect(record.status == .finished)
    #expect(record.result?.laws.map(\.name) == ["learned control", "normal law"])
    #expect(record.constraints?.holds == true)

    let run = try TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("run"))
    #expect(run.split.train.count == 800 && run.split.validation.count == 100 && run.split.test.count == 100)
    #expect(abs(try run.stoppingDeviation() - 0.02) < 1e-12)
    var job = EvaluationJob()
    job.mostDraws = 1024
    let evaluation = try job.evaluation(of: run)
    #expect(evaluation.rows == 100)
    #expect(evaluation.laws.map(\.name) == ["average", "learned control", "normal law"])
    for law in evaluation.laws { #expect(law.integral?.holds == true, "\(law)") }
    // Two narrow blobs four apart: one normal law is more than half a nat from them, about ten standard errors.
    #expect(evaluation.beatsBaseline && (evaluation.average.gain?.value ?? 0) > 0.3, "\(evaluation)")

    // The entropy of the data's law, with a margin of four standard errors and what a small network leaves.
    let truth = log(2 * Double.pi * 0.3 * 0.5) + 1 + log(3) - 2.0 / 3 * log(2)
    #expect(abs(evaluation.average.nll.value - truth) < 0.5, "\(evaluation.average.nll) \(truth)")

    for law in SamplingJob.Law.allCases {
      let samples = try SamplingJob(count: 200, steps: law == .control ? 50 : nil, law: law).states(of: run)
      #expect(samples.count == 200)
      let right = (0..<200).count { (samples.vector($0).first ?? 0) > 0 }
      // Two thirds lie to the right; nine standard deviations of 200 draws.
      #expect(abs(Double(right) - 133) < 60, "\(law): \(right)")
      #expect(try SamplingJob(count: 200, steps: law == .control ? 50 : nil, law: law).states(of: run) == samples)
    }

    try StoredEvaluation.write(evaluation, to: run.folder)
    #expect(try StoredEvaluation.read(run.folder, as: DensityEvaluation.self) == evaluation)
    try run.work.page(of: run, evaluation).write(to: run.folder)
    let page = try String(contentsOfFile: run.folder.report, encoding: .utf8)
    #expect(page.contains("Data and samples") && page.contains("Beats the normal law") && page.contains("<svg"))
  }

  @Test func verbs() throws {
    let place = try Workplace()
    let data = try place.points(200)
    let (run, out) = (place.file("run"), place.file("samples.csv"))
    let train = [
      "train", "--data", data, "--out", run, "--steps", "30", "--width", "8", "--depth", "2", "--batch", "32",
      "--quiet",
    ]
    let ending = DensityProgram<PlaneDomain>.end(train)
    #expect(ending.code == 0 && ending.message.isEmpty, "\(ending.message)")
    #expect(DensityProgram<PlaneDomain>.end(["sample", run, "--count", "50", "--out", out, "--quiet"]).code == 0)
    #expect(try NumericTable(reading: out, columnCount: 2).rowCount == 50)
    #expect(DensityProgram<PlaneDomain>.end(["evaluate", run, "--draws", "64", "--json", "--quiet"]).code == 0)
    #expect(DensityProgram<PlaneDomain>.end(["evaluate", run, "--draws", "64", "--data", data, "--quiet"]).code == 0)
    #expect(DensityProgram<PlaneDomain>.end(["report", run, "--quiet"]).code == 0)
    #expect(FileManager.default.fileExists(atPath: run + "/report.html"))
    #expect(DensityProgram<PlaneDomain>.end(["describe", run]).code == 0)
    #expect(DensityProgram<PlaneDomain>.end(["describe", "--dimension", "3"]).code == 0)
    #expect(DensityProgram<PlaneDomain>.end(["check"]).code == 0)
  }

  @Test(arguments: ["", "quickstart", "train", "sample", "evaluate", "report", "check", "describe", "datasets"])
  func helpTeaches(verb: String) {
    let ending = DensityProgram<PlaneDomain>.end([verb, "--help"].filter { !$0.isEmpty })
    #expect(ending.code == 0)
    #expect(ending.message.contains("planes \(verb.isEmpty ? "train" : verb)"), "\(ending.message)")
  }

  @Test func evaluationSaysWhichRowsAreCopies() throws {
    let place = try Workplace()
    let data = try place.points(200, copies: 100)
    let record = try place.job(data).run()
    #expect(record.data.duplicates.largestMultiplicity == 101 && record.data.duplicates.distinct == 200)
    #expect(record.notes.contains { $0.contains("copies") })
    var job = EvaluationJob()
    job.mostDraws = 64
    let evaluation = try job.evaluation(of: TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("run")))
    #expect(evaluation.copiesOfTraining > 0)

    var request = Workplace.smallRequest
    request.splitting = .byLocation
    let deduplicated = try place.job(data, "distinct", request: request).run()
    #expect(deduplicated.data.trainRows + deduplicated.data.validationRows + deduplicated.data.testRows == 200)
    #expect(try job.evaluation(of: TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("distinct"))).copiesOfTraining == 0)
  }
}
