/// A recorded computation over tensors: inputs, a graph of primitives, outputs.
///
/// A program is recorded once for a number of rows from ordinary Swift code and does not change afterwards; a `Plan` makes it
/// executable. Its results are sums over rows or one entry a row, so that a batch may be cut anywhere.
public struct Program: Sendable {
  public struct Input: Hashable, Sendable {
    public let name: String
    let node: Int
    public let shape: Shape
    public let role: InputRole
  }

  public struct Output: Hashable, Sendable {
    public let name: String
    let node: Int
    public let shape: Shape
    public let role: OutputRole
  }

  /// One node of the finished graph.
  struct Node: Sendable {
    var primitive: any Primitive
    var operands: [Int]
    var shape: Shape
  }

  public let scalarType: ScalarType
  public let rowCount: Int
  public let inputs: [Input]
  public let outputs: [Output]
  let nodes: [Node]

  /// Records a program for a micro-batch of `rows` rows.
  /// - Throws: `TensorError` with the first mistake that recording met.
  public init(_ scalarType: ScalarType, rows: Int, _ record: (Trace) throws -> Void) throws {
    guard rows > 0 else { throw TensorError("a program needs at least one row, not \(rows)") }
    let trace = Trace(rowCount: rows, scalarType: scalarType)
    try record(trace)
    if let failure = trace.failure { throw failure }
    self.scalarType = scalarType
    rowCount = rows
    inputs = trace.inputs
    outputs = trace.outputs
    nodes = trace.nodes.map { Node(primitive: $0.primitive, operands: $0.operands, shape: $0.shape) }
  }
}
