import Bellman
import DomainCommand
import Files
import Foundation
import Testing
import TimeSeriesDomain
import timeseries

@Suite struct EndToEndTests {
  private func run(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let ending = Workplace.end(arguments)
    #expect(ending.code == 0 && ending.message.isEmpty, "\(arguments): \(ending.message)", sourceLocation: sourceLocation)
  }

  /// A law without coordinates (a conserved quantity that is not linear) and two with them, from the first step to the last page.
  @Test func everyVerb() throws {
    let place = try Workplace()
    let (data, laws) = try place.orbits()
    let folder = place.file("run")
    run(place.training(data, "run", ["--laws", laws]))
    let trained = try TrainedRun<TimeSeriesWork>(opening: folder)
    #expect(trained.result.steps == Workplace.steps && trained.record.notes.isEmpty, "\(trained.record.notes)")
    #expect(trained.split.train.count == 192 && trained.split.validation.count == 24 && trained.split.test.count == 24)
    #expect(trained.domain.length == Workplace.length && trained.domain.channels == ["x", "y"] && trained.domain.chart.remaining.map(\.name) == ["V"])

    func sample(_ rest: String...) throws -> [Series] {
      let out = place.file("draws.csv")
      run(["sample", folder, "--count", "30", "--steps", "6", "--out", out, "--quiet"] + rest)
      return try trained.domain.read(out)
    }
    let drawn = try sample()
    #expect(drawn.count == 30 && drawn.allSatisfy { $0.length == Workplace.length })
    for series in drawn {
      let excesses = trained.domain.system.excesses(of: series.values, conditions: [])
      #expect(excesses.allSatisfy { $0.amount < 1e-9 } && series.values.allSatisfy { $0 >= 0 }, "\(excesses)")
    }
    #expect(try sample() == drawn)
    #expect(try sample("--seed", "9") != drawn)
    #expect(try sample("--enforcement", "none").contains { trained.domain.system.excesses(of: $0.values, conditions: []).contains { $0.amount > 1e-6 } })

    run(["evaluate", folder, "--count", "40", "--repeats", "1", "--completed", "3", "--steps", "4", "--quiet"])
    let evaluation = try #require(try StoredEvaluation.read(trained.folder, as: TimeSeriesEvaluation.self))
    #expect(evaluation.count == 40 && evaluation.realCount == 24 && evaluation.isHeldOut && evaluation.laws.map(\.law) == ["V", "prey", "predators"])
    #expect(evaluation.laws.allSatisfy { $0.brokenDraws == 0 && $0.brokenReal == 0 } && evaluation.completions.count == 2)
    run(["report", folder, "--quiet"])
    let page = try String(contentsOfFile: trained.folder.report, encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("broken by draws"))
    run(["describe", folder])
  }

  @Test func forecastAndImpute() throws {
    let place = try Workplace()
    let data = try place.levels()
    let laws = try place.write(Workplace.levelLaws, "laws.json")
    let folder = place.file("run")
    run(place.training(data, "run", ["--laws", laws]))
    let trained = try TrainedRun<TimeSeriesWork>(opening: folder)
    #expect(trained.domain.chart.remaining.isEmpty && trained.record.notes.isEmpty)
    func keeps(_ values: [Double]) -> Bool {
      for row in stride(from: 0, to: values.count, by: 4) {
        let (low, middle, copy, high) = (values[row], values[row + 1], values[row + 2], values[row + 3])
        guard low <= middle, middle == copy, copy <= high else { return false }
      }
      return true
    }

    let known = "series,time,low,middle,copy,high\n0,0,0.1,0.2,0.2,0.3\n0,2,0.1,0.5,0.5,0.6\n0,4,0.2,0.25,0.25,0.9\n1,7,0.1,0.1,0.1,0.1\n"
    run([
      "forecast", folder, "--data", try place.write(known, "past.csv"), "--horizon", "8", "--draws", "5", "--steps", "6", "--out", place.file("f.csv"),
      "--draws-out", place.file("d.csv"), "--quiet",
    ])
    let summary = try SeriesFile(reading: place.file("f.csv"))
    #expect(summary.columns.channels == ["low", "middle", "copy", "high"].flatMap { [$0, $0 + "_low", $0 + "_high"] } && summary.series.count == 2)
    #expect(summary.series[0].times == (1...8).map { 4 + 2 * Double($0) } && summary.series[1].times == (1...8).map { 7 + Double($0) })
    for one in summary.series {
      for place in stride(from: 0, to: one.values.count, by: 3) {
        #expect(one.values[place + 1] <= one.values[place] && one.values[place] <= one.values[place + 2])
      }
    }
    let draws = try trained.domain.read(place.file("d.csv"))
    #expect(draws.count == 10 && draws.allSatisfy { $0.length == 8 && keeps($0.values) })

    let gaps = "series,time,low,middle,copy,high\n0,0,0.1,0.2,0.2,0.3\n0,1,,,,\n0,2,0.1,0.5,0.5,0.6\n1,0,,,,\n1,1,0.2,0.25,0.25,0.9\n"
    run([
      "impute", folder, "--data", try place.write(gaps, "gaps.csv"), "--draws", "4", "--steps", "6", "--out", place.file("i.csv"), "--draws-out",
      place.file("j.csv"),
      "--quiet",
    ])
    let (given, filled) = (try trained.domain.read(place.file("gaps.csv")), try trained.domain.read(place.file("j.csv")))
    #expect(filled.count == 8)
    for (number, one) in filled.enumerated() {
      let own = given[number / 4]
      #expect(one.times == own.times && keeps(one.values))
      #expect(zip(one.values, own.values).allSatisfy { $0 == $1 || $1.isNaN && $0.isFinite })
    }
  }

  @Test func stoppedAndResumedEndsInTheSameBits() throws {
    let place = try Workplace()
    let data = try place.levels()
    let laws = try place.write(Workplace.levelLaws, "laws.json")
    _ = try place.job(data, "whole", "--laws", laws).run()
    var asks = 0
    var job = try place.job(data, "parts", "--laws", laws)
    job.shouldStop = {
      asks += 1
      return asks > 9
    }
    #expect(throws: (any Error).self) { try job.run() }
    #expect(!place.exists("parts/model.safetensors") && place.exists("parts/checkpoint.safetensors"))
    #expect(try place.job(data, "parts", "--laws", laws, start: .resuming).run().status == .finished)
    let (whole, parts) = (try place.content("whole"), try place.content("parts"))
    for name in ["model.safetensors", "fitted.safetensors", "states.safetensors", "split.txt"] {
      #expect(whole[name] == parts[name] && whole[name] != nil, "\(name)")
    }
  }

  @Test func simulatorsAreListedAndWritten() throws {
    let place = try Workplace()
    run([
      "simulate", "reservoir", "--count", "3", "--length", "10", "--out", place.file("r.csv"), "--laws-out", place.file("r.json"), "--parameters", "--quiet",
    ])
    let laws = try LawFile(reading: place.file("r.json"))
    var choice = SeriesColumns.Choice()
    choice.conditions = laws.conditions
    let file = try SeriesFile(reading: place.file("r.csv"), choice)
    #expect(file.series.count == 3 && file.series.allSatisfy { $0.length == 10 && $0.conditions.count == laws.conditions.count })
    #expect(Workplace.end(["simulate"]).code == 0)
  }
}
