public import Networks
public import Tensors

/// The log-variance objective: Var(log w) over paths simulated with the present control, which is least at the
/// optimum. It needs the target's energy alone, no gradient of it and no samples.
///
/// The variance may be taken over any law of paths. Over the control's own alone it has local minima: a control that
/// has left a mode never sees it again, and between modes it sees too few paths to learn their weights. With
/// `explorationSteps` half of the first paths are of the reference process, falling to a tenth that stays.
///
/// Paths of weight zero are left out. With paths and their mean log-weight m held fixed, the gradient of E(log w − m)²
/// is that of the variance. Source: N. Nüsken, L. Richter, Partial Differential Equations and Applications 2 (2021) 48.
public struct LogVariance<Chain: ReversibleChain, Network: StepNetwork>: TrainingTask {
  public let problem: ControlProblem<Chain>
  public let network: Network
  public let batchSize: Int
  /// Steps over which the share of exploring paths falls from one half to a tenth; none explore where this is zero.
  public let explorationSteps: Int
  private let simulator: SimulatorBox

  /// The simulator is made when the first step needs it, and belongs to the thread that trains.
  private final class SimulatorBox: @unchecked Sendable {
    var simulator: PathSimulator<Chain, Network>?
  }

  public init(_ problem: ControlProblem<Chain>, network: Network, batchSize: Int, explorationSteps: Int = 0) {
    self.problem = problem
    self.network = network
    self.batchSize = batchSize
    self.explorationSteps = explorationSteps
    simulator = SimulatorBox()
  }

  public var parameters: ParameterTree { network.parameters }

  private func explorationShare(_ step: Int) -> Double {
    explorationSteps > 0 ? 0.1 + 0.4 * max(0, 1 - Double(step) / Double(explorationSteps)) : 0
  }

  public func loss(_ trace: Trace) -> Tensor {
    let chain = problem.chain
    let count = chain.stepCount
    func paths(_ name: String, _ layout: StateLayout) -> NamedTensors {
      NamedTensors(
        layout,
        layout.parts.map {
          trace.rows("\(name).\($0.name)", [count] + $0.shape).reshaped([trace.rowCount * count] + $0.shape)
        })
    }
    func levels(_ value: (Int) -> Double) -> Tensor {
      trace.constant((0..<count).map(value), [1, count]).broadcast(to: [trace.rowCount, count]).reshaped([-1])
    }
    let deviation = levels(chain.deviation)
    let time = levels { Double($0) / Double(count) }
    let law = network(paths("state", chain.space.layout), time: time)
    let step = paths("step", chain.space.tangentLayout).scaled(byRows: 1 / deviation)
    // −log q up to what does not depend on the control; the host has put the rest into “constant”.
    let exponent = law.exponent(of: step, dimension: chain.space.dimension).reshaped([trace.rowCount, count]).sum(axis: 1)
    let excess = (exponent + trace.rows("constant", [])) * trace.rows("counts", [])
    return excess.square().sum() * (1 / Double(batchSize))
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let simulator =
      try self.simulator.simulator
      ?? PathSimulator(problem, network: network, rows: batchSize, threads: executor.threads)
    self.simulator.simulator = simulator
    let share = explorationShare(step)
    let paths = try simulator.simulate(
      rows: batchSize, exploring: Int(share * Double(batchSize)), parameters: parameters,
      RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step))
    try write(Array(paths.states.dropLast()), to: executor, "state")
    try write(paths.steps, to: executor, "step")
    // Paths of weight zero have no logarithm; a gradient could not bring them back either.
    let counted = paths.logWeights.filter { $0 != -.infinity }
    let mean = counted.reduce(0, +) / Double(max(counted.count, 1))
    // log w − m without the control's exponent, which the program adds again as a function of the parameters.
    let constants = zip(paths.logWeights, paths.exponents).map { $0 == -.infinity ? 0 : $0 - mean - $1 }
    try executor.fillRows("constant", constants)
    try executor.fillRows("counts", paths.logWeights.map { $0 == -.infinity ? 0 : 1 })
  }

  private func write(_ batches: [StateBatch], to executor: Executor<Float>, _ name: String) throws {
    guard let first = batches.first else { return }
    for (part, shape) in first.layout.parts.enumerated() {
      let memory = try executor.input("\(name).\(shape.name)")
      let size = shape.elementCount
      for (step, batch) in batches.enumerated() {
        for row in 0..<batch.count {
          for element in 0..<size {
            memory[(row * batches.count + step) * size + element] = Float(batch.values[part][row * size + element])
          }
        }
      }
    }
  }
}
