import DomainCommand
import Files
import Testing

/// Splits of states that share rows, as windows of series do.
@Suite struct SeparatedSplitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let spans: [Range<Int>]
    var testDescription: String { name }

    init(_ name: String, _ spans: [Range<Int>]) { (self.name, self.spans) = (name, spans) }

    /// Windows of one series, or of several of the same number of rows.
    static func windows(_ rows: Int, length: Int, stride: Int = 1, series: Int = 1) -> Case {
      Case(
        "\(series) × \(rows) rows, windows of \(length), every \(stride)",
        (0..<series).flatMap { number in
          Swift.stride(from: number * rows, through: (number + 1) * rows - length, by: stride).map { $0..<$0 + length }
        })
    }
  }

  static let cases: [Case] = [
    .windows(200, length: 24), .windows(500, length: 24), .windows(1000, length: 24), .windows(1000, length: 100), .windows(3000, length: 300),
    .windows(3685, length: 24),
    .windows(20_000, length: 24), .windows(3000, length: 24, stride: 24), .windows(3000, length: 24, stride: 7), .windows(60, length: 20, series: 30),
    .windows(24, length: 24, series: 100), .windows(24, length: 24, series: 20),
  ]

  @Test(arguments: cases, [UInt64(0), 1, 2])
  func partsShareNothing(sample: Case, seed: UInt64) throws {
    let (spans, count) = (sample.spans, sample.spans.count)
    let split = try DataSplit.separated(spans, states: Array(spans.indices), seed: seed, source: "x")
    #expect(try DataSplit.separated(spans, states: spans.indices.reversed(), seed: seed, source: "x") == split, "the order of states does not matter")
    let parts = [split.train, split.validation, split.test]
    #expect(parts.allSatisfy { $0 == $0.sorted() } && Set(parts.joined()).count == parts.joined().count, "every state is in one part at most")
    let rows = parts.map { part in Set(part.flatMap { Array(spans[$0]) }) }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] { #expect(rows[a].isDisjoint(with: rows[b])) }
    // About a tenth each, and never so little left that nothing can be learnt or chosen.
    #expect(split.test.count * 20 >= count && split.test.count * 6 <= count || split.test.count <= 2, "\(split.test.count) of \(count) test")
    #expect(split.validation.count * 40 >= count && split.validation.count * 6 <= count, "\(split.validation.count) of \(count) choose")
    #expect(split.train.count * 4 >= count, "\(split.train.count) of \(count) train")
    let isApart = zip(spans, spans.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
    if isApart { #expect(parts.joined().count == count, "nothing is left out where nothing is shared") }
  }

  @Test func seedsDiffer() throws {
    let spans = Case.windows(3685, length: 24).spans
    let splits = try (0..<4).map { try DataSplit.separated(spans, states: Array(spans.indices), seed: $0, source: "x") }
    #expect(Set(splits).count == 4)
  }

  @Test func onlyTheStatesAsked() throws {
    let spans = Case.windows(2000, length: 10).spans
    let states = stride(from: 0, to: spans.count, by: 3).map { $0 }
    let split = try DataSplit.separated(spans, states: states, seed: 1, source: "x")
    #expect(Set(split.train + split.validation + split.test).isSubset(of: states))
  }

  @Test(arguments: [Case("none", []), .windows(24, length: 24), .windows(40, length: 24), .windows(100, length: 80), .windows(24, length: 24, series: 9)])
  func tooFewAreAnError(sample: Case) {
    let error = #expect(throws: ProgramError.self) {
      try DataSplit.separated(sample.spans, states: Array(sample.spans.indices), seed: 0, source: "x.csv")
    }
    #expect(error?.exitCode == .data && error?.description.hasPrefix("x.csv: ") ?? false)
  }
}
