import Analysis
import Dispatch
import Foundation
import Testing

@Suite struct OrdinaryDifferentialEquationTests {
  typealias Method = OrdinaryDifferentialEquation.Method
  typealias Solver = OrdinaryDifferentialEquation.Solver

  static let oscillator = OrdinaryDifferentialEquation(dimension: 2) { _, y, rate in
    rate[0] = y[1]
    rate[1] = -y[0]
  }

  /// H. H. Robertson's kinetics.
  static let robertson = OrdinaryDifferentialEquation(
    dimension: 3,
    jacobian: { _, y, byState, byTime in
      let entries = [-0.04, 1e4 * y[2], 1e4 * y[1], 0.04, -1e4 * y[2] - 6e7 * y[1], -1e4 * y[1], 0, 6e7 * y[1], 0]
      for (place, entry) in entries.enumerated() { byState[place] = entry }
      for place in 0..<3 { byTime[place] = 0 }
    }, rate: robertsonRate)

  @Sendable static func robertsonRate(_ time: Double, _ y: UnsafePointer<Double>, _ rate: UnsafeMutablePointer<Double>) {
    rate[0] = -0.04 * y[0] + 1e4 * y[1] * y[2]
    rate[2] = 3e7 * y[1] * y[1]
    rate[1] = -rate[0] - rate[2]
  }

