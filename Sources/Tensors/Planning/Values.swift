/// The nodes of a program as the planner sees them: changes of shape and views are gone, and each operand says where it is found.
struct PlannedNode {
  enum Work {
    /// Memory provided from outside; nothing to do.
    case input
    case array([Double])
    case elementwise(opcode: Int32)
    case reduction(ReductionKind, axes: [Int])
    case matrixProduct
    case concatenation(axis: Int)
    case padding(axis: Int, before: Int)
    case gatherRows
    case scatterAddRows
  }

  var work: Work
  var operands: [Operand]
  var shape: Shape

  /// Whether the node can be part of a fused block, and the shape over which it then runs.
  var iterationShape: Shape? {
    switch work {
    case .elementwise: shape
    case .reduction: operands[0].shape
    default: nil
    }
  }
}

/// Where a value is found.
struct Operand {
  enum Source {
    case splat(Double)
    /// Elements of the planned node `node`, through a view of its row-major buffer.
    case memory(node: Int, StridedView)
  }

  var source: Source
  var shape: Shape

  var node: Int? { if case .memory(let node, _) = source { node } else { nil } }

  /// Whether the elements are all those of the node, in its own order: a fused block then finds them in a register.
  func isWhole(of nodes: [PlannedNode]) -> Bool {
    guard case .memory(let node, let view) = source else { return false }
    return view.offset == 0 && view.isContiguous && shape.elementCount == nodes[node].shape.elementCount
  }
}

/// A program with its views resolved: what is left is work, plus the places of its inputs and outputs.
struct ResolvedProgram {
  var nodes: [PlannedNode] = []
  /// Planned node of each input, in the program's order; nil where nothing reads the input.
  var inputs: [Int?] = []
  var outputs: [Operand] = []

  init(_ program: Program) {
    var isLive = [Bool](repeating: false, count: program.nodes.count)
    for output in program.outputs { isLive[output.node] = true }
    for node in program.nodes.indices.reversed() where isLive[node] {
      for operand in program.nodes[node].operands { isLive[operand] = true }
    }
    var values = [Operand?](repeating: nil, count: program.nodes.count)
    for (index, node) in program.nodes.enumerated() where isLive[index] {
      let operands = node.operands.compactMap { values[$0] }
      values[index] = resolve(node, operands)
    }
    inputs = program.inputs.map { isLive[$0.node] ? values[$0.node]?.node : nil }
    outputs = program.outputs.compactMap { values[$0.node] }.map { contiguous($0) }
  }

  private mutating func resolve(_ node: Program.Node, _ operands: [Operand]) -> Operand {
    switch node.primitive.lowering {
    case .input: return append(.input, [], node.shape)
    case .splat(let value): return Operand(source: .splat(value), shape: node.shape)
    case .array(let values): return append(.array(values), [], node.shape)
    case .elementwise(let opcode): return append(.elementwise(opcode: opcode), operands, node.shape)
    case .reshape:
      guard case .memory(let source, let view) = contiguous(operands[0]).source else {
        return Operand(source: operands[0].source, shape: node.shape)
      }
      let reshaped = StridedView(offset: view.offset, shape: node.shape, strides: node.shape.contiguousStrides)
      return Operand(source: .memory(node: source, reshaped), shape: node.shape)
    case .view(let transform):
      guard case .memory(let source, let view) = operands[0].source else {
        return Operand(source: operands[0].source, shape: node.shape)
      }
      return Operand(source: .memory(node: source, transform(view)), shape: node.shape)
    case .reduction(let kind, let axes): return append(.reduction(kind, axes: axes), operands, node.shape)
    case .matrixProduct: return append(.matrixProduct, operands.map { matrix($0) }, node.shape)
    case .concatenation(let axis): return append(.concatenation(axis: axis), operands.map { contiguous($0) }, node.shape)
    case .padding(let axis, let before):
      return append(.padding(axis: axis, before: before), operands.map { contiguous($0) }, node.shape)
    case .gatherRows: return append(.gatherRows, operands.map { contiguous($0) }, node.shape)
    case .scatterAddRows: return append(.scatterAddRows, operands.map { contiguous($0) }, node.shape)
    }
  }

  private mutating func append(_ work: PlannedNode.Work, _ operands: [Operand], _ shape: Shape) -> Operand {
    nodes.append(PlannedNode(work: work, operands: operands, shape: shape))
    return Operand(source: .memory(node: nodes.count - 1, StridedView(contiguous: shape)), shape: shape)
  }

  /// The operand as a row-major array, copied when it is not.
  private mutating func contiguous(_ operand: Operand) -> Operand {
    if case .memory(_, let view) = operand.source, view.isContiguous { return operand }
    return append(.elementwise(opcode: 0), [operand], operand.shape)
  }

  /// The operand with a unit stride along one of its last two axes, as matrix products read it; copied when it has none.
  private mutating func matrix(_ operand: Operand) -> Operand {
    guard case .memory(_, let view) = operand.source, let layout = MatrixLayout(view), layout.outer.count <= 2 else {
      return append(.elementwise(opcode: 0), [operand], operand.shape)
    }
    return operand
  }
}

/// A stack of matrices in memory: up to two leading axes, then rows and columns of which one has unit stride.
struct MatrixLayout {
  var outer: [(extent: Int, stride: Int)] = []
  var rows: Int
  var columns: Int
  var rowStride: Int
  var columnStride: Int
  var offset: Int

  init?(_ view: StridedView) {
    let rank = view.shape.count
    guard rank >= 2 else { return nil }
    rows = view.shape[rank - 2]
    columns = view.shape[rank - 1]
    rowStride = view.strides[rank - 2]
    columnStride = view.strides[rank - 1]
    offset = view.offset
    // An axis of extent 1 may be given any stride.
    if columns == 1 { columnStride = 1 }
    if rows == 1 { rowStride = columnStride == 1 ? max(columns, 1) : 1 }
    let isRowMajor = columnStride == 1 && rowStride >= columns
    let isColumnMajor = rowStride == 1 && columnStride >= rows
    guard isRowMajor || isColumnMajor else { return nil }
    for axis in 0..<rank - 2 where view.shape[axis] != 1 {
      let extent = view.shape[axis]
      let stride = view.strides[axis]
      if let last = outer.last, last.stride == stride * extent {
        outer[outer.count - 1] = (last.extent * extent, stride)
      } else {
        outer.append((extent, stride))
      }
    }
  }
}
