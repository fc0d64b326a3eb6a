internal import CKernels

/// Turns a program into instructions, and gives every value its place.
struct PlanBuilder {
  let program: Program
  let resolved: ResolvedProgram
  let fusion: Fusion
  private(set) var instructions: [Instruction] = []
  private(set) var arenaCount = 0
  private(set) var constants: [Double] = []
  private(set) var sumCount = 0
  private(set) var sumOffsets: [Int] = []
  private(set) var epilogue: [Epilogue] = []
  private(set) var scratchCount = 64
  private(set) var slotCount = 1

  private var places: [Place?]
  /// Nodes whose value is needed in memory, not only in a register.
  private var isStored: [Bool]
  /// Outputs of role `.sum` whose node is computed straight into the sums.
  private var direct: [Int: Int] = [:]

  init(_ program: Program) throws {
    self.program = program
    resolved = ResolvedProgram(program)
    fusion = try Fusion(resolved.nodes)
    places = [Place?](repeating: nil, count: resolved.nodes.count)
    isStored = [Bool](repeating: false, count: resolved.nodes.count)
  }

  mutating func emit() throws {
    let order = fusion.schedule()
    placeInputsAndConstants()
    markStored()
    placeSums()
    assignArena(order)
    for group in order { emit(group) }
    emitOutputs()
  }

  // MARK: Places

  private mutating func placeInputsAndConstants() {
    for (index, input) in program.inputs.enumerated() {
      guard let node = resolved.inputs[index] else { continue }
      switch input.role {
      case .parameters(let offset): places[node] = Place(base: Place.parameters, offset: offset)
      case .rows, .shared, .indexRows: places[node] = Place(base: Place.firstInput + index, offset: 0)
      }
    }
    for (index, node) in resolved.nodes.enumerated() {
      guard case .array(let values) = node.work else { continue }
      places[index] = Place(base: Place.constants, offset: constants.count)
      constants += values
    }
  }

  private mutating func markStored() {
    for (index, node) in resolved.nodes.enumerated() {
      if case .reduction = node.work { isStored[index] = true }
      if node.iterationShape == nil { isStored[index] = true }
      for operand in node.operands {
        guard let source = operand.node else { continue }
        if fusion.groupOfNode[source] != fusion.groupOfNode[index] { isStored[source] = true }
      }
    }
    for output in resolved.outputs { if let node = output.node { isStored[node] = true } }
  }

  /// Lays the sums out one behind the other, and finds those that can be computed in place: a product or a fused sum that
  /// nothing else reads.
  private mutating func placeSums() {
    var readers = [Int](repeating: 0, count: resolved.nodes.count)
    for node in resolved.nodes { for operand in node.operands { if let source = operand.node { readers[source] += 1 } } }
    for output in resolved.outputs { if let node = output.node { readers[node] += 1 } }
    for (index, output) in program.outputs.enumerated() {
      guard output.role == .sum else {
        sumOffsets.append(0)
        continue
      }
      sumOffsets.append(sumCount)
      if let node = resolved.outputs[index].node, readers[node] == 1, resolved.outputs[index].isWhole(of: resolved.nodes) {
        switch resolved.nodes[node].work {
        case .matrixProduct, .reduction(.sum, axes: _):
          direct[node] = index
          places[node] = Place(base: Place.sums, offset: sumCount)
        default: break
        }
      }
      // On a cache line each, as parameters are laid out: gradients then line up with them.
      sumCount += (output.shape.elementCount + 15) / 16 * 16
    }
  }

