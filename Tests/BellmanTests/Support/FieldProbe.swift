import Bellman
import Tensors

/// Evaluates what is recorded at given states and times, in float64.
enum FieldProbe {
  /// - Parameter inputs: further rows of numbers, by name, each of the states' layout.
  static func vectors(
    at states: StateBatch, times: [Double], _ inputs: [String: StateBatch] = [:],
    _ record: (NamedTensors, Tensor, (String) -> NamedTensors) throws -> NamedTensors
  ) throws -> StateBatch {
    let layout = states.layout
    var result = layout
    let program = try Program(.float64, rows: states.count) { trace in
      let time = trace.rows("time", [])
      let field = try record(trace.rows("state", layout), time) { trace.rows($0, layout) }
      result = field.layout
      trace.output("field", field)
    }
    var arrays = ["time": times, "state.x": states.values[0]]
    for (name, batch) in inputs { arrays["\(name).x"] = batch.values[0] }
    let values = try program.evaluate(arrays)["field.x"] ?? []
    return StateBatch(result, count: states.count, values: [values])
  }
}

/// The greatest |a − b| over all numbers, infinite when one is not finite.
func greatestDifference(_ a: StateBatch, _ b: StateBatch) -> Double { greatestDifference(a.values[0], b.values[0]) }

func greatestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { greatest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(greatest, difference)
  }
}

/// Mean and standard error of independent numbers.
struct MeanEstimate {
  let mean: Double
  let standardError: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
  }

  /// Deviations in standard errors from what the mean should be. |z| < 6 is missed with probability 2·10⁻⁹.
  func deviations(from expected: Double) -> Double { (mean - expected) / standardError }
}
