internal import Foundation
public import Tensors

/// Integrates a flow with adaptive steps in float64, and with it the change of log-density −∫ div v dt.
///
/// All rows of a piece share their steps, which are as small as the row with the greatest error needs: the error of
/// each accepted step is at most absolute + relative·|x| in every coordinate, and absolute in the log-density.
public final class AdaptiveFlow {
  public struct Tolerance: Hashable, Sendable, Codable {
    public var absolute: Double
    public var relative: Double
    /// Steps of one piece after which it gives up.
    public var mostSteps: Int

    public init(absolute: Double = 1e-6, relative: Double = 1e-6, mostSteps: Int = 20_000) {
      self.absolute = absolute
      self.relative = relative
      self.mostSteps = mostSteps
    }
  }

  public struct Result: Sendable {
    public var states: StateBatch
    /// ∫ div v dt along each row's path, in the direction of integration.
    public var divergence: [Double]
    /// Accepted and refused steps, over all pieces.
    public var steps: Int
    public var refused: Int
  }

  /// Why an integration did not reach its end.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  private let executor: Executor<Double>
  private let layout: StateLayout
  private let tolerance: Tolerance

  /// - Parameters:
  ///   - velocity: the flow's field, recorded.
  ///   - rows: rows that share their steps.
  public init<Space: RiemannianSpace>(
    in space: Space, tolerance: Tolerance = Tolerance(), rows: Int = 128, threads: Int? = nil,
    withDivergence: Bool = true,
    velocity: TangentField
  ) throws {
    guard tolerance.absolute > 0, tolerance.relative >= 0 else {
      throw Failure(description: "a tolerance of \(tolerance.absolute) + \(tolerance.relative)|x|: it must be positive")
    }
    layout = space.layout
    self.tolerance = tolerance
    let plan = try Plan.compile(.float64, batch: rows) { trace in
      let state = trace.rows("state", space.layout)
      let ones = trace.constant(1, [trace.rowCount])
      let time = ones * trace.shared("time", [])
      let duration = ones * trace.shared("duration", [])
      let step = try DormandPrince.step(state, time: time, duration: duration) { state, time in
        let field = try velocity(state, time)
        let divergence =
          withDivergence ? space.divergence(of: field, at: state) : trace.constant(0, [trace.rowCount])
        return (space.coordinateVelocity(field, at: state), divergence)
      }
      trace.output("next", space.projected(step.state))
      trace.output("divergence", step.extra, .rows)
      // The greatest ratio of error to tolerance in a row: at most one when the step may be kept.
      var worst = step.extraError.absolute() * (1 / tolerance.absolute)
      for (error, value) in zip(step.stateError.tensors, state.tensors) {
        let scale = value.absolute() * tolerance.relative + tolerance.absolute
        let ratio = (error.absolute() / scale).reshaped([trace.rowCount, -1]).maximum(axis: 1)
        worst = worst.maximum(ratio)
      }
      trace.output("error", worst, .rows)
    }
    executor = try Executor(plan, capacity: rows, threads: threads)
  }

  /// Follows the flow from `start` to `end` (either may be the greater).
  public func run(
    from states: StateBatch, start: Double, end: Double, parameters: AlignedMemory<Double>? = nil
  ) throws -> Result {
    guard states.layout == layout else {
      throw Failure(description: "the states are not of the space in which the flow runs")
    }
    guard start.isFinite, end.isFinite else { throw Failure(description: "a flow from t = \(start) to \(end)") }
    var result = Result(
      states: states, divergence: [Double](repeating: 0, count: states.count), steps: 0, refused: 0)
    for first in stride(from: 0, to: states.count, by: executor.capacity) {
      let range = first..<min(first + executor.capacity, states.count)
      try runPiece(range, start: start, end: end, parameters, &result)
    }
    return result
  }

  private func runPiece(
    _ range: Range<Int>, start: Double, end: Double, _ parameters: AlignedMemory<Double>?, _ result: inout Result
  ) throws {
    let direction = end > start ? 1.0 : -1.0
    var piece = result.states.rows(range)
    var time = start
    var step = min(0.01, abs(end - start))
    var steps = 0
    let divergence = try executor.output("divergence")
    let error = try executor.output("error")
    while (end - time) * direction > 0 {
      steps += 1
      guard steps <= tolerance.mostSteps else {
        throw Failure(
          description:
            "the flow needs more than \(tolerance.mostSteps) steps: it stands at t = \(time) of \(start)…\(end)")
      }
      let isLast = step >= abs(end - time)
      let duration = isLast ? end - time : step * direction
      try executor.fill("state", with: piece)
      try executor.input("time")[0] = time
      try executor.input("duration")[0] = duration
      try executor.run(with: parameters, rows: range.count)
      let worst = error.prefix(range.count).reduce(0.0) { $1.isNaN ? .infinity : max($0, $1) }
      if worst <= 1 {
        piece = try executor.batch("next", layout, count: range.count)
        for row in 0..<range.count { result.divergence[range.lowerBound + row] += divergence[row] }
        time = isLast ? end : time + duration
        result.steps += 1
      } else {
        result.refused += 1
        guard worst.isFinite || step > 1e-12 else {
          throw Failure(description: "the flow is not finite at t = \(time)")
        }
      }
      step = abs(duration) * min(5, max(0.2, 0.9 * pow(max(worst, 1e-10), -0.2)))
    }
    for part in layout.parts.indices {
      let size = layout.parts[part].elementCount
      result.states.values[part].replaceSubrange(
        range.lowerBound * size..<range.upperBound * size, with: piece.values[part])
    }
  }
}
