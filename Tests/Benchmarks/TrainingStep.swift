import Networks
import Tensors

/// One training step of a network on a fixed batch: forward, backward, Adam over all parameters.
final class TrainingStep {
  let name: String
  /// Floating-point operations of a step as the network is written down, and as they are done here, in units of 10⁹.
  let writtenOperations: Double
  let doneOperations: Double
  /// Seconds to record and compile the plan.
  let compileSeconds: Double
  let rows: Int
  private let executor: Executor<Float>
  private let weights: AlignedMemory<Float>
  private let optimiser: Adam
  private let threads: Int

  init(
    _ name: String, batch: Int, threads: Int, writtenOperations: Double, tree: ParameterTree,
    loss: (Trace) -> Tensor
  ) throws {
    self.name = name
    self.threads = threads
    self.writtenOperations = writtenOperations
    let clock = ContinuousClock()
    var compiled: Plan?
    let time = try clock.measure {
      compiled = try Plan.compile(.float32, batch: batch) { trace in
        let loss = loss(trace)
        tree.outputGradient(of: loss)
        trace.output("loss", loss, .sum)
      }
    }
    guard let plan = compiled else { throw TensorError("no plan") }
    compileSeconds = time / .seconds(1)
    rows = plan.program.rowCount
    doneOperations = Double(plan.productOperations) * Double(batch / rows) / 1e9
    executor = try Executor<Float>(plan, capacity: batch, threads: threads)
    for (index, input) in plan.program.inputs.enumerated() where input.role == .rows {
      let memory = try executor.input(input.name)
      Float.fillNormal(memory, seed: 7, stream: UInt32(index), step: 0, first: 0)
    }
    weights = tree.initialValues(seed: 1)
    optimiser = Adam(count: tree.count)
  }

  func run() throws {
    try executor.run(parameters: weights.pointer)
    let gradient = UnsafeBufferPointer(start: executor.sums.baseAddress, count: weights.count)
    optimiser.update(weights, gradient: gradient, rate: 1e-4, threads: threads)
  }

  func loss() throws -> Float { try executor.output("loss")[0] }
}