  @Test(arguments: [(Method.explicit, 1e-12), (.backwardDifferences, 1e-8), (.extrapolation, 1e-11)])
  func closedForms(method: Method, accuracy: Double) throws {
    let times = (1...20).map { 0.5 * Double($0) }
    let solver = Solver(method, absoluteTolerance: 1e-13, relativeTolerance: 1e-13)
    let turns = try Self.oscillator.states(from: [0.6, 0.8], at: 0, times: times, solver: solver)
    for (row, t) in times.enumerated() {
      #expect(abs(turns[2 * row] - (0.6 * cos(t) + 0.8 * sin(t))) < accuracy)
      #expect(abs(turns[2 * row + 1] - (0.8 * cos(t) - 0.6 * sin(t))) < accuracy)
    }
    // y′ = −y + sin t, whose rate names the time.
    let forced = OrdinaryDifferentialEquation(dimension: 1) { t, y, rate in rate[0] = -y[0] + sin(t) }
    let states = try forced.states(from: [1], at: 0, times: times, solver: solver)
    for (state, t) in zip(states, times) { #expect(abs(state - (1.5 * exp(-t) + 0.5 * (sin(t) - cos(t)))) < accuracy) }
  }

  @Test func backwardInTime() throws {
    let there = try Self.oscillator.states(from: [1, 0], at: 0, times: [4])
    let back = try Self.oscillator.states(from: there, at: 4, times: [4, 2, 0, 0])
    #expect(Array(back[0..<2]) == there && Array(back[4..<6]) == Array(back[6..<8]))
    #expect(abs(back[2] - cos(2)) < 1e-12 && abs(back[6] - 1) < 1e-12 && abs(back[7]) < 1e-12)
  }

  /// The error over one turn is a few steps' worth of the tolerance, and falls with it.
  @Test(arguments: Method.allCases)
  func errorsFollowTolerances(method: Method) throws {
    let tolerances = [1e-4, 1e-7, 1e-10]
    let errors = try tolerances.map { tolerance in
      let solver = Solver(method, absoluteTolerance: tolerance, relativeTolerance: tolerance)
      let state = try Self.oscillator.states(from: [1, 0], at: 0, times: [7], solver: solver)
      return max(abs(state[0] - cos(7)), abs(state[1] + sin(7)))
    }
    for (error, tolerance) in zip(errors, tolerances) { #expect(error < 1000 * tolerance, "\(errors)") }
    #expect(errors[2] < 1e-2 * errors[0], "\(errors)")
  }

  /// Source of the values: A. C. Hindmarsh et al., SUNDIALS, example cvRoberts_dns; with more digits at t = 0.4, where two methods and both kinds of
  /// Jacobian agree.
  @Test(arguments: [Method.backwardDifferences, .extrapolation], [true, false])
  func stiffKinetics(method: Method, hasJacobian: Bool) throws {
    let equation = hasJacobian ? Self.robertson : OrdinaryDifferentialEquation(dimension: 3, rate: Self.robertsonRate)
    let states = try equation.states(
      from: [1, 0, 0], at: 0, times: [0.4, 4, 40, 4e3], solver: Solver(method, absoluteTolerance: 1e-12, relativeTolerance: 1e-9))
    let golden = [
      9.8517e-1, 3.3864e-5, 1.4794e-2, 9.0552e-1, 2.2405e-5, 9.4462e-2, 7.1583e-1, 9.1855e-6, 2.8416e-1, 1.8320e-1, 8.9424e-7, 8.1680e-1,
    ]
    for (state, value) in zip(states, golden) { #expect(agree(state, value, within: 4e-5), "\(state) \(value)") }
    for row in 0..<4 { #expect(abs(states[3 * row] + states[3 * row + 1] + states[3 * row + 2] - 1) < 1e-14) }
  }

  /// y′ = y² ends at t = 1; √ has no value below zero; a step limit is kept; what makes no sense is said.
  @Test func failureIsAnError() {
    let explosion = OrdinaryDifferentialEquation(dimension: 1) { _, y, rate in rate[0] = y[0] * y[0] }
    for method in Method.allCases {
      #expect(throws: AnalysisError.self) { try explosion.states(from: [1], at: 0, times: [2], solver: Solver(method, stepLimit: 20_000)) }
    }
    let wall = OrdinaryDifferentialEquation(dimension: 1) { t, _, rate in rate[0] = -(1 - t).squareRoot() }
    do {
      _ = try wall.states(from: [1], at: 0, times: [0.5, 2])
      Issue.record("went through a wall")
    } catch {
      #expect(error.arguments.count == 2 && error.arguments[1] == 2 && error.arguments[0] <= 1, "\(error)")
    }
    let never = OrdinaryDifferentialEquation(dimension: 1) { _, _, rate in rate[0] = .nan }
    #expect(throws: AnalysisError.self) { try never.states(from: [1], at: 0, times: [1]) }
    let sharp = Solver(stepLimit: 3)
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, 0], at: 0, times: [100], solver: sharp) }
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1], at: 0, times: [1]) }
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, .infinity], at: 0, times: [1]) }
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, 0], at: 0, times: [1, 0.5]) }
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, 0], at: 0, times: [.nan]) }
    for (absolute, relative) in [(0, 0), (-1, 1e-3), (.nan, 1e-3)] as [(Double, Double)] {
      let solver = Solver(absoluteTolerance: absolute, relativeTolerance: relative)
      #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, 0], at: 0, times: [1], solver: solver) }
    }
    #expect(throws: AnalysisError.self) { try Self.oscillator.states(from: [1, 0], at: 0, times: [1], solver: Solver(stepLimit: 0)) }
  }

  @Test func nothingToDo() throws {
    #expect(try Self.oscillator.states(from: [1, 0], at: 0, times: []).isEmpty)
    #expect(try Self.oscillator.states(from: [1, 0], at: 3, times: [3]) == [1, 0])
    #expect(try OrdinaryDifferentialEquation(dimension: 0) { _, _, _ in }.states(from: [], at: 0, times: [1, 2]).isEmpty)
  }

  /// Solvers inside a rate, and many at once, do not disturb each other.
  @Test func solvingIsReentrant() throws {
    let nested = OrdinaryDifferentialEquation(dimension: 1) { t, _, rate in
      rate[0] = (try? Self.oscillator.states(from: [1, 0], at: 0, times: [t]).first) ?? .nan
    }
    let value = try nested.states(from: [0], at: 0, times: [1.5], solver: Solver(relativeTolerance: 1e-10))[0]
    #expect(abs(value - sin(1.5)) < 1e-9)
    let alone = try Self.oscillator.states(from: [1, 0], at: 0, times: [10])
    let results = Results()
    DispatchQueue.concurrentPerform(iterations: 64) { _ in
      results.add((try? Self.oscillator.states(from: [1, 0], at: 0, times: [10])) ?? [])
    }
    #expect(results.all.count == 64 && results.all.allSatisfy { $0 == alone })
  }

  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var results: [[Double]] = []
    func add(_ result: [Double]) { lock.withLock { results.append(result) } }
    var all: [[Double]] { lock.withLock { results } }
  }
}
