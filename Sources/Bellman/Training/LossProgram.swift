internal import Networks
internal import Tensors

/// A task's loss, compiled: with its gradient for training, alone for validation.
final class LossProgram {
  enum Purpose { case training, validation }

  private let task: any TrainingTask
  private let executor: Executor<Float>
  private let lossValue: UnsafeBufferPointer<Float>
  /// The gradient, laid out as the parameters are; nothing for validation.
  let gradient: UnsafeBufferPointer<Float>

  init(_ task: any TrainingTask, for purpose: Purpose, threads: Int) throws {
    self.task = task
    let tree = task.parameters
    let plan = try Plan.compile(.float32, batch: task.batchSize) { trace in
      let loss = task.loss(trace)
      guard loss.shape.elementCount == 1 else {
        throw TensorError("a loss is one number, not a tensor of shape \(loss.shape)")
      }
      if purpose == .training { tree.outputGradient(of: loss) }
      trace.output(Self.lossName, loss, .sum)
    }
    // The gradients line up with the parameters only where nothing stands before them.
    guard plan.program.outputs.count == (purpose == .training ? tree.entries.count : 0) + 1 else {
      throw TensorError("a loss declares no outputs of its own")
    }
    executor = try Executor<Float>(plan, capacity: task.batchSize, threads: threads)
    lossValue = try executor.output(Self.lossName)
    gradient = UnsafeBufferPointer(start: executor.sums.baseAddress, count: purpose == .training ? tree.count : 0)
  }

  private static var lossName: String { "loss" }

  /// The loss of one batch, and its gradient in `gradient`.
  func run(_ parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws -> Double {
    try task.fill(executor, parameters: parameters, seed: seed, step: step)
    try executor.run(parameters: parameters.pointer)
    return Double(lossValue[0])
  }

  /// The mean loss of `count` batches, the same ones each time.
  func mean(_ parameters: AlignedMemory<Float>, seed: UInt64, batches count: Int) throws -> Double {
    var sum = 0.0
    for step in 0..<count { sum += try run(parameters, seed: seed, step: step) }
    return sum / Double(count)
  }
}
