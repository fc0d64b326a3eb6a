import Bellman
import DomainCommand
import Files
import Foundation
import Networks
import Synchronization
import Tensors
import Testing

@Suite struct DataSplitTests {
  @Test(arguments: [20, 21, 99, 1000])
  func partsAreDisjointAndWhole(rows: Int) throws {
    let split = try DataSplit.seeded((0..<rows).map { [$0] }, seed: 3, source: "x")
    #expect((split.train + split.validation + split.test).sorted() == Array(0..<rows))
    #expect(split.test.count == rows / 10 && split.validation.count == rows / 10)
    #expect(try split == DataSplit.seeded((0..<rows).map { [$0] }, seed: 3, source: "x"))
    #expect(try split != DataSplit.seeded((0..<rows).map { [$0] }, seed: 4, source: "x"))
  }

  @Test func eachLocationOnce() throws {
    let groups = (0..<30).map { group in (0...group % 4).map { group * 10 + $0 } }
    let split = try DataSplit.seeded(groups, seed: 0, source: "x")
    #expect((split.train + split.validation + split.test).sorted() == groups.map { $0[0] })
  }

  @Test func tooFewRowsAreAnError() {
    #expect(throws: ProgramError.self) { try DataSplit.seeded((0..<19).map { [$0] }, seed: 0, source: "x") }
  }
}

@Suite struct DuplicateCountTests {
  @Test func countsCopies() {
    let states = StateBatch(vectors: [1, 2, 3, 4, 1, 2, 1, 2, -0.0, 1, 0, 1], dimension: 2)
    let groups = states.groupsOfEqualRows
    #expect(groups == [[0, 2, 3], [1], [4, 5]])
    let count = DuplicateCount(groups)
    #expect(count.rows == 6 && count.distinct == 3 && count.largestMultiplicity == 3 && count.copiedRows == 5)
  }
}

@Suite struct IntegralCheckTests {
  /// p/q with mean 1 and, as control, b/q that is correlated with it.
  private func ratios(_ scale: Double) -> (p: [Double], b: [Double]) {
    var stream = RandomStream(seed: 5, stream: RandomPurpose.domain)
    var (p, b): ([Double], [Double]) = ([], [])
    for _ in 0..<4000 {
      let shared = stream.uniform()
      b.append(2 * shared)
      p.append(scale * (2 * shared + 0.1 * (stream.uniform() - 0.5)))
    }
    return (p, b)
  }

  @Test func controlsReduceTheErrorOnly() {
    let (p, b) = ratios(1)
    let (plain, controlled) = (IntegralCheck(ratios: p), IntegralCheck(ratios: p, controls: b))
    #expect(abs(plain.value - 1) < 6 * plain.standardError && abs(controlled.value - 1) < 6 * controlled.standardError)
    #expect(controlled.standardError < 0.1 * plain.standardError)
    #expect(plain.holds && controlled.holds)
  }

  @Test func aDensityThatIsTooLargeIsSeen() {
    let (p, b) = ratios(1.03)
    #expect(!IntegralCheck(ratios: p, controls: b).holds)
    #expect(!IntegralCheck(ratios: [1, .nan]).holds)
  }
}

@Suite struct ConstraintSummaryTests {
  @Test func plantedViolationsAreFound() {
    let domain = PlaneDomain(.init(dimension: 2))
    #expect(ConstraintSummary(StateBatch(vectors: [1, 2, 3, 4], dimension: 2), of: domain).holds)
    let summary = ConstraintSummary(
      StateBatch(vectors: [1, 2, 300, 4, .nan, 1, 1, .infinity], dimension: 2), of: domain)
    #expect(!summary.holds)
    #expect(summary.broken.first { $0.name == "finite" }?.count == 2)
    #expect((summary.broken.first { $0.name == "within a hundred" }?.count ?? 0) >= 2)
  }
}

@Suite struct TrainingTickerTests {
  private final class Lines: Sendable {
    let text = Mutex("")
    func add(_ more: String) { text.withLock { $0 += more } }
    var all: String { text.withLock { $0 } }
  }

  /// Only a run makes a progress; its numbers are replaced.
  private func progress() throws -> TrainingProgress {
    let seen = Mutex<TrainingProgress?>(nil)
    let place = try Workplace()
    var job = try place.job(place.points())
    job.reporter = ClosureReporter { progress in seen.withLock { $0 = progress } }
    _ = try job.run()
    var progress = try #require(seen.withLock { $0 })
    progress.step = 500
    progress.totalSteps = 1000
    progress.fraction = 0.5
    progress.stepsPerSecond = 123.4
    progress.secondsLeft = 75
    progress.loss = 0.5
    progress.validationLoss = 0.25
    progress.message = nil
    return progress
  }

  @Test func theLineSaysItAll() throws {
    let progress = try progress()
    #expect(
      TrainingTicker.line(progress)
        == "step 500 of 1000  50%  123 steps/s  1 min 15 s left  loss 0.5000  validation 0.2500")
  }

  @Test func aTerminalIsUpdatedAndAFileIsNotFlooded() throws {
    let progress = try progress()
    let (terminal, file) = (Lines(), Lines())
    let (first, second) = (
      TrainingTicker(.terminal, write: terminal.add), TrainingTicker(.lines(every: 3600), write: file.add)
    )
    for _ in 0..<5 {
      first.report(progress)
      second.report(progress)
    }
    #expect(terminal.all.split(separator: "\r").count == 5 && !terminal.all.contains("\n"))
    #expect(file.all.isEmpty)
    var news = progress
    news.message = "finished"
    second.report(news)
    #expect(file.all.hasSuffix("(finished)\n"))
  }
}

@Suite struct ShippedDatasetsTests {
  private func place() throws -> Workplace {
    let place = try Workplace()
    try FileManager.default.createDirectory(atPath: place.file("Datasets/deep/er"), withIntermediateDirectories: true)
    _ = try place.write("1,2\n", "Datasets/blob.csv")
    let index = """
      {"datasets": [{"name": "blob", "title": "A blob", "space": "R2", "file": "blob.csv", "columns": ["x", "y"],
        "units": ["1", "1"], "rows": 1, "licence": "CC0-1.0", "sha256": "00"}]}
      """
    _ = try place.write(index, "Datasets/index.json")
    return place
  }

  @Test func foundByEnvironmentAndFromBelow() throws {
    let place = try place()
    let named = try ShippedDatasets(environment: ["BELLMAN_DATASETS": place.file("Datasets")])
    #expect(named.datasets.map(\.name) == ["blob"])
    let found = try ShippedDatasets(environment: [:], startingAt: [place.file("Datasets/deep/er")])
    #expect(try found.path(of: found.dataset(named: "blob")).hasSuffix("/Datasets/blob.csv"))
    #expect(programError { _ = try found.dataset(named: "moon") }?.remedy.contains("blob") == true)
  }

  @Test func errorsSayWhereItLooked() throws {
    let place = try place()
    let error = programError { _ = try ShippedDatasets(environment: ["BELLMAN_DATASETS": place.file("nowhere")]) }
    #expect(error?.exitCode == .noInput && error?.problem.contains("nowhere") == true)
    _ = try place.write("{", "Datasets/index.json")
    #expect(programError { _ = try ShippedDatasets(folder: place.file("Datasets")) }?.exitCode == .data)
  }

  @Test func aChangedFileIsSeen() throws {
    let place = try place()
    let shipped = try ShippedDatasets(folder: place.file("Datasets"))
    #expect(programError { try shipped.verify(shipped.datasets[0]) }?.exitCode == .data)
  }
}
