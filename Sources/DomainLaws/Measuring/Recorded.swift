internal import Bellman
internal import Tensors

/// Numbers, one for each row, as a batch.
let numberLayout = StateLayout([.init("number", [])])

extension NamedTensors {
  /// One number for each row: [batch].
  init(number: Tensor) { self.init(numberLayout, [number]) }
}

extension StateBatch {
  init(numbers: [Double]) { self.init(numberLayout, count: numbers.count, values: [numbers]) }

  /// The numbers of a batch of one number for each row.
  var numbers: [Double] { values[0] }

  /// The largest magnitude among each row's numbers; not a number where one of them is none.
  var largestMagnitudes: [Double] {
    rowwise { $0.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) } }
  }

  /// The Euclidean norm of each row.
  var norms: [Double] { rowwise { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() } }

  private func rowwise(_ body: ([Double]) -> Double) -> [Double] {
    (0..<count).map { row in
      body(
        zip(layout.parts, values).flatMap { part, values in
          values[row * part.elementCount..<(row + 1) * part.elementCount]
        })
    }
  }

  /// Every row scaled by its own number.
  func scaled(byRows scale: [Double]) -> StateBatch {
    var result = self
    for (part, shape) in layout.parts.enumerated() {
      for index in result.values[part].indices { result.values[part][index] *= scale[index / shape.elementCount] }
    }
    return result
  }

  /// Every row `times` times, one behind the other.
  func repeating(_ times: Int) -> StateBatch {
    rows((0..<count * times).map { $0 / times })
  }
}

/// Values of recorded geometry on batches: `body` is recorded once and run over all rows.
///
/// - Parameters:
///   - inputs: batches with the same number of rows.
///   - body: receives one argument for each input and gives what is wanted.
func recorded(
  _ inputs: StateBatch..., body: ([NamedTensors]) throws -> [NamedTensors]
) throws -> [StateBatch] {
  try recorded(Double.self, inputs, threads: nil, parameters: nil, body: body)
}

/// One number for each row.
func recordedNumbers(_ inputs: StateBatch..., body: ([NamedTensors]) throws -> Tensor) throws -> [Double] {
  try recorded(Double.self, inputs, threads: nil, parameters: nil) { [NamedTensors(number: try body($0))] }[0].numbers
}

/// The same in either precision, with a network's parameters.
/// - Parameter rowsAtMost: an upper bound on the micro-batch.
func recorded<Scalar: ExecutableScalar>(
  _: Scalar.Type, _ inputs: [StateBatch], threads: Int?, rowsAtMost: Int = .max, parameters: AlignedMemory<Scalar>?,
  body: ([NamedTensors]) throws -> [NamedTensors]
) throws -> [StateBatch] {
  guard let count = inputs.first?.count, inputs.allSatisfy({ $0.count == count }) else {
    throw LawFailure("batches of \(inputs.map(\.count)) rows cannot go into one program")
  }
  var layouts: [StateLayout] = []
  let plan = try Plan.compile(Scalar.scalarType, batch: count, rowsAtMost: rowsAtMost) { trace in
    let results = try body(inputs.enumerated().map { trace.rows("input\($0.offset)", $0.element.layout) })
    layouts = results.map(\.layout)
    for (index, result) in results.enumerated() {
      for (part, tensor) in zip(result.layout.parts, result.tensors) where tensor.shape != [trace.rowCount] + part.shape {
        throw LawFailure("“\(part.name)” has shape \(tensor.shape) instead of \([trace.rowCount] + part.shape)")
      }
      trace.output("output\(index)", result)
    }
  }
  let executor = try Executor<Scalar>(plan, capacity: count, threads: threads)
  for (index, input) in inputs.enumerated() { try executor.fill("input\(index)", with: input) }
  try executor.run(parameters: parameters?.pointer)
  return try layouts.enumerated().map { try executor.batch("output\($0.offset)", $0.element, count: count) }
}

/// Why a law could not be measured, in one line.
struct LawFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