  /// Gives every stored value a stretch of the arena that is free from its first to its last use.
  private mutating func assignArena(_ order: [Int]) {
    var firstUse = [Int](repeating: -1, count: resolved.nodes.count)
    var lastUse = firstUse
    for (step, group) in order.enumerated() {
      for node in fusion.groups[group].nodes {
        if firstUse[node] < 0 { firstUse[node] = step }
        lastUse[node] = max(lastUse[node], step)
        for operand in resolved.nodes[node].operands { if let source = operand.node { lastUse[source] = step } }
      }
    }
    for output in resolved.outputs { if let node = output.node { lastUse[node] = order.count } }
    var arena = ArenaAllocator()
    var starting = [[Int]](repeating: [], count: order.count + 1)
    var ending = [[Int]](repeating: [], count: order.count + 1)
    for node in resolved.nodes.indices where places[node] == nil && isStored[node] && firstUse[node] >= 0 {
      starting[firstUse[node]].append(node)
      ending[lastUse[node]].append(node)
    }
    for step in order.indices {
      for node in starting[step].sorted(by: { resolved.nodes[$0].shape.elementCount > resolved.nodes[$1].shape.elementCount }) {
        places[node] = Place(base: Place.arena, offset: arena.allocate(resolved.nodes[node].shape.elementCount))
      }
      for node in ending[step] {
        if let place = places[node] { arena.free(place.offset, resolved.nodes[node].shape.elementCount) }
      }
    }
    arenaCount = max(arena.size, 1)
  }

  private func place(_ operand: Operand) -> Place {
    guard case .memory(let node, let view) = operand.source, let place = places[node] else {
      return Place(base: Place.arena, offset: 0)
    }
    return Place(base: place.base, offset: place.offset + view.offset)
  }

  private func place(_ node: Int) -> Place { places[node] ?? Place(base: Place.arena, offset: 0) }

  // MARK: Instructions

  private mutating func emit(_ group: Int) {
    let members = fusion.groups[group].nodes
    if let space = fusion.groups[group].space {
      emitBlock(members, group, space)
      return
    }
    let index = members[0]
    let node = resolved.nodes[index]
    switch node.work {
    case .matrixProduct: emitProduct(index)
    case .concatenation(let axis):
      let stride = node.shape[axis...].reduce(1, *)
      var start = 0
      let parts = node.operands.map { operand in
        let chunk = operand.shape[axis...].reduce(1, *)
        defer { start += chunk }
        return CopyInstruction.Part(source: place(operand), chunk: chunk, destinationStart: start)
      }
      instructions.append(
        .copyChunks(
          CopyInstruction(
            destination: place(index), count: node.shape[..<axis].reduce(1, *), stride: stride, parts: parts, clears: false)))
    case .padding(let axis, let before):
      let inner = node.shape[(axis + 1)...].reduce(1, *)
      let operand = node.operands[0]
      let part = CopyInstruction.Part(
        source: place(operand), chunk: operand.shape[axis] * inner, destinationStart: before * inner)
      instructions.append(
        .copyChunks(
          CopyInstruction(
            destination: place(index), count: node.shape[..<axis].reduce(1, *), stride: node.shape[axis] * inner,
            parts: [part], clears: true)))
    case .gatherRows, .scatterAddRows:
      let table = node.operands[0]
      let indices = node.operands[1]
      let input = place(indices).base - Place.firstInput
      if case .gatherRows = node.work {
        instructions.append(
          .gather(
            RowsInstruction(
              source: place(table), index: input, destination: place(index), indexCount: indices.shape.elementCount,
              tableRows: table.shape[0], width: table.shape.dropFirst().reduce(1, *))))
      } else {
        instructions.append(
          .scatter(
            RowsInstruction(
              source: place(table), index: input, destination: place(index), indexCount: indices.shape.elementCount,
              tableRows: node.shape[0], width: node.shape.dropFirst().reduce(1, *))))
      }
    case .input, .array, .elementwise, .reduction: break
    }
  }

