import Files
import Foundation
import Testing
import TimeSeriesAccuracy
import TimeSeriesDomain

@Suite struct LawTests {
  @Test(arguments: [
    "conserved(0.5 * (vx^2 + vy^2) - 1 / sqrt(x^2 + y^2))", "next(storage) = storage + inflow - outflow - spill",
    "min(open, close) >= low", "complementary(spill, capacity - storage)", "sum(`the flow`) = 10", "first(x) = 1e-3",
    "x - (y - z) = -x^2 + (-x)^2", "x / (y * z) = 2^(-1)", "next(x) - x = dt * (a * x - b * x * y)",
  ])
  func whatIsWrittenIsReadAgain(text: String) throws {
    let law = try SeriesLaw("law", text)
    let again = try SeriesLaw("law", law.description)
    #expect(law.description == again.description, "\(law)")
  }

  @Test(arguments: [
    ("x = ", "character 5: expected a number"), ("x + 1", "expected “=”"), ("x < 1", "strict"), ("(x = 1", "expected “)”"),
    ("x = 1)", "expected the end"), ("conserved x", "expected “(”"), ("cosh(x) = 1", "character 1: there is no function “cosh”"),
    ("x = 1..2", "“1..2” is no number"), ("x = 1e999", "is no number"), ("x # y", "character 3: the character “#”"), ("", "character 1"),
    ("`x = 1", "backquote"),
    (String(repeating: "(", count: 10_000) + "x", "nested"), (String(repeating: "-", count: 10_000) + "x = 1", "nested"), ("sqrt = 1", "“(”"),
  ])
  func whatIsNoLaw(text: String, words: String) {
    do {
      _ = try SeriesLaw("mine", text)
      Issue.record("read “\(text.prefix(40))”")
    } catch {
      #expect(error.description.contains(words) && error.description.contains("law “mine”"), "\(error)")
    }
  }

  @Test(arguments: [
    ("z = 1", "there is no channel, constant or condition “z”"), ("x = mean(x)", "cannot have a sum"), ("x = first(x)", "conserved"),
    ("sum(sum(x)) = 1", "a sum stands in a sum"), ("first(previous(x)) = 1", "before the first"), ("last(next(x)) = 1", "after the last"),
    ("2 = 1", "names no channel"), ("next(next(next(next(x)))) = x", "needs 5 times, and the series has 4"),
  ])
  func whatCannotBeHeld(text: String, words: String) throws {
    let law = try SeriesLaw("mine", text)
    do {
      _ = try LawSystem([law], channels: ["x", "y"], times: [0, 1, 2, 3])
      Issue.record("took “\(text)”")
    } catch {
      #expect(error.description.contains(words) && error.description.contains("law “mine”"), "\(error)")
    }
  }

  @Test func excesses() throws {
    let laws = try [
      SeriesLaw("balance", "next(s) = s + q"), SeriesLaw("level", "s <= 3"), SeriesLaw("full", "complementary(q, 3 - s)"), SeriesLaw("total", "sum(q) = total"),
      SeriesLaw("kept", "conserved(s)"), SeriesLaw("sorted", "next(s) >= s"), SeriesLaw("step", "next(t) - t = dt"),
    ]
    #expect(throws: ProgramError.self) { try LawSystem(laws, channels: ["s", "q"], times: [0, 1, 2]) }
    let system = try LawSystem(Array(laws.dropLast()), channels: ["s", "q"], times: [0, 1, 2], conditions: ["total"])
    // s: 0, 1, 3.5; q: 1, 2, 0.25
    let excesses = system.excesses(of: [0, 1, 1, 2, 3.5, 0.25], conditions: [3])
    #expect(excesses.map(\.law) == ["balance", "level", "full", "total", "kept", "sorted"])
    #expect(excesses.map(\.row) == [1, 2, 1, nil, 2, nil])
    #expect(excesses.map(\.amount) == [0.5, 0.5, 2, 0.25, 3.5, 0])
    // Without the condition nothing can be said.
    #expect(system.excesses(of: [0, 1, 1, 2, 3.5, 0.25])[3].amount == .infinity)
  }
}

