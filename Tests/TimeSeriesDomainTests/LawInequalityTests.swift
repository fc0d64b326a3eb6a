import Files
import Foundation
import Tensors
import Testing
import TimeSeriesAccuracy
import TimeSeriesDomain

/// Projection onto inequalities and complementary quantities.
@Suite struct LawInequalityTests {
  /// From noise of 30 % of each channel's size all laws are reached in every one of 200 series: no inequality is broken by a bit, one of two complementary
  /// quantities is exactly zero, and equations hold to rounding.
  @Test(arguments: ProjectionCase.inequalities())
  func everyStartConverges(sample: ProjectionCase) throws {
    let system = try sample.system()
    let projection = LawProjection(system)
    for number in 0..<200 {
      var values = sample.disturbed(by: 0.3, number)
      let outcome = projection.project(&values, conditions: sample.conditionValues)
      #expect(outcome.isExact, "\(outcome)")
      let greatest = values.reduce(1) { max($0, abs($1)) }
      for (law, excess) in zip(system.laws, system.excesses(of: values, conditions: sample.conditionValues)) {
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
    let system = try LawSystem(laws.map { try SeriesLaw($0, $0) }, channels: ["x", "y"], times: [0, 1, 2])
    let projection = LawProjection(system, weights: weights)
    var noise = RandomStream(seed: 3, stream: 1)
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

  /// Of many values the nearest ones that only grow are means over blocks, found by pooling neighbours that are in the wrong order.
  @Test(arguments: [40, 3000])
  func whatOnlyGrowsIsPooled(rows: Int) throws {
    let system = try LawSystem([SeriesLaw("grows", "next(x) >= x")], channels: ["x"], times: (0..<rows).map(Double.init))
    var noise = RandomStream(seed: 4, stream: 1)
    let start = (0..<rows).map { 3 * Double($0) / Double(rows) + noise.normal() }
    var blocks: [(sum: Double, count: Int)] = []
    for value in start {
      blocks.append((value, 1))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard before.sum * Double(last.count) >= last.sum * Double(before.count) else { break }
        blocks.removeLast(2)
        blocks.append((before.sum + last.sum, before.count + last.count))
      }
    }
    let pooled = blocks.flatMap { [Double](repeating: $0.sum / Double($0.count), count: $0.count) }
    var values = start
    let outcome = LawProjection(system).project(&values)
    #expect(outcome.isExact && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }, "\(outcome)")
    let farthest = zip(values, pooled).map { abs($0 - $1) }.max() ?? 0
    #expect(farthest < 1e-7, "\(farthest)")
  }

  /// A bound that is kept already is no equation: what is within is not moved.
  @Test func whatHoldsIsLeft() throws {
    let system = try LawSystem(
      [SeriesLaw("a", "x >= 0"), SeriesLaw("b", "next(y) >= y"), SeriesLaw("c", "x + y <= 9")], channels: ["x", "y"], times: [0, 1, 2])
    let start: [Double] = [0, 1, 2, 1, 0.5, 4]
    var values = start
    let projection = LawProjection(system)
    #expect(projection.project(&values).isExact && values == start)
  }

  /// Inequalities that clash are not kept, and one of them is named.
  @Test func inequalitiesThatClash() throws {
    let system = try LawSystem([SeriesLaw("one", "x >= 2"), SeriesLaw("two", "x <= 1")], channels: ["x"], times: [0, 1])
    var values = [0.0, 3]
    let projection = LawProjection(system)
    let outcome = projection.project(&values)
    #expect(!outcome.isExact && ["one", "two"].contains(outcome.law))
  }
}
