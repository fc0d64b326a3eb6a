/// Groups of work that run as one instruction: fused element-wise blocks with the reductions that end them, and single nodes.
struct Fusion {
  struct Group {
    var nodes: [Int]
    /// Present in groups of element-wise work.
    var space: IterationSpace?
    var dependencies: Set<Int> = []
  }

  private(set) var groups: [Group] = []
  /// The group of each node; −1 for inputs and constants.
  private(set) var groupOfNode: [Int]
  private let nodes: [PlannedNode]
  /// Groups of element-wise work that read each node from memory.
  private var readers: [[Int]]
  private var visited: [Int] = []
  private var visit = 0

  init(_ nodes: [PlannedNode]) throws(TensorError) {
    self.nodes = nodes
    groupOfNode = [Int](repeating: -1, count: nodes.count)
    readers = [[Int]](repeating: [], count: nodes.count)
    for index in nodes.indices {
      switch nodes[index].work {
      case .input, .array: continue
      default: break
      }
      if nodes[index].iterationShape != nil, join(index) { continue }
      try open(index)
    }
  }

  /// Opens a group that starts with this node.
  private mutating func open(_ index: Int) throws(TensorError) {
    var group = Group(nodes: [index])
    if let shape = nodes[index].iterationShape {
      var space = IterationSpace(elementCount: shape.elementCount)
      for view in strided(index, in: nil) {
        guard space.refine(view) else {
          throw TensorError("a tensor of shape \(view.shape) is walked over in more than six axes; reshape it first")
        }
      }
      group.space = space
    }
    for operand in nodes[index].operands {
      if let source = operand.node, groupOfNode[source] >= 0 { group.dependencies.insert(groupOfNode[source]) }
    }
    groupOfNode[index] = groups.count
    groups.append(group)
    visited.append(0)
    noteReads(index)
  }

  /// Keeps which group reads what, for nodes that will want to share the reading.
  private mutating func noteReads(_ index: Int) {
    let group = groupOfNode[index]
    guard groups[group].space != nil else { return }
    for operand in nodes[index].operands {
      guard let source = operand.node, groupOfNode[source] != group, readers[source].last != group else { continue }
      readers[source].append(group)
    }
  }

  /// Adds the node to a group that makes one of its operands, or else to one that reads the same memory, the latest first, where
  /// that is legal.
  private mutating func join(_ index: Int) -> Bool {
    guard let shape = nodes[index].iterationShape else { return false }
    var candidates = Set<Int>()
    for operand in nodes[index].operands {
      guard let source = operand.node, groupOfNode[source] >= 0, operand.isWhole(of: nodes) else { continue }
      if case .elementwise = nodes[source].work { candidates.insert(groupOfNode[source]) }
    }
    var order = candidates.sorted(by: >)
    var sharing = Set<Int>()
    for operand in nodes[index].operands {
      // Only what fills the iteration space is worth reading once instead of twice.
      guard let source = operand.node, nodes[source].shape.elementCount == shape.elementCount else { continue }
      sharing.formUnion(readers[source])
    }
    order += sharing.subtracting(candidates).sorted(by: >)
    for candidate in order {
      guard var space = groups[candidate].space, space.elementCount == shape.elementCount,
        groups[candidate].nodes.count < 96
      else { continue }
      var sources = Set<Int>()
      var isLegal = true
      for operand in nodes[index].operands {
        guard let source = operand.node, groupOfNode[source] >= 0 else { continue }
        if groupOfNode[source] == candidate {
          // Inside its own group a value is only in a register: whole, and not the result of a reduction.
          if case .elementwise = nodes[source].work, operand.isWhole(of: nodes) { continue }
          isLegal = false
        } else {
          sources.insert(groupOfNode[source])
        }
      }
      guard isLegal, strided(index, in: candidate).allSatisfy({ space.refine($0) }),
        !sources.contains(where: { reaches($0, candidate) })
      else { continue }
      groups[candidate].space = space
      groups[candidate].nodes.append(index)
      groups[candidate].dependencies.formUnion(sources)
      groupOfNode[index] = candidate
      noteReads(index)
      return true
    }
    return false
  }

  /// The views of the node that constrain the iteration space: operands read from memory, and the result of a reduction.
  private func strided(_ index: Int, in group: Int?) -> [StridedView] {
    var views: [StridedView] = []
    for operand in nodes[index].operands {
      guard case .memory(let source, let view) = operand.source else { continue }
      if let group, groupOfNode[source] == group { continue }
      views.append(view)
    }
    if case .reduction(_, let axes) = nodes[index].work {
      views.append(Fusion.reductionView(axes, from: nodes[index].operands[0].shape))
    }
    return views
  }

  /// Where the elements of a tensor of this shape go when the axes are reduced: stride 0 along them.
  static func reductionView(_ axes: [Int], from shape: Shape) -> StridedView {
    var result = shape
    for axis in axes { result[axis] = 1 }
    var strides = result.contiguousStrides
    for axis in axes { strides[axis] = 0 }
    return StridedView(shape: shape, strides: strides)
  }

  /// Whether `group` depends on `target`, directly or not.
  private mutating func reaches(_ group: Int, _ target: Int) -> Bool {
    visit += 1
    var stack = [group]
    while let next = stack.popLast() {
      if next == target { return true }
      if visited[next] == visit { continue }
      visited[next] = visit
      stack.append(contentsOf: groups[next].dependencies)
    }
    return false
  }

  /// The groups in an order in which each follows what it depends on, close to the order of recording.
  func schedule() -> [Int] {
    var order: [Int] = []
    var state = [UInt8](repeating: 0, count: groups.count)
    for root in groups.indices where state[root] == 0 {
      var stack = [root]
      while let group = stack.last {
        if state[group] == 2 {
          stack.removeLast()
          continue
        }
        state[group] = 1
        let open = groups[group].dependencies.filter { state[$0] == 0 }.sorted(by: >)
        if open.isEmpty {
          state[group] = 2
          order.append(group)
          stack.removeLast()
        } else {
          stack.append(contentsOf: open)
        }
      }
    }
    return order
  }
}