@Suite struct LawProjectionTests {
  /// From noise of 30 % of each channel's size every law is reached, to rounding, in every one of 200 series.
  @Test(arguments: ProjectionCase.equations())
  func everyStartConverges(sample: ProjectionCase) throws {
    let system = try sample.system()
    let projection = LawProjection(system)
    for number in 0..<200 {
      var values = sample.disturbed(by: 0.3, number)
      let outcome = projection.project(&values)
      #expect(outcome.isExact, "\(outcome)")
      for excess in system.excesses(of: values) where excess.law != "mean(o) >= 0" { #expect(excess.amount < 1e-12 * 40, "\(excess)") }
    }
  }

  /// For linear laws the nearest series has a closed form: x − W Aᵀ (A W Aᵀ)⁻¹ (A x − b), here by elimination on dense matrices.
  @Test(arguments: [[1, 1], [4, 0.25]] as [[Double]])
  func linearLawsGiveTheNearestSeries(weights: [Double]) throws {
    let rows = 12
    let system = try LawSystem(
      [
        SeriesLaw("growth", "next(s) = s + 0.5 * q"), SeriesLaw("total", "sum(q) = 3"), SeriesLaw("start", "first(s) = 1"),
        SeriesLaw("ends", "last(s) - first(s) = 1.5 - 0.5 * last(q)"),
      ],
      channels: ["s", "q"], times: (0..<rows).map { Double($0) })
    var (matrix, sides) = ([[Double]](), [Double]())
    func add(_ entries: [(Int, Double)], _ side: Double) {
      var row = [Double](repeating: 0, count: 2 * rows)
      for (variable, factor) in entries { row[variable] += factor }
      matrix.append(row)
      sides.append(side)
    }
    for row in 0..<rows - 1 { add([(2 * row + 2, 1), (2 * row, -1), (2 * row + 1, -0.5)], 0) }
    add((0..<rows).map { (2 * $0 + 1, 1) }, 3)
    add([(0, 1)], 1)
    let start = (0..<2 * rows).map { sin(3.7 * Double($0)) }
    var expected = start
    let weight = { (variable: Int) in weights[variable % 2] }
    var normal = matrix.map { a in matrix.map { b in (0..<2 * rows).reduce(0) { $0 + a[$1] * weight($1) * b[$1] } } }
    var right = zip(matrix, sides).map { row, side in zip(row, start).reduce(-side) { $0 + $1.0 * $1.1 } }
    for i in normal.indices {
      for j in i + 1..<normal.count {
        let factor = normal[j][i] / normal[i][i]
        for k in i..<normal.count { normal[j][k] -= factor * normal[i][k] }
        right[j] -= factor * right[i]
      }
    }
    for i in normal.indices.reversed() {
      right[i] = (right[i] - (i + 1..<normal.count).reduce(0) { $0 + normal[i][$1] * right[$1] }) / normal[i][i]
    }
    for variable in expected.indices {
      expected[variable] -= weight(variable) * matrix.indices.reduce(0) { $0 + matrix[$1][variable] * right[$1] }
    }
    // The last law follows from the others: what is implied is no hindrance.
    var values = start
    let projection = LawProjection(system, weights: weights)
    let outcome = projection.project(&values)
    #expect(outcome.isExact && outcome.steps <= 4, "\(outcome)")
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// Laws that clash are not kept, and one that is not is named.
  @Test func lawsThatClash() throws {
    let system = try LawSystem([SeriesLaw("one", "x + y = 1"), SeriesLaw("two", "x + y = 2")], channels: ["x", "y"], times: [0, 1])
    var values = [0.3, 0.2, 1, 1.5]
    let projection = LawProjection(system)
    let outcome = projection.project(&values)
    #expect(!outcome.isExact && ["one", "two"].contains(outcome.law) && outcome.row != nil, "\(outcome)")
  }

  /// Every function and operation is differentiated as it is evaluated: a Newton step on a law that is bent by it converges squarely.
  @Test(arguments: [
    "exp(x) = 2", "log(x) = 0.3", "sin(x) = 0.5", "cos(x) = 0.2", "tan(x) = 0.7", "tanh(x) = 0.4", "sqrt(x) = 1.1", "abs(x) = 0.6", "x^3 = 0.7",
    "x^1.5 = 0.9", "2^x = 1.7", "x^y = 0.8", "x / y = 0.9", "x * y - x = 0.3", "max(x, y) = 1.2", "min(x, y) = 0.4", "-x^2 = -0.5",
    "sum(x^2) * mean(y) = 5", "mean(next(x) * x / dt) = 2", "next(x) * t - x = 0.1", "previous(x) * y = 0.5", "first(next(x)) * last(previous(y)) = 2",
  ])
  func derivatives(text: String) throws {
    let system = try LawSystem([SeriesLaw("law", text)], channels: ["x", "y"], times: [0.5, 1, 1.25, 2, 3])
    var values = [0.8, 1.1, 0.7, 0.95, 0.9, 1.2, 0.75, 0.85, 0.65, 1.05]
    let projection = LawProjection(system)
    let outcome = projection.project(&values)
    #expect(outcome.isExact && outcome.steps <= 9, "\(outcome)")
    #expect((system.excesses(of: values).first?.amount ?? 1) < 1e-14)
  }
}
