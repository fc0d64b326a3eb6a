internal import CKernels

/// Writes one fused element-wise block: registers by last use, loads and constants shared, axes joined where all strides allow.
struct BlockBuilder {
  enum Value {
    case constant(Double)
    case load(Place, StridedView)
    /// The value of a node of this block.
    case result(Int)
  }

  private struct Step {
    var opcode: Int32
    var operands: [Int]
    var result: Int
  }
  private struct Load: Hashable {
    var place: Place
    var strides: [Int]
  }
  private struct Store {
    var value: Int
    var place: Place
    var kind: ck_store_kind
    var strides: [Int]
    var count: Int
    var isSum: Bool
  }

  private let space: IterationSpace
  // Values are numbered as they appear; a load or constant that is used twice is one value.
  private var valueCount = 0
  private var loads: [(load: Load, value: Int)] = []
  private var constants: [(bits: UInt64, value: Int)] = []
  private var results: [Int: Int] = [:]
  private var steps: [Step] = []
  private var stores: [Store] = []

  init(space: IterationSpace) { self.space = space }

  private mutating func number(_ value: Value) -> Int {
    switch value {
    case .result(let node): return results[node] ?? 0
    case .constant(let number):
      if let known = constants.first(where: { $0.bits == number.bitPattern }) { return known.value }
      constants.append((number.bitPattern, valueCount))
    case .load(let place, let view):
      let load = Load(place: Place(base: place.base, offset: place.offset + view.offset), strides: space.strides(view))
      if let known = loads.first(where: { $0.load == load }) { return known.value }
      loads.append((load, valueCount))
    }
    valueCount += 1
    return valueCount - 1
  }

  mutating func append(opcode: Int32, _ operands: [Value], result: Int) {
    let numbers = operands.map { number($0) }
    results[result] = valueCount
    steps.append(Step(opcode: opcode, operands: numbers, result: valueCount))
    valueCount += 1
  }

  mutating func store(_ node: Int, at place: Place) {
    stores.append(
      Store(value: results[node] ?? 0, place: place, kind: CK_STORE, strides: [], count: space.elementCount, isSum: false))
  }

  mutating func reduce(_ value: Value, kind: ReductionKind, view: StridedView, count: Int, at place: Place, isSum: Bool) {
    let value = number(value)
    stores.append(
      Store(
        value: value, place: place, kind: kind == .sum ? CK_STORE_SUM : CK_STORE_MAXIMUM, strides: space.strides(view),
        count: count, isSum: isSum))
  }

  func finish() -> ElementwiseBlock {
    let steps = contracted()
    // Loads and constants keep their registers; results take the registers of results that are used no more.
    var register = [Int](repeating: -1, count: valueCount)
    var next = 0
    for (_, value) in loads {
      register[value] = next
      next += 1
    }
    for (_, value) in constants {
      register[value] = next
      next += 1
    }
    var lastUse = [Int](repeating: -1, count: valueCount)
    for (index, step) in steps.enumerated() { for operand in step.operands { lastUse[operand] = index } }
    // Stores happen at the end of a block.
    for store in stores { lastUse[store.value] = steps.count }
    var isResult = [Bool](repeating: false, count: valueCount)
    var free: [Int] = []
    var instructions: [ck_instruction] = []
    for (index, step) in steps.enumerated() {
      for operand in Set(step.operands) where isResult[operand] && lastUse[operand] == index { free.append(register[operand]) }
      if let reused = free.popLast() {
        register[step.result] = reused
      } else {
        register[step.result] = next
        next += 1
      }
      isResult[step.result] = true
      let r = step.operands.map { Int32(register[$0]) }
      instructions.append(
        ck_instruction(
          opcode: step.opcode, destination: Int32(register[step.result]), a: r.first ?? -1, b: r.count > 1 ? r[1] : -1,
          c: r.count > 2 ? r[2] : -1))
      if lastUse[step.result] < 0 { free.append(register[step.result]) }
    }

    let (extents, kept) = joinedAxes()
    var slots: [Place] = []
    func slot(_ place: Place) -> Int32 {
      if let known = slots.firstIndex(of: place) { return Int32(known) }
      slots.append(place)
      return Int32(slots.count - 1)
    }
    let loadTable = loads.map { entry in
      var load = ck_load()
      load.reg = Int32(register[entry.value])
      load.slot = slot(entry.load.place)
      fill(&load.strides, kept.map { entry.load.strides[$0] })
      return load
    }
    let constantTable = constants.map { ck_constant(reg: Int32(register[$0.value]), value: Double(bitPattern: $0.bits)) }
    let storeTable = stores.map { entry in
      var store = ck_store()
      store.reg = Int32(register[entry.value])
      store.slot = slot(entry.place)
      store.kind = Int32(entry.kind.rawValue)
      store.count = Int64(entry.count)
      if !entry.strides.isEmpty { fill(&store.strides, kept.map { entry.strides[$0] }) }
      return store
    }
    return ElementwiseBlock(
      extents: extents, registerCount: next, loads: loadTable, constants: constantTable, steps: instructions,
      stores: storeTable, sumStores: Set(stores.indices.filter { stores[$0].isSum }), slots: slots)
  }

  /// The steps with a · b + c as one, where nothing else reads the product.
  private func contracted() -> [Step] {
    var uses = [Int](repeating: 0, count: valueCount)
    for step in steps { for operand in step.operands { uses[operand] += 1 } }
    for store in stores { uses[store.value] += 1 }
    var product = [Int: Step]()
    for step in steps where step.opcode == Int32(CK_MULTIPLY.rawValue) && uses[step.result] == 1 { product[step.result] = step }
    var absorbed = Set<Int>()
    let result = steps.map { step in
      guard step.opcode == Int32(CK_ADD.rawValue), let place = step.operands.firstIndex(where: { product[$0] != nil }),
        let factors = product[step.operands[place]]
      else { return step }
      absorbed.insert(factors.result)
      return Step(
        opcode: Int32(CK_MULTIPLY_ADD.rawValue), operands: factors.operands + [step.operands[1 - place]], result: step.result)
    }
    return result.filter { !absorbed.contains($0.result) }
  }

  /// Joins neighbouring axes that every operand walks as one. Returns the extents, and for each the axis whose strides stand.
  private func joinedAxes() -> (extents: [Int], kept: [Int]) {
    let fine = space.extents
    let allStrides = loads.map(\.load.strides) + stores.filter { !$0.strides.isEmpty }.map(\.strides)
    var extents = [fine[0]]
    var kept = [0]
    for axis in fine.indices.dropFirst() {
      let joins = allStrides.allSatisfy { $0[axis - 1] == $0[axis] * fine[axis] }
      if joins {
        extents[extents.count - 1] *= fine[axis]
        kept[kept.count - 1] = axis
      } else {
        extents.append(fine[axis])
        kept.append(axis)
      }
    }
    return (extents, kept)
  }
}

/// Writes values to a C array that Swift sees as a tuple.
private func fill<Tuple>(_ tuple: inout Tuple, _ values: [Int]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    let numbers = bytes.bindMemory(to: Int64.self)
    for (index, value) in values.enumerated() where index < numbers.count { numbers[index] = Int64(value) }
  }
}
