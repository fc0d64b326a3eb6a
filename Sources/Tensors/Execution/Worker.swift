/// Runs a plan on one micro-batch after another, with its own arena.
final class Worker<Scalar: ExecutableScalar> {
  private let plan: Plan
  private let arena: AlignedMemory<Scalar>
  private let scratch: AlignedMemory<Scalar>
  private let slots: AlignedMemory<UnsafeMutablePointer<Scalar>?>
  private let bases: AlignedMemory<UnsafeMutablePointer<Scalar>>

  init(_ plan: Plan) {
    self.plan = plan
    arena = AlignedMemory(count: plan.arenaCount, filledWith: 0)
    let blocks = plan.instructions.map { if case .elementwise(let block) = $0 { block.scratchCount } else { 0 } }
    scratch = AlignedMemory(count: max(plan.scratchCount, blocks.max() ?? 0) + 64, filledWith: 0)
    slots = AlignedMemory(count: plan.slotCount, filledWith: nil)
    bases = AlignedMemory(count: Place.firstInput + plan.program.inputs.count, filledWith: arena.pointer)
  }

  private func address(_ place: Place) -> UnsafeMutablePointer<Scalar> { bases.pointer[place.base] + place.offset }

  /// Runs the plan once.
  /// - Parameters:
  ///   - isFirst: the sums are written, not added to.
  func run(
    parameters: UnsafeMutablePointer<Scalar>, constants: UnsafeMutablePointer<Scalar>, sums: UnsafeMutablePointer<Scalar>,
    inputs: UnsafePointer<UnsafeMutablePointer<Scalar>>, indices: UnsafePointer<UnsafePointer<Int32>?>,
    outputs: UnsafePointer<UnsafeMutablePointer<Scalar>?>, isFirst: Bool
  ) {
    bases.pointer[Place.parameters] = parameters
    bases.pointer[Place.constants] = constants
    bases.pointer[Place.sums] = sums
    for input in plan.program.inputs.indices { bases.pointer[Place.firstInput + input] = inputs[input] }
    for instruction in plan.instructions {
      switch instruction {
      case .elementwise(let block):
        for (slot, place) in block.slots.enumerated() { slots.pointer[slot] = address(place) }
        Scalar.elementwise(isFirst ? block.first : block.later, slots.pointer, scratch.pointer)
      case .product(let product): run(product, isFirst)
      case .copyChunks(let copy): run(copy)
      case .gather(let rows):
        if let index = indices[rows.index] {
          Scalar.gatherRows(
            address(rows.source), rows: rows.tableRows, width: rows.width, index, count: rows.indexCount,
            address(rows.destination))
        }
      case .scatter(let rows):
        if let index = indices[rows.index] {
          Scalar.scatterAddRows(
            address(rows.source), count: rows.indexCount, width: rows.width, index, rows: rows.tableRows,
            address(rows.destination))
        }
      }
    }
    for step in plan.epilogue {
      switch step {
      case .copyRows(let output, let source, let count):
        outputs[output]?.update(from: address(source), count: count)
      case .add(let source, let sum, let count):
        if isFirst {
          (sums + sum).update(from: address(source), count: count)
        } else {
          Scalar.add(address(source), into: sums + sum, count: count)
        }
      }
    }
  }

  private func run(_ product: ProductInstruction, _ isFirst: Bool) {
    let accumulate = product.accumulates && !isFirst
    let (a, b, c) = (address(product.a), address(product.b), address(product.c))
    for outer in 0..<product.outer.count {
      let (a, b, c) = (a + outer * product.outer.a, b + outer * product.outer.b, c + outer * product.outer.c)
      if product.isNarrow {
        Scalar.narrowProducts(
          count: product.inner.count, m: product.m, n: product.n, k: product.k, a,
          (product.inner.a, product.aStrides.row, product.aStrides.column), b,
          (product.inner.b, product.bStrides.row, product.bStrides.column), c, product.inner.c, accumulate: accumulate,
          scratch.pointer)
        continue
      }
      let transposeA = product.aStrides.column != 1
      let transposeB = product.bStrides.column != 1
      for inner in 0..<product.inner.count {
        Scalar.product(
          m: product.m, n: product.n, k: product.k, a + inner * product.inner.a,
          leadingA: transposeA ? product.aStrides.column : product.aStrides.row, transposeA: transposeA,
          b + inner * product.inner.b, leadingB: transposeB ? product.bStrides.column : product.bStrides.row,
          transposeB: transposeB, c + inner * product.inner.c, accumulate: accumulate)
      }
    }
  }

  private func run(_ copy: CopyInstruction) {
    let destination = address(copy.destination)
    if copy.clears { destination.update(repeating: 0, count: copy.count * copy.stride) }
    for part in copy.parts {
      let source = address(part.source)
      for chunk in 0..<copy.count {
        (destination + chunk * copy.stride + part.destinationStart).update(from: source + chunk * part.chunk, count: part.chunk)
      }
    }
  }
}
