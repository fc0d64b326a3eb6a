import CKernels

/// A random program over small whole numbers, where every precision and every order of summation is exact.
struct RandomProgram {
  var program: ElementwiseProgram
  var slots: [[Double]]
  /// How many stores write over a slot that is also read.
  var storesInPlace = 0

  init(using generator: inout SplitMix) {
    let sizes = Self.sizes(using: &generator)
    let total = sizes.reduce(1, *)
    program = ElementwiseProgram(sizes: sizes, registerCount: 0)
    slots = []

    let loadCount = Int.random(in: 1...4, using: &generator)
    var contiguous: [Int] = []
    for register in 0..<loadCount {
      let strides = Self.loadStrides(sizes, using: &generator)
      let extent = zip(sizes, strides).map { ($0 - 1) * $1 }.reduce(1, +)
      if strides == Self.rowMajor(sizes) { contiguous.append(slots.count) }
      program.loads.append(.init(register: register, slot: slots.count, strides: strides))
      slots.append((0..<extent).map { _ in Double(Int.random(in: -3...3, using: &generator)) })
    }
    let low = loadCount, high = loadCount + 1
    program.constants = [.init(register: low, value: -7), .init(register: high, value: 7)]
    program.registerCount = loadCount + 2 + Int.random(in: 1...3, using: &generator)

    var written = Set(0...high)
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let (opcode, arity, grows) = Self.operations.element(using: &generator)
      // The bounds are constants that stay; any other register may be written over.
      let free = (0..<program.registerCount).filter { $0 != low && $0 != high }
      let destination = free.element(using: &generator)
      let operands = (0..<arity).map { _ in written.sorted().element(using: &generator) }
      program.instructions.append(.init(opcode: opcode, destination: destination, operands: operands))
      if grows {
        program.instructions.append(.init(opcode: CK_MINIMUM, destination: destination, operands: [destination, high]))
        program.instructions.append(.init(opcode: CK_MAXIMUM, destination: destination, operands: [low, destination]))
      }
      written.insert(destination)
    }

    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let register = written.sorted().element(using: &generator)
      let kind = [CK_STORE, CK_STORE, CK_STORE_SUM, CK_STORE_SUM, CK_STORE_MAXIMUM].element(using: &generator)
      if kind == CK_STORE {
        if generator.chance(0.4), let slot = contiguous.popLast() {
          program.stores.append(.init(register: register, slot: slot, kind: kind))
          storesInPlace += 1
        } else {
          program.stores.append(.init(register: register, slot: slots.count, kind: kind))
          slots.append([Double](repeating: 5, count: total))
        }
      } else {
        let (strides, count) = Self.reducedStrides(sizes, using: &generator)
        let accumulate = kind == CK_STORE_SUM && generator.chance(0.3)
        program.stores.append(
          .init(
            register: register, slot: slots.count, kind: kind, accumulate: accumulate, count: count, strides: strides))
        slots.append([Double](repeating: 5, count: count))
      }
    }
  }

  private static let operations: [(ck_opcode, Int, grows: Bool)] = [
    (CK_COPY, 1, false), (CK_NEGATE, 1, false), (CK_ABSOLUTE, 1, false), (CK_SIGN, 1, false), (CK_SQUARE, 1, true),
    (CK_ADD, 2, false), (CK_SUBTRACT, 2, false), (CK_MULTIPLY, 2, true), (CK_MAXIMUM, 2, false), (CK_MINIMUM, 2, false),
    (CK_LESS, 2, false), (CK_LESS_OR_EQUAL, 2, false), (CK_EQUAL, 2, false), (CK_SELECT, 3, false),
    (CK_MULTIPLY_ADD, 3, true),
  ]

  private static func sizes(using generator: inout SplitMix) -> [Int] {
    let rank = Int.random(in: 0...6, using: &generator)
    var sizes: [Int] = []
    var room = 7000
    for _ in 0..<rank {
      let size = [1, 2, 3, 4, 5, 7, 8, 16, 17, 24, 31, 64, 100, 170, 512, 513, 1000, 2048].filter { $0 <= room }
        .element(using: &generator)
      sizes.append(size)
      room /= size
    }
    return sizes.shuffled(using: &generator)
  }

  static func rowMajor(_ sizes: [Int]) -> [Int] {
    var strides = sizes
    var stride = 1
    for axis in sizes.indices.reversed() {
      strides[axis] = stride
      stride *= sizes[axis]
    }
    return strides
  }

  private static func loadStrides(_ sizes: [Int], using generator: inout SplitMix) -> [Int] {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0, 1: return rowMajor(sizes)
    case 2: return broadcast(sizes, using: &generator).strides
    case 3:
      // A permutation of the axes, with a gap between the rows.
      var strides = sizes
      var stride = Int.random(in: 1...2, using: &generator)
      for axis in sizes.indices.shuffled(using: &generator) {
        strides[axis] = stride
        stride *= sizes[axis]
      }
      return strides
    default: return generator.chance(0.3) ? sizes.map { _ in 0 } : broadcast(sizes, using: &generator).strides
    }
  }

  private static func reducedStrides(_ sizes: [Int], using generator: inout SplitMix) -> (strides: [Int], count: Int) {
    generator.chance(0.2) ? (sizes.map { _ in 0 }, 1) : broadcast(sizes, using: &generator)
  }

  /// Row-major over a random subset of the axes, 0 on the others.
  private static func broadcast(_ sizes: [Int], using generator: inout SplitMix) -> (strides: [Int], count: Int) {
    var strides = sizes.map { _ in 0 }
    var count = 1
    for axis in sizes.indices.reversed() where generator.chance(0.5) {
      strides[axis] = count
      count *= sizes[axis]
    }
    return (strides, count)
  }
}
