import CKernels

/// An element-wise program as a value, with the naive meaning that the kernels are held against.
struct ElementwiseProgram {
  struct Load { var register, slot: Int, strides: [Int] }
  struct Constant { var register: Int, value: Double }
  struct Instruction { var opcode: ck_opcode, destination: Int, operands: [Int] }
  struct Store { var register, slot: Int, kind: ck_store_kind, accumulate = false, count = 0, strides: [Int] = [] }

  var sizes: [Int]
  var registerCount: Int
  var loads: [Load] = []
  var constants: [Constant] = []
  var instructions: [Instruction] = []
  var stores: [Store] = []

  var count: Int { sizes.reduce(1, *) }

  /// Runs the kernel on the slots in place.
  func run<Real: KernelReal>(_ slots: inout [[Real]]) {
    let loads = loads.map { ck_load(reg: Int32($0.register), slot: Int32($0.slot), strides: axes($0.strides)) }
    let constants = constants.map { ck_constant(reg: Int32($0.register), value: $0.value) }
    let instructions = instructions.map { instruction in
      let operands = instruction.operands.map { Int32($0) } + [-1, -1, -1]
      return ck_instruction(
        opcode: Int32(instruction.opcode.rawValue), destination: Int32(instruction.destination),
        a: operands[0], b: operands[1], c: operands[2])
    }
    let stores = stores.map {
      ck_store(
        reg: Int32($0.register), slot: Int32($0.slot), kind: Int32($0.kind.rawValue), accumulate: $0.accumulate ? 1 : 0,
        count: Int64($0.count), strides: axes($0.strides))
    }
    let memory = slots.map { slot in
      let pointer = UnsafeMutablePointer<Real>.allocate(capacity: max(slot.count, 1))
      pointer.initialize(from: slot, count: slot.count)
      return pointer
    }
    loads.withUnsafeBufferPointer { loads in
      constants.withUnsafeBufferPointer { constants in
        instructions.withUnsafeBufferPointer { instructions in
          stores.withUnsafeBufferPointer { stores in
            var program = ck_elementwise(
              rank: Int32(sizes.count), register_count: Int32(registerCount), load_count: Int32(loads.count),
              constant_count: Int32(constants.count), instruction_count: Int32(instructions.count),
              store_count: Int32(stores.count), sizes: axes(sizes), loads: loads.baseAddress,
              constants: constants.baseAddress, instructions: instructions.baseAddress, stores: stores.baseAddress)
            let scratchCount = ck_elementwise_scratch(&program)
            let scratch = UnsafeMutableRawPointer.allocate(
              byteCount: max(scratchCount, 1) * MemoryLayout<Real>.stride, alignment: 64)
            defer { scratch.deallocate() }
            let typed = scratch.bindMemory(to: Real.self, capacity: max(scratchCount, 1))
            Real.elementwise(&program, memory.map { Optional($0) }, typed)
          }
        }
      }
    }
    for (slot, pointer) in memory.enumerated() {
      slots[slot] = Array(UnsafeBufferPointer(start: pointer, count: slots[slot].count))
      pointer.deallocate()
    }
  }

  /// The same by its definition, one element at a time, in double precision.
  func runNaively(_ slots: inout [[Double]]) {
    let before = slots
    for store in stores where store.kind != CK_STORE && !store.accumulate {
      for i in 0..<store.count { slots[store.slot][i] = store.kind == CK_STORE_SUM ? 0 : -.infinity }
    }
    var index = [Int](repeating: 0, count: sizes.count)
    for element in 0..<count {
      var remainder = element
      for axis in sizes.indices.reversed() {
        index[axis] = remainder % sizes[axis]
        remainder /= sizes[axis]
      }
      var registers = [Double](repeating: .nan, count: registerCount)
      for constant in constants { registers[constant.register] = constant.value }
      for load in loads {
        registers[load.register] = before[load.slot][zip(index, load.strides).map { $0 * $1 }.reduce(0, +)]
      }
      for instruction in instructions {
        registers[instruction.destination] = meaning(instruction.opcode, instruction.operands.map { registers[$0] })
      }
      for store in stores {
        let value = registers[store.register]
        let place = zip(index, store.strides).map { $0 * $1 }.reduce(0, +)
        switch store.kind {
        case CK_STORE_SUM: slots[store.slot][place] += value
        case CK_STORE_MAXIMUM: slots[store.slot][place] = larger(slots[store.slot][place], value)
        default: slots[store.slot][element] = value
        }
      }
    }
  }
}

private func axes(_ values: [Int]) -> (Int64, Int64, Int64, Int64, Int64, Int64) {
  let padded = values.map { Int64($0) } + [0, 0, 0, 0, 0, 0]
  return (padded[0], padded[1], padded[2], padded[3], padded[4], padded[5])
}

private func larger(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : max(x, y) }

/// The exact operations; the others are tested one by one for accuracy.
private func meaning(_ opcode: ck_opcode, _ x: [Double]) -> Double {
  switch opcode {
  case CK_COPY: x[0]
  case CK_NEGATE: -x[0]
  case CK_ABSOLUTE: abs(x[0])
  case CK_SIGN: x[0] > 0 ? 1 : x[0] < 0 ? -1 : x[0]
  case CK_SQUARE: x[0] * x[0]
  case CK_FLOOR: x[0].rounded(.down)
  case CK_ADD: x[0] + x[1]
  case CK_SUBTRACT: x[0] - x[1]
  case CK_MULTIPLY: x[0] * x[1]
  case CK_DIVIDE: x[0] / x[1]
  case CK_MAXIMUM: larger(x[0], x[1])
  case CK_MINIMUM: -larger(-x[0], -x[1])
  case CK_LESS: x[0] < x[1] ? 1 : 0
  case CK_LESS_OR_EQUAL: x[0] <= x[1] ? 1 : 0
  case CK_EQUAL: x[0] == x[1] ? 1 : 0
  case CK_SELECT: x[0] != 0 ? x[1] : x[2]
  case CK_MULTIPLY_ADD: x[0] * x[1] + x[2]
  default: .nan
  }
}
