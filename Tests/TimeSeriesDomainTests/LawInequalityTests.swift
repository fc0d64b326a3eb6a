import Files
import Foundation
import Testing
import TimeSeriesDomain

/// Projection onto inequalities and complementary quantities.
@Suite struct LawInequalityTests {
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let channels: [String]
    let laws: [String]
    let rows: [[Double]]
    var conditions: [String: Double] = [:]
    var description: String { name }
  }

  private static let reservoirRows: [[Double]] = {
    var (rows, storage) = ([[Double]](), 2.0)
    for row in 0..<64 {
      let inflow = max(0, 0.6 + 0.8 * sin(0.3 * Double(row)))
      let release = min(0.5, storage + inflow)
      let before = storage + inflow - release
      rows.append([storage, inflow, release, max(0, before - 3)])
      storage = min(before, 3)
    }
    return rows
  }()

  static let cases = [
    Case(
      name: "predators and prey", channels: ["x", "y"], laws: ["x - log(x) + y - log(y) = 2.5", "x >= 0", "y >= 0"],
      rows: LawProjectionTests.predators.rows),
    Case(
      name: "conserved", channels: ["x", "y"], laws: ["conserved(x - log(x) + y - log(y))", "x >= 0", "y >= 0"], rows: LawProjectionTests.predators.rows),
    Case(
      name: "epidemic", channels: ["s", "i", "r"], laws: ["s + i + r = 1", "s >= 0", "i >= 0", "r >= 0", "next(s) <= s", "next(r) >= r"],
      rows: (0..<63).reduce(into: [[0.99, 0.01, 0]]) { rows, _ in
        let last = rows[rows.count - 1]
        let (infected, recovered) = (0.4 * last[0] * last[1], 0.1 * last[1])
        rows.append([last[0] - infected, last[1] + infected - recovered, last[2] + recovered])
      }),
    Case(
      name: "kinetics", channels: ["x", "y", "z"], laws: ["x + y + z = 1", "x >= 0", "y >= 0", "z >= 0", "next(z) >= z"],
      rows: (0..<64).map { row in
        let (y, z) = (3e-5 * exp(-0.1 * Double(row)), 1 - exp(-0.05 * Double(row)))
        return [1 - y - z, y, z]
      }),
    Case(
      name: "reservoir", channels: ["s", "q", "o", "w"],
      laws: ["next(s) = s + q - o - w", "complementary(w, capacity - next(s))", "s >= 0", "s <= capacity", "q >= 0", "o >= 0", "w >= 0"],
      rows: reservoirRows, conditions: ["capacity": 3]),
    Case(
      name: "prices", channels: ["open", "high", "low", "close", "adjusted"],
      laws: ["adjusted = close", "low <= min(open, close)", "high >= max(open, close)"],
      rows: (0..<64).map { row in
        let (open, close) = (100 + 9 * sin(Double(row)), 100 + 9 * sin(Double(row) + 0.4))
        return [open, max(open, close) + 1, min(open, close) - 2, close, close]
      }),
    Case(
      name: "bent bounds", channels: ["x", "y"], laws: ["x^2 + y^2 >= 1", "x * y <= 0.3"],
      rows: (0..<64).map { [1.1 * cos(Double($0)), 1.1 * sin(Double($0))] }),
  ]

  private struct Noise {
    var state: UInt64
    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }
    mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
  }

  /// From noise of 30 % of each channel's size all laws are reached in every one of 200 series: no inequality is broken by a bit, one of two complementary
  /// quantities is exactly zero, and equations hold to rounding.
  @Test(arguments: cases)
  func everyStartConverges(sample: Case) throws {
    let laws = try sample.laws.map { try Law($0, $0) }
    let names = sample.conditions.keys.sorted()
    let conditions = names.map { sample.conditions[$0] ?? 0 }
    let system = try LawSystem(laws, channels: sample.channels, times: sample.rows.indices.map(Double.init), conditions: names)
    var projection = LawProjection(system)
    var noise = Noise(state: 7)
    let width = sample.channels.count
    let sizes = (0..<width).map { channel in (sample.rows.reduce(0) { $0 + $1[channel] * $1[channel] } / 64).squareRoot() }
    for _ in 0..<200 {
      var values = sample.rows.flatMap { $0 }.enumerated().map { $1 + 0.3 * sizes[$0 % width] * noise.normal() }
      let outcome = projection.project(&values, conditions: conditions)
      #expect(outcome.isExact, "\(outcome)")
      let greatest = values.reduce(1) { max($0, abs($1)) }
      for (law, excess) in zip(laws, system.excesses(of: values, conditions: conditions)) {
        switch law.relation {
        case .atLeast, .complementary: #expect(excess.amount == 0, "\(excess)")
        case .equal: #expect(excess.amount <= 1e-15 * greatest, "\(excess)")
        case .conserved: #expect(excess.amount <= 1e-13, "\(excess)")
        }
      }
    }
  }

  /// For linear laws the nearest series is the nearest of those in which some inequalities are equations and the others hold: all are tried.
  @Test(arguments: [[1, 1], [4, 0.25]] as [[Double]])
  func linearLawsGiveTheNearestSeries(weights: [Double]) throws {
    // Variables: x₀ y₀ x₁ y₁ x₂ y₂.
    let laws = ["x + y = 1", "x >= 0", "y >= 0.2", "next(x) >= x", "mean(y) <= 0.7"]
    var equations: [(row: [Double], side: Double)] = []
    var inequalities: [(row: [Double], side: Double)] = []
    func row(_ entries: [(Int, Double)]) -> [Double] {
      var row = [Double](repeating: 0, count: 6)
      for (place, value) in entries { row[place] = value }
      return row
    }
    for time in 0..<3 {
      equations.append((row([(2 * time, 1), (2 * time + 1, 1)]), 1))
      inequalities.append((row([(2 * time, 1)]), 0))
      inequalities.append((row([(2 * time + 1, 1)]), 0.2))
      if time < 2 { inequalities.append((row([(2 * time + 2, 1), (2 * time, -1)]), 0)) }
    }
    inequalities.append((row([(1, -1.0 / 3), (3, -1.0 / 3), (5, -1.0 / 3)]), -0.7))
    let system = try LawSystem(laws.map { try Law($0, $0) }, channels: ["x", "y"], times: [0, 1, 2])
    var projection = LawProjection(system, weights: weights)
    var noise = Noise(state: 3)
    for _ in 0..<100 {
      let start = (0..<6).map { _ in 1.5 * noise.normal() }
      var best = (distance: Double.infinity, values: start)
      for subset in 0..<(1 << inequalities.count) {
        let active = equations + inequalities.enumerated().filter { subset >> $0.offset & 1 == 1 }.map(\.element)
        guard active.count <= 6, let candidate = Self.nearest(start, active, weights) else { continue }
        guard inequalities.allSatisfy({ zip($0.row, candidate).reduce(0) { $0 + $1.0 * $1.1 } >= $0.side - 1e-9 }) else { continue }
        let distance = candidate.indices.reduce(0) { $0 + (candidate[$1] - start[$1]) * (candidate[$1] - start[$1]) / weights[$1 % 2] }
        if distance < best.distance { best = (distance, candidate) }
      }
      var values = start
      let outcome = projection.project(&values)
      #expect(outcome.isExact && outcome.steps <= 4, "\(outcome)")
      #expect(zip(values, best.values).allSatisfy { abs($0 - $1) < 1e-8 }, "\(values) for \(best.values)")
    }
  }

  /// x − W Aᵀ (A W Aᵀ)⁻¹ (A x − b) by elimination; nil where rows depend on each other.
  private static func nearest(_ start: [Double], _ rows: [(row: [Double], side: Double)], _ weights: [Double]) -> [Double]? {
    var matrix = rows.map { a in
      rows.map { b in start.indices.reduce(0.0) { $0 + a.row[$1] * weights[$1 % 2] * b.row[$1] } }
        + [zip(a.row, start).reduce(-a.side) { $0 + $1.0 * $1.1 }]
    }
    for i in rows.indices {
      guard let pivot = (i..<rows.count).max(by: { abs(matrix[$0][i]) < abs(matrix[$1][i]) }), abs(matrix[pivot][i]) > 1e-10 else { return nil }
      matrix.swapAt(i, pivot)
      for j in rows.indices where j != i {
        let factor = matrix[j][i] / matrix[i][i]
        for k in i...rows.count { matrix[j][k] -= factor * matrix[i][k] }
      }
    }
    return start.indices.map { variable in
      start[variable] - weights[variable % 2] * rows.indices.reduce(0.0) { $0 + rows[$1].row[variable] * matrix[$1][rows.count] / matrix[$1][$1] }
    }
  }

  /// A bound that is kept already is no equation: what is within is not moved.
  @Test func whatHoldsIsLeft() throws {
    let system = try LawSystem([Law("a", "x >= 0"), Law("b", "next(y) >= y"), Law("c", "x + y <= 9")], channels: ["x", "y"], times: [0, 1, 2])
    let start: [Double] = [0, 1, 2, 1, 0.5, 4]
    var values = start
    var projection = LawProjection(system)
    #expect(projection.project(&values).isExact && values == start)
  }

  /// Inequalities that clash are not kept, and one of them is named.
  @Test func inequalitiesThatClash() throws {
    let system = try LawSystem([Law("one", "x >= 2"), Law("two", "x <= 1")], channels: ["x"], times: [0, 1])
    var values = [0.0, 3]
    var projection = LawProjection(system)
    let outcome = projection.project(&values)
    #expect(!outcome.isExact && ["one", "two"].contains(outcome.law))
  }
}