  private mutating func emitProduct(_ index: Int) {
    let node = resolved.nodes[index]
    guard case .memory(let aNode, let aView) = node.operands[0].source, let a = MatrixLayout(aView),
      case .memory(let bNode, let bView) = node.operands[1].source, let b = MatrixLayout(bView)
    else { return }
    var aOuter = a.outer
    var bOuter = b.outer
    // Leading axes are cut alike on both sides; the one with fewer levels is a single walk over both.
    func split(_ axes: inout [(extent: Int, stride: Int)], like other: [(extent: Int, stride: Int)]) {
      if axes.count == 1, other.count == 2 {
        axes = [(other[0].extent, axes[0].stride * other[1].extent), (other[1].extent, axes[0].stride)]
      }
    }
    split(&aOuter, like: bOuter)
    split(&bOuter, like: aOuter)
    let (m, k, n) = (a.rows, a.columns, b.columns)
    let size = m * n
    var outer = (count: 1, a: 0, b: 0, c: 0)
    var inner = (count: 1, a: 0, b: 0, c: 0)
    if let last = aOuter.last, let bLast = bOuter.last {
      inner = (last.extent, last.stride, bLast.stride, size)
      if aOuter.count == 2 { outer = (aOuter[0].extent, aOuter[0].stride, bOuter[0].stride, size * last.extent) }
    }
    let aPlace = place(aNode)
    let bPlace = place(bNode)
    let product = ProductInstruction(
      a: Place(base: aPlace.base, offset: aPlace.offset + a.offset),
      b: Place(base: bPlace.base, offset: bPlace.offset + b.offset), c: place(index), m: m, n: n, k: k, outer: outer,
      inner: inner, aStrides: (a.rowStride, a.columnStride), bStrides: (b.rowStride, b.columnStride),
      accumulates: direct[index] != nil)
    if product.isNarrow { scratchCount = max(scratchCount, Int(CK_NARROW_SCRATCH)) }
    instructions.append(.product(product))
  }

  private mutating func emitBlock(_ members: [Int], _ group: Int, _ space: IterationSpace) {
    var block = BlockBuilder(space: space)
    for index in members {
      let node = resolved.nodes[index]
      let operands = node.operands.map { operand -> BlockBuilder.Value in
        switch operand.source {
        case .splat(let value): .constant(value)
        case .memory(let source, let view):
          if fusion.groupOfNode[source] == group {
            .result(source)
          } else {
            .load(place(source), view)
          }
        }
      }
      switch node.work {
      case .elementwise(let opcode):
        block.append(opcode: opcode, operands, result: index)
        if isStored[index] { block.store(index, at: place(index)) }
      case .reduction(let kind, let axes):
        block.reduce(
          operands[0], kind: kind, view: Fusion.reductionView(axes, from: node.operands[0].shape),
          count: node.shape.elementCount, at: place(index), isSum: direct[index] != nil)
      default: break
      }
    }
    let finished = block.finish()
    scratchCount = max(scratchCount, finished.scratchCount)
    slotCount = max(slotCount, finished.slots.count)
    instructions.append(.elementwise(finished))
  }

  private mutating func emitOutputs() {
    for (index, output) in program.outputs.enumerated() {
      let operand = resolved.outputs[index]
      let count = output.shape.elementCount
      switch output.role {
      case .rows: epilogue.append(.copyRows(output: index, source: place(operand), count: count))
      case .sum:
        if let node = operand.node, direct[node] != nil { continue }
        epilogue.append(.add(source: place(operand), sum: sumOffsets[index], count: count))
      }
    }
  }
}

/// First-fit allocation of stretches of an arena, in elements, each on a boundary of 64 bytes at least.
struct ArenaAllocator {
  private var gaps: [(start: Int, end: Int)] = []
  private(set) var size = 0

  private func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  mutating func allocate(_ count: Int) -> Int {
    let need = rounded(count)
    // The smallest gap that fits keeps large gaps for large values.
    if let best = gaps.indices.filter({ gaps[$0].end - gaps[$0].start >= need })
      .min(by: { gaps[$0].end - gaps[$0].start < gaps[$1].end - gaps[$1].start })
    {
      let start = gaps[best].start
      gaps[best].start += need
      if gaps[best].start == gaps[best].end { gaps.remove(at: best) }
      return start
    }
    if let last = gaps.last, last.end == size {
      gaps.removeLast()
      size = last.start + need
      return last.start
    }
    defer { size += need }
    return size
  }

  mutating func free(_ start: Int, _ count: Int) {
    let end = start + rounded(count)
    let place = gaps.firstIndex { $0.start > start } ?? gaps.count
    gaps.insert((start, end), at: place)
    if place + 1 < gaps.count, gaps[place].end == gaps[place + 1].start {
      gaps[place].end = gaps[place + 1].end
      gaps.remove(at: place + 1)
    }
    if place > 0, gaps[place - 1].end == gaps[place].start {
      gaps[place - 1].end = gaps[place].end
      gaps.remove(at: place)
    }
  }
}
