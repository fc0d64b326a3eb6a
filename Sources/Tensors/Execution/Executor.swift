/// Runs a plan over a batch: micro-batches on several threads, sums in a fixed order, nothing allocated while it runs.
///
/// The batch is dealt to a number of lanes that depends on the program and the batch alone; each lane adds its micro-batches
/// in order, and the lanes are added in order. Results are therefore the same bits for any number of threads.
///
/// An executor belongs to one thread at a time; inputs and outputs are memory that it owns.
public final class Executor<Scalar: ExecutableScalar> {
  public let plan: Plan
  /// Most rows of one call.
  public let capacity: Int
  public let threads: Int

  private let workers: [Worker<Scalar>]
  private let inputs: [AlignedMemory<Scalar>?]
  private let indices: [AlignedMemory<Int32>?]
  private let outputs: [AlignedMemory<Scalar>?]
  private let constants: AlignedMemory<Scalar>
  private let laneSums: [AlignedMemory<Scalar>]
  private let tables: [PointerTables]
  private let microBatches: Int

  /// Most lanes: with as many threads, each has one.
  private static var mostLanes: Int { 4 }

  /// Pointers of one worker's micro-batch, rewritten for each.
  private final class PointerTables {
    let inputs: AlignedMemory<UnsafeMutablePointer<Scalar>>
    let indices: AlignedMemory<UnsafePointer<Int32>?>
    let outputs: AlignedMemory<UnsafeMutablePointer<Scalar>?>

    init(_ program: Program, placeholder: UnsafeMutablePointer<Scalar>) {
      inputs = AlignedMemory(count: program.inputs.count, filledWith: placeholder)
      indices = AlignedMemory(count: program.inputs.count, filledWith: nil)
      outputs = AlignedMemory(count: program.outputs.count, filledWith: nil)
    }
  }

  /// - Parameters:
  ///   - capacity: most rows of one call; a whole number of micro-batches.
  ///   - threads: workers; the processors of the machine when nil.
  public init(_ plan: Plan, capacity: Int, threads: Int? = nil) throws {
    guard plan.program.scalarType == Scalar.scalarType else {
      throw TensorError("a plan in \(plan.program.scalarType.rawValue) cannot run in \(Scalar.scalarType.rawValue)")
    }
    let rows = plan.program.rowCount
    guard capacity > 0, capacity % rows == 0 else {
      throw TensorError("a capacity of \(capacity) rows is no whole number of micro-batches of \(rows)")
    }
    _ = BLASLibrary.ready
    self.plan = plan
    self.capacity = capacity
    microBatches = capacity / rows
    let lanes = min(microBatches, Self.mostLanes)
    self.threads = max(1, threads ?? Parallel.defaultThreads)
    workers = (0..<min(self.threads, lanes)).map { _ in Worker(plan) }
    inputs = plan.program.inputs.map { input in
      switch input.role {
      case .rows: AlignedMemory(count: input.shape.elementCount / rows * capacity, filledWith: 0)
      case .shared: AlignedMemory(count: input.shape.elementCount, filledWith: 0)
      case .parameters, .indexRows: nil
      }
    }
    indices = plan.program.inputs.map { input in
      input.role == .indexRows ? AlignedMemory(count: input.shape.elementCount / rows * capacity, filledWith: 0) : nil
    }
    outputs = plan.program.outputs.map { output in
      output.role == .rows ? AlignedMemory(count: output.shape.elementCount / rows * capacity, filledWith: 0) : nil
    }
    constants = AlignedMemory(count: plan.constants.count, filledWith: 0)
    for (index, value) in plan.constants.enumerated() { constants.pointer[index] = Scalar(value) }
    laneSums = (0..<lanes).map { _ in AlignedMemory(count: plan.sumCount, filledWith: 0) }
    let placeholder = constants.pointer
    tables = (0..<min(self.threads, lanes)).map { _ in PointerTables(plan.program, placeholder: placeholder) }
  }

  // MARK: Inputs and outputs

  /// Memory of an input, for `capacity` rows (or once, when it is shared). It lives as long as the executor.
  public func input(_ name: String) throws -> UnsafeMutableBufferPointer<Scalar> {
    guard let index = plan.program.inputs.firstIndex(where: { $0.name == name }), let block = inputs[index] else {
      throw TensorError("the program has no input “\(name)”; it has \(plan.program.inputs.map(\.name))")
    }
    return UnsafeMutableBufferPointer(start: block.pointer, count: block.count)
  }

