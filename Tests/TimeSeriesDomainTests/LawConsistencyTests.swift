import Files
import Foundation
import Testing
import TimeSeriesDomain

@Suite struct LawConsistencyTests {
  private func clash(_ laws: [String], channels: [String] = ["x", "y"], rows: Int = 4, starts: [[Double]] = []) throws -> [String]? {
    try LawConsistency(laws.map { try SeriesLaw($0, $0) }, channels: channels, times: (0..<rows).map(Double.init), starts: starts).clash?.map(\.name)
  }

  /// Of many laws those that clash are named, and no other.
  @Test(arguments: [
    (["x >= 0", "x + y = 1", "y <= 5", "x + y = 2"], ["x + y = 1", "x + y = 2"]),
    (["x >= 2", "next(y) >= y", "x <= 1"], ["x >= 2", "x <= 1"]),
    (["x^2 + y^2 = 1", "y >= 0", "x + y = 3"], ["x^2 + y^2 = 1", "x + y = 3"]),
    (["x * y = 1", "x >= 0", "y <= -1"], ["x * y = 1", "x >= 0", "y <= -1"]),
    (["sum(x) = 10", "x <= 2", "y >= 0"], ["sum(x) = 10", "x <= 2"]),
    (["exp(x) = y", "y <= -1"], ["exp(x) = y", "y <= -1"]),
  ])
  func theClashIsNamed(laws: [String], names: [String]) throws { #expect(try clash(laws) == names) }

  @Test(arguments: [
    ["x + y = 1", "x >= 0", "y >= 0"], ["x^2 + y^2 = 1", "x >= 0", "x = y"], ["conserved(x - log(x) + y - log(y))", "x >= 0", "y >= 0"],
    ["complementary(x, y)", "sum(x) = 3", "sum(y) = 2"],
  ])
  func whatCanHold(laws: [String]) throws { #expect(try clash(laws) == nil) }

  @Test func theErrorNamesBoth() throws {
    let consistency = try LawConsistency([SeriesLaw("one", "x + y = 1"), SeriesLaw("two", "x + y = 2")], channels: ["x", "y"], times: [0, 1])
    do {
      try consistency.require()
      Issue.record("took both")
    } catch {
      #expect(error.description.contains("“one”") && error.description.contains("“two”"))
    }
  }
}

@Suite struct LawCheckTests {
  /// Series with a sum of one, in which one has a row that breaks it.
  private func series(_ broken: Double, digits: Int? = nil) -> SeriesArray {
    var values: [Double] = []
    for number in 0..<5 {
      for row in 0..<8 {
        var x = 0.5 + 0.4 * sin(Double(3 * number + row))
        var y = 1 - x
        if let digits {
          let power = pow(10, Double(digits))
          (x, y) = ((x * power).rounded() / power, ((y * power).rounded() + (row == 3 ? 1 : 0)) / power)
        }
        values += [x, number == 2 && row == 6 ? y + broken : y]
      }
    }
    return SeriesArray(count: 5, length: 8, channels: 2, values: values)
  }

  @Test func whatTheDataBreakIsNamed() throws {
    let system = try LawSystem([SeriesLaw("whole", "x + y = 1"), SeriesLaw("sign", "x >= 0")], channels: ["x", "y"], times: (0..<8).map(Double.init))
    let check = LawCheck(system, series: series(0.25))
    #expect(check.findings.map(\.brokenSeries) == [1, 0] && check.findings[0].series == 2 && check.findings[0].row == 6)
    #expect(abs(check.findings[0].amount - 0.25) < 1e-15 && check.findings[0].scale > 1)
    do {
      try check.requireKept()
      Issue.record("took a law that is broken")
    } catch {
      #expect(error.description.contains("“whole”") && error.description.contains("1 of 5") && error.description.contains("series 3, row 7"), "\(error)")
    }
    let kept = LawCheck(system, series: series(0))
    #expect(kept.isKept && kept.findings[1].level == 0)
    try kept.requireKept()
  }

  /// Numbers with four digits keep a law to 1e-4, and are told so.
  @Test func roundedDataHoldToTheirDigits() throws {
    let system = try LawSystem([SeriesLaw("whole", "x + y = 1")], channels: ["x", "y"], times: (0..<8).map(Double.init))
    let check = LawCheck(system, series: series(0, digits: 4))
    #expect(check.findings[0].brokenSeries == 5 && check.findings[0].level > 1e-5 && check.findings[0].level < 2e-4)
    #expect(LawCheck(system, series: series(0, digits: 4), tolerance: 1e-3).isKept)
    do { try check.requireKept() } catch { #expect(error.description.contains("0.0001"), "\(error)") }
  }

  /// Every kind of law, each broken at a known place; what is missing breaks nothing.
  @Test func everyKind() throws {
    let laws = try [
      SeriesLaw("kept", "conserved(c)"), SeriesLaw("rising", "next(r) >= r"), SeriesLaw("pair", "complementary(a, b)"), SeriesLaw("total", "sum(a) = 3"),
      SeriesLaw("mean", "c >= mean(c)"),
    ]
    let system = try LawSystem(laws, channels: ["c", "r", "a", "b"], times: [0, 1, 2])
    let good: [Double] = [2, 0, 3, 0, 2, 1, 0, 4, 2, 2, 0, 1]
    var bad = good
    (bad[4], bad[9], bad[6]) = (2.5, 0.5, 1)
    var missing = good
    (missing[4], missing[9]) = (.nan, .nan)
    let check = LawCheck(system, series: SeriesArray(count: 3, length: 3, channels: 4, values: good + bad + missing))
    #expect(check.findings.map(\.brokenSeries) == [1, 1, 1, 1, 1], "\(check.findings)")
    #expect(check.findings.map(\.series) == [1, 1, 1, 1, 1] && check.findings.map(\.row).prefix(4) == [1, 1, 1, nil])
    #expect(abs(check.findings[0].amount - 0.5) < 1e-15 && abs(check.findings[1].amount - 0.5) < 1e-15 && abs(check.findings[3].amount - 1) < 1e-15)
  }
}
