/// Where a program's input comes from, and how a batch is cut.
public enum InputRole: Hashable, Sendable {
  /// One entry for every row of the batch; the leading axis is the micro-batch.
  case rows
  /// The same for every row.
  case shared
  /// A slice of the flat parameter vector that starts at this element.
  case parameters(offset: Int)
  /// 32-bit indices, one entry for every row.
  case indexRows
}

/// What a program's output is over a batch.
public enum OutputRole: Hashable, Sendable {
  /// One entry for every row of the batch.
  case rows
  /// The sum over micro-batches, taken in a fixed order.
  case sum
}

/// The recording of a program: a growing graph in which equal operations on equal operands are one node.
///
/// A mistake in a shape does not trap: the first one is kept, recording goes on with a stand-in, and `Program.init` throws it.
public final class Trace {
  struct Node {
    var primitive: any Primitive
    var operands: [Int]
    var shape: Shape
  }

  /// Number of rows of the micro-batch for which the program is recorded.
  public let rowCount: Int
  public let scalarType: ScalarType

  var nodes: [Node] = []
  var inputs: [Program.Input] = []
  var outputs: [Program.Output] = []
  private(set) var failure: TensorError?
  private var known: [Key: Int] = [:]

  private struct Key: Hashable {
    var primitive: AnyHashable
    var operands: [Int]
  }

  init(rowCount: Int, scalarType: ScalarType) {
    self.rowCount = rowCount
    self.scalarType = scalarType
  }

  // MARK: Inputs

  /// A tensor [rowCount, shape…] whose rows belong to the rows of the batch.
  public func rows(_ name: String, _ shape: Shape) -> Tensor { input(name, [rowCount] + shape, .rows) }

  /// A tensor that is the same for the whole batch.
  public func shared(_ name: String, _ shape: Shape) -> Tensor { input(name, shape, .shared) }

  /// Row indices [rowCount, shape…] for `gatherRows`.
  public func indexRows(_ name: String, _ shape: Shape) -> Tensor { input(name, [rowCount] + shape, .indexRows) }

  /// The parameters at `offset` of the flat parameter vector.
  public func parameters(_ name: String, offset: Int, _ shape: Shape) -> Tensor {
    input(name, shape, .parameters(offset: offset))
  }

  private func input(_ name: String, _ shape: Shape, _ role: InputRole) -> Tensor {
    if let index = inputs.firstIndex(where: { $0.name == name }) {
      if inputs[index].shape != shape || inputs[index].role != role {
        fail("input “\(name)” is recorded twice, with shapes \(inputs[index].shape) and \(shape)")
      }
      return Tensor(trace: self, identifier: inputs[index].node, shape: inputs[index].shape)
    }
    let node = append(InputPrimitive(name: name), [], shape)
    inputs.append(Program.Input(name: name, node: node, shape: shape, role: role))
    return Tensor(trace: self, identifier: node, shape: shape)
  }

  // MARK: Constants

  /// One number in every element.
  public func constant(_ value: Double, _ shape: Shape = []) -> Tensor {
    record(SplatPrimitive(value: value, shape: shape), [])
  }

  /// An array that belongs to the program, row-major.
  public func constant(_ values: [Double], _ shape: Shape) -> Tensor {
    guard values.count == shape.elementCount else {
      fail("a constant of shape \(shape) is given \(values.count) values")
      return constant(0, shape)
    }
    return record(ArrayPrimitive(values: values, shape: shape), [])
  }

  // MARK: Outputs

  /// Declares a result. With `.rows`, the leading axis must be the micro-batch.
  public func output(_ name: String, _ tensor: Tensor, _ role: OutputRole) {
    if role == .rows, tensor.shape.first != rowCount {
      fail("output “\(name)” has shape \(tensor.shape), but its leading axis must have the batch's \(rowCount) rows")
    }
    if outputs.contains(where: { $0.name == name }) { fail("output “\(name)” is declared twice") }
    outputs.append(Program.Output(name: name, node: tensor.identifier, shape: tensor.shape, role: role))
  }

  // MARK: Recording

  func record(_ primitive: some Primitive, _ operands: [Tensor]) -> Tensor {
    for operand in operands where operand.trace !== self { fail("tensors of two different programs are combined") }
    if failure != nil { return Tensor(trace: self, identifier: placeholder, shape: []) }
    let identifiers = operands.map(\.identifier)
    let key = Key(primitive: AnyHashable(primitive), operands: identifiers)
    if let node = known[key] { return Tensor(trace: self, identifier: node, shape: nodes[node].shape) }
    do {
      let shape = try primitive.resultShape(operands.map(\.shape))
      let node = append(primitive, identifiers, shape)
      known[key] = node
      return Tensor(trace: self, identifier: node, shape: shape)
    } catch {
      fail(error.description)
      return Tensor(trace: self, identifier: placeholder, shape: [])
    }
  }

  /// Keeps the first mistake; the program is refused when recording ends.
  func fail(_ message: String) { if failure == nil { failure = TensorError(message) } }

  /// Refuses the program from outside a primitive, with a message that says what does not fit.
  public func reject(_ message: String) -> Tensor {
    fail(message)
    return Tensor(trace: self, identifier: placeholder, shape: [])
  }

  private var placeholder: Int {
    nodes.isEmpty ? append(SplatPrimitive(value: 0, shape: []), [], []) : 0
  }

  private func append(_ primitive: some Primitive, _ operands: [Int], _ shape: Shape) -> Int {
    nodes.append(Node(primitive: primitive, operands: operands, shape: shape))
    return nodes.count - 1
  }
}