  /// Memory of an index input, for `capacity` rows.
  public func indexInput(_ name: String) throws -> UnsafeMutableBufferPointer<Int32> {
    guard let index = plan.program.inputs.firstIndex(where: { $0.name == name }), let block = indices[index] else {
      throw TensorError("the program has no index input “\(name)”; it has \(plan.program.inputs.map(\.name))")
    }
    return block.buffer
  }

  /// Memory of an output: `capacity` rows, or the sum.
  public func output(_ name: String) throws -> UnsafeBufferPointer<Scalar> {
    guard let index = plan.program.outputs.firstIndex(where: { $0.name == name }) else {
      throw TensorError("the program has no output “\(name)”; it has \(plan.program.outputs.map(\.name))")
    }
    if let block = outputs[index] { return UnsafeBufferPointer(block.buffer) }
    let start = laneSums[0].pointer + plan.sumOffsets[index]
    return UnsafeBufferPointer(start: start, count: plan.program.outputs[index].shape.elementCount)
  }

  /// All outputs of role `.sum`, one behind the other in the order of their declaration.
  public var sums: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: laneSums[0].pointer, count: plan.sumCount)
  }

  // MARK: Running

  /// Runs the plan on the first `rows` rows of the inputs.
  ///
  /// With outputs of role `.sum` the rows must be a whole number of micro-batches; otherwise the last micro-batch may be
  /// filled up with whatever the inputs hold, and what comes out for those rows means nothing.
  public func run(parameters: UnsafeMutablePointer<Scalar>? = nil, rows: Int? = nil) throws {
    let count = rows ?? capacity
    let size = plan.program.rowCount
    guard count > 0, count <= capacity else { throw TensorError("\(count) rows in an executor for 1 to \(capacity)") }
    if plan.sumCount > 0, count % size != 0 {
      throw TensorError("sums over \(count) rows, which are no whole number of micro-batches of \(size)")
    }
    let needed = plan.program.inputs.contains { if case .parameters = $0.role { true } else { false } }
    if needed, parameters == nil { throw TensorError("the program has parameters, but none are given") }
    let job = Job(
      executor: self, parameters: parameters ?? constants.pointer, microBatches: (count + size - 1) / size)
    let lanes = min(laneSums.count, job.microBatches)
    Parallel.forEach(lanes, threads: workers.count) { worker, lane in
      // Contiguous runs of micro-batches, cut as evenly as whole numbers allow.
      let range = job.microBatches * lane / lanes..<job.microBatches * (lane + 1) / lanes
      for microBatch in range {
        job.executor.run(microBatch, worker: worker, lane: lane, job.parameters, isFirst: microBatch == range.lowerBound)
      }
    }
    if plan.sumCount > 0, lanes > 1 { addLanes(lanes) }
  }

  /// What the threads of one call share. Each lane and each worker's memory is touched by one thread at a time.
  private struct Job: @unchecked Sendable {
    let executor: Executor<Scalar>
    let parameters: UnsafeMutablePointer<Scalar>
    let microBatches: Int
  }

  private func run(
    _ microBatch: Int, worker: Int, lane: Int, _ parameters: UnsafeMutablePointer<Scalar>, isFirst: Bool
  ) {
    let table = tables[worker]
    for (index, input) in plan.program.inputs.enumerated() {
      let step = input.shape.elementCount * microBatch
      if let block = inputs[index] { table.inputs.pointer[index] = block.pointer + (input.role == .rows ? step : 0) }
      if let block = indices[index] { table.indices.pointer[index] = UnsafePointer(block.pointer + step) }
    }
    for (index, output) in plan.program.outputs.enumerated() {
      if let block = outputs[index] {
        table.outputs.pointer[index] = block.pointer + output.shape.elementCount * microBatch
      }
    }
    workers[worker].run(
      parameters: parameters, constants: constants.pointer, sums: laneSums[lane].pointer, inputs: table.inputs.pointer,
      indices: table.indices.pointer, outputs: table.outputs.pointer, isFirst: isFirst)
  }

  private func addLanes(_ lanes: Int) {
    let job = Job(executor: self, parameters: constants.pointer, microBatches: lanes)
    let count = plan.sumCount
    let chunk = 1 << 16
    Parallel.forEach((count + chunk - 1) / chunk, threads: workers.count) { _, index in
      let start = index * chunk
      let size = min(chunk, count - start)
      for lane in 1..<job.microBatches {
        Scalar.add(
          job.executor.laneSums[lane].pointer + start, into: job.executor.laneSums[0].pointer + start, count: size)
      }
    }
  }
}
