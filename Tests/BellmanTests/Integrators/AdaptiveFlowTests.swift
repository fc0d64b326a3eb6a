import Bellman
import Foundation
import Tensors
import Testing

@Suite("Adaptive flow")
struct AdaptiveFlowTests {
  private static let plane = EuclideanSpace(dimension: 2)

  /// x′ = 3 cos(3t) x + Ω x, solved by a turn and e^{sin 3t}; its divergence is 6 cos 3t.
  private static func spiral(_ state: NamedTensors, _ time: Tensor) -> NamedTensors {
    let trace = state.trace
    let turn = state.vector.matrixProduct(trace.constant([0, 2, -2, 0], [2, 2]))
    return state.scaled(byRows: (time * 3).cosine() * 3) + NamedTensors(state.layout, [turn])
  }

  private static func solution(_ x: [Double], _ t: Double) -> [Double] {
    let (scale, c, s) = (exp(sin(3 * t)), cos(2 * t), sin(2 * t))
    return [scale * (c * x[0] - s * x[1]), scale * (s * x[0] + c * x[1])]
  }

  private static let start = StateBatch(vectors: TestNumbers.normal(14), dimension: 2)

  @Test(
    "Errors stay within a modest factor of the tolerance, and steps grow as its fifth root",
    arguments: [1e-4, 1e-6, 1e-8, 1e-10])
  func tolerance(tolerance: Double) throws {
    let flow = try AdaptiveFlow(
      in: Self.plane, tolerance: .init(absolute: tolerance, relative: tolerance), rows: 4, threads: 1,
      velocity: Self.spiral)
    let result = try flow.run(from: Self.start, start: 0.1, end: 2.3)
    // The solution from t = 0.1 on: go back to t = 0 first.
    let exact = Self.start.mapRows { _, x in
      let (scale, c, s) = (exp(-sin(0.3)), cos(0.2), -sin(0.2))
      return Self.solution([scale * (c * x[0] - s * x[1]), scale * (s * x[0] + c * x[1])], 2.3)
    }
    let error = greatestDifference(result.states, exact)
    #expect(error < 50 * tolerance, "\(error)")
    let divergence = 2 * (sin(6.9) - sin(0.3))
    #expect(greatestDifference(result.divergence, [Double](repeating: divergence, count: 7)) < 50 * tolerance)
    #expect(result.steps > 8 && Double(result.steps) < 40 * pow(1e-4 / tolerance, 0.2) * 2)
  }

  @Test("Forward, then backward, returns")
  func returns() throws {
    let flow = try AdaptiveFlow(
      in: Self.plane, tolerance: .init(absolute: 1e-9, relative: 1e-9), rows: 8, threads: 1, velocity: Self.spiral)
    let there = try flow.run(from: Self.start, start: 0, end: 1.7)
    let back = try flow.run(from: there.states, start: 1.7, end: 0)
    #expect(greatestDifference(back.states, Self.start) < 1e-7)
    #expect(greatestDifference(back.divergence, there.divergence.map { -$0 }) < 1e-7)
    #expect(greatestDifference(there.states, Self.start) > 0.1)
  }

  @Test("An interval of no length and a batch of no rows change nothing")
  func nothing() throws {
    let flow = try AdaptiveFlow(in: Self.plane, rows: 4, threads: 1, velocity: Self.spiral)
    let still = try flow.run(from: Self.start, start: 0.4, end: 0.4)
    #expect(still.states == Self.start && still.steps == 0 && still.divergence.allSatisfy { $0 == 0 })
    let none = try flow.run(from: StateBatch(zeros: Self.plane.layout, count: 0), start: 0, end: 1)
    #expect(none.states.count == 0 && none.divergence.isEmpty)
  }

  @Test("A solution that leaves every bound, one that is not finite, and too many steps end in a typed error")
  func failures() throws {
    // x′ = x² from x = 2 is infinite at t = ½.
    let explosive = try AdaptiveFlow(in: EuclideanSpace(dimension: 1), rows: 1, threads: 1) { x, _ in x.map { $0 * $0 }
    }
    #expect(throws: AdaptiveFlow.Failure.self) {
      try explosive.run(from: StateBatch(vectors: [2], dimension: 1), start: 0, end: 1)
    }
    let undefined = try AdaptiveFlow(in: EuclideanSpace(dimension: 1), rows: 1, threads: 1) { x, _ in
      x.map { ($0 - 100).squareRoot() }
    }
    #expect(throws: AdaptiveFlow.Failure.self) {
      try undefined.run(from: StateBatch(vectors: [2], dimension: 1), start: 0, end: 1)
    }
    let short = try AdaptiveFlow(
      in: Self.plane, tolerance: .init(absolute: 1e-8, relative: 1e-8, mostSteps: 5), rows: 8, threads: 1,
      velocity: Self.spiral)
    #expect {
      try short.run(from: Self.start, start: 0, end: 2)
    } throws: { error in
      "\(error)".contains("more than 5 steps")
    }
  }

  @Test("Impossible tolerances, times and states are typed errors", arguments: [0, -1, Double.nan])
  func impossible(tolerance: Double) throws {
    #expect(throws: AdaptiveFlow.Failure.self) {
      try AdaptiveFlow(in: Self.plane, tolerance: .init(absolute: tolerance), rows: 4, velocity: Self.spiral)
    }
    let flow = try AdaptiveFlow(in: Self.plane, rows: 4, threads: 1, velocity: Self.spiral)
    #expect(throws: AdaptiveFlow.Failure.self) { try flow.run(from: Self.start, start: .nan, end: 1) }
    #expect(throws: AdaptiveFlow.Failure.self) { try flow.run(from: Self.start, start: 0, end: .infinity) }
    #expect(throws: AdaptiveFlow.Failure.self) {
      try flow.run(from: StateBatch(vectors: [1, 2, 3], dimension: 3), start: 0, end: 1)
    }
  }
}
