internal import CKernels

/// A program made executable: instructions over one arena, compiled for one micro-batch.
///
/// A plan is immutable and may be shared by workers, each with its own arena.
public final class Plan: Sendable {
  public let program: Program
  let instructions: [Instruction]
  /// Elements of the arena.
  let arenaCount: Int
  /// Values of the program's arrays, one behind the other.
  let constants: [Double]
  /// Elements of the flat vector into which outputs of role `.sum` are added, and where each output starts there.
  let sumCount: Int
  let sumOffsets: [Int]
  /// Work at the end of a micro-batch that brings outputs out of the arena.
  let epilogue: [Epilogue]
  let scratchCount: Int
  let slotCount: Int

  /// Bytes that are live at once in the arena of one worker.
  public var arenaBytes: Int { arenaCount * (program.scalarType == .float32 ? 4 : 8) }

  /// Floating-point operations of the matrix products of one micro-batch: 2mnk each.
  public var productOperations: Int {
    instructions.reduce(0) { if case .product(let product) = $1 { $0 + product.operations } else { $0 } }
  }

  public init(_ program: Program) throws {
    self.program = program
    var builder = try PlanBuilder(program)
    try builder.emit()
    instructions = builder.instructions
    arenaCount = builder.arenaCount
    constants = builder.constants
    sumCount = builder.sumCount
    sumOffsets = builder.sumOffsets
    epilogue = builder.epilogue
    scratchCount = builder.scratchCount
    slotCount = builder.slotCount
  }
}

/// A place in one of the memories that a running plan knows.
struct Place: Hashable, Sendable {
  /// 0 arena, 1 parameters, 2 constants, 3 sums, 4… the program's inputs.
  var base: Int
  var offset: Int

  static let arena = 0
  static let parameters = 1
  static let constants = 2
  static let sums = 3
  static let firstInput = 4
}

/// One step of a plan.
enum Instruction: Sendable {
  case elementwise(ElementwiseBlock)
  case product(ProductInstruction)
  case copyChunks(CopyInstruction)
  case gather(RowsInstruction)
  case scatter(RowsInstruction)
}

struct ProductInstruction: Sendable {
  var a: Place
  var b: Place
  var c: Place
  var m: Int
  var n: Int
  var k: Int
  /// Leading extents, outer and inner, with the strides of the three operands.
  var outer: (count: Int, a: Int, b: Int, c: Int)
  var inner: (count: Int, a: Int, b: Int, c: Int)
  var aStrides: (row: Int, column: Int)
  var bStrides: (row: Int, column: Int)
  /// The result is an output of role `.sum`: it is added to what earlier micro-batches left.
  var accumulates: Bool

  var operations: Int { 2 * m * n * k * outer.count * inner.count }

  /// Whether B stays in a core's caches, so that there is no need to copy A as a BLAS does. A long A that is stored by columns
  /// is better copied, and a single column of any length is a product with a vector.
  var isNarrow: Bool { n * k <= 1 << 16 && (aStrides.column == 1 || k <= 256) && (n > 1 || m * k <= 1 << 10) }
}

/// Chunks of contiguous elements moved into a larger array: concatenation, and padding after zeros.
struct CopyInstruction: Sendable {
  struct Part: Sendable {
    var source: Place
    var chunk: Int
    var destinationStart: Int
  }
  var destination: Place
  var count: Int
  var stride: Int
  var parts: [Part]
  /// Whether parts of the destination are covered by no source and must be zero.
  var clears: Bool
}

struct RowsInstruction: Sendable {
  var source: Place
  /// Number of the program's input that holds the indices.
  var index: Int
  var destination: Place
  var indexCount: Int
  var tableRows: Int
  var width: Int
}

/// What happens with an output at the end of a micro-batch.
enum Epilogue: Sendable {
  /// Rows are copied to the output's own memory, behind those of earlier micro-batches.
  case copyRows(output: Int, source: Place, count: Int)
  /// Elements are added to the sums.
  case add(source: Place, sum: Int, count: Int)
}

/// The tables of one `ck_elementwise`, in memory that lives as long as the plan.
final class ElementwiseBlock: @unchecked Sendable {
  // Written once in `init`, read only afterwards: therefore sendable.
  private let loads: UnsafeMutableBufferPointer<ck_load>
  private let constants: UnsafeMutableBufferPointer<ck_constant>
  private let steps: UnsafeMutableBufferPointer<ck_instruction>
  private let stores: UnsafeMutableBufferPointer<ck_store>
  /// The same table with sums that add to what is there, for every micro-batch but the first.
  let first: UnsafeMutablePointer<ck_elementwise>
  let later: UnsafeMutablePointer<ck_elementwise>
  private let laterStores: UnsafeMutableBufferPointer<ck_store>
  let slots: [Place]

  init(
    extents: [Int], registerCount: Int, loads: [ck_load], constants: [ck_constant], steps: [ck_instruction],
    stores: [ck_store], sumStores: Set<Int>, slots: [Place]
  ) {
    func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(values.count, 1))
      _ = buffer.initialize(from: values)
      return buffer
    }
    self.loads = copy(loads)
    self.constants = copy(constants)
    self.steps = copy(steps)
    self.stores = copy(stores)
    laterStores = copy(
      stores.enumerated().map { index, store in
        var store = store
        if sumStores.contains(index) { store.accumulate = 1 }
        return store
      })
    self.slots = slots
    var table = ck_elementwise()
    table.rank = Int32(extents.count)
    table.register_count = Int32(registerCount)
    table.load_count = Int32(loads.count)
    table.constant_count = Int32(constants.count)
    table.instruction_count = Int32(steps.count)
    table.store_count = Int32(stores.count)
    withUnsafeMutableBytes(of: &table.sizes) { bytes in
      let sizes = bytes.bindMemory(to: Int64.self)
      for (axis, extent) in extents.enumerated() { sizes[axis] = Int64(extent) }
    }
    table.loads = UnsafePointer(self.loads.baseAddress)
    table.constants = UnsafePointer(self.constants.baseAddress)
    table.instructions = UnsafePointer(self.steps.baseAddress)
    table.stores = UnsafePointer(self.stores.baseAddress)
    first = .allocate(capacity: 1)
    first.initialize(to: table)
    table.stores = UnsafePointer(laterStores.baseAddress)
    later = .allocate(capacity: 1)
    later.initialize(to: table)
  }

  deinit {
    loads.deallocate()
    constants.deallocate()
    steps.deallocate()
    stores.deallocate()
    laterStores.deallocate()
    first.deallocate()
    later.deallocate()
  }

  var scratchCount: Int { ck_elementwise_scratch(first) }
}
