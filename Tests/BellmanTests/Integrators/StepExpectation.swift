import Bellman
import Foundation
import Tensors
import Testing

/// The order log₂(e(h)/e(h/2)) that the two finest of three errors show, and whether the last error is small.
func expectOrder(
  _ order: Double, limit: Double, of name: String, location: SourceLocation = #_sourceLocation, errors: [Double]
) {
  guard errors.count >= 2, let last = errors.last else {
    Issue.record("\(name): too few errors", sourceLocation: location)
    return
  }
  let measured = log2(errors[errors.count - 2] / last)
  #expect(abs(measured - order) < 0.3, "\(name): order \(measured) from errors \(errors)", sourceLocation: location)
  #expect(last < limit, "\(name): the limit is off by \(last)", sourceLocation: location)
}

/// A recorded step that is affine in the state and the noise of one number, x ↦ ax + bξ + c: its exact effect on a
/// normal law.
struct AffineStep {
  private let executor: Executor<Double>

  init(_ record: (NamedTensors, Tensor, Tensor, NamedTensors) throws -> NamedTensors) throws {
    let layout = StateLayout(vector: 1)
    let plan = try Plan.compile(.float64, batch: 3) { trace in
      let ones = trace.constant(1, [trace.rowCount])
      let (time, duration) = (ones * trace.shared("time", []), ones * trace.shared("duration", []))
      trace.output("next", try record(trace.rows("state", layout), time, duration, trace.rows("noise", layout)))
    }
    executor = try Executor(plan, capacity: 3, threads: 1)
    try executor.fillRows("state.x", [0, 1, 0])
    try executor.fillRows("noise.x", [0, 0, 1])
  }

  /// N(mean, variance) after the step.
  func callAsFunction(_ mean: Double, _ variance: Double, time: Double, duration: Double) throws -> (Double, Double) {
    try executor.input("time")[0] = time
    try executor.input("duration")[0] = duration
    try executor.run()
    let next = try executor.output("next.x")
    let (a, b, c) = (next[1] - next[0], next[2] - next[0], next[0])
    return (a * mean + c, a * a * variance + b * b)
  }
}
