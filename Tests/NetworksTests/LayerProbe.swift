import Networks
import Tensors

/// A layer's output in float64, with its parameters at their initial values: what naive loops are held against.
struct LayerProbe {
  let tree: ParameterTree
  private let initial: [Float]

  init(_ tree: ParameterTree, seed: UInt64 = 11) {
    self.tree = tree
    // Biases start at zero, where a mistake would not show.
    let values = tree.initialValues(seed: seed)
    for entry in tree.entries where entry.law == .constant(0) {
      for index in 0..<entry.parameter.shape.elementCount {
        values.pointer[entry.parameter.offset + index] = 0.1 * Float(index % 7) - 0.25
      }
    }
    initial = values.array
  }

  /// The values of a parameter by its full name.
  func callAsFunction(_ name: String) -> [Double] {
    guard let entry = tree.entries.first(where: { $0.parameter.name == name }) else { return [] }
    let start = entry.parameter.offset
    return initial[start..<start + entry.parameter.shape.elementCount].map(Double.init)
  }

  func values(rows: Int, _ inputs: [String: [Double]], _ record: (Trace) throws -> Tensor) throws -> [Double] {
    let program = try Program(.float64, rows: rows) { trace in trace.output("y", try record(trace), .rows) }
    var all = inputs
    for entry in tree.entries { all[entry.parameter.name] = self(entry.parameter.name) }
    return try program.evaluate(all)["y"] ?? []
  }

  /// Numbers without pattern in [−1, 1].
  static func numbers(_ count: Int, seed: UInt64 = 3) -> [Double] {
    var stream = RandomStream(seed: seed, stream: 77)
    return (0..<count).map { _ in 2 * stream.uniform() - 1 }
  }
}

/// The greatest difference of two arrays; infinite when their sizes differ.
func greatestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}
