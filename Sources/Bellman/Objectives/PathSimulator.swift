internal import Foundation
public import Tensors

/// Simulates a controlled chain forwards, or the noising of target draws backwards, with exact weights.
public final class PathSimulator<Chain: ReversibleChain, Network: StepNetwork> {
  public let problem: ControlProblem<Chain>
  private let executor: Executor<Float>
  private let evaluator: Executor<Float>

  public init(_ problem: ControlProblem<Chain>, network: Network, rows: Int, threads: Int? = nil) throws {
    self.problem = problem
    let space = problem.chain.space
    let forward = try Plan.compile(.float32, batch: rows) { trace in
      let state = trace.rows("state", space.layout)
      let (time, deviation, scale) = Self.levels(trace)
      let centre = state.scaled(byRows: scale)
      let noise = space.tangentPart(trace.rows("noise", space.tangentLayout), at: centre)
      let law = network(state, time: time)
      // A path of the control, or one of the reference process.
      let step =
        law.step(noise).scaled(byRows: deviation * trace.rows("share", [])) + noise.scaled(byRows: trace.rows("spread", []))
      trace.output("next", space.advance(centre, along: step))
      trace.output("step", step)
      let scaledStep = step.scaled(byRows: 1 / deviation)
      trace.output("exponent", law.exponent(of: scaledStep, dimension: space.dimension), .rows)
      trace.output("volume", space.exponentialLogVolume(step, at: centre), .rows)
      trace.output("excess", Self.excess(of: step, from: centre, in: space), .rows)
    }
    executor = try Executor(forward, capacity: rows, threads: threads)
    // The same step seen from outside: how probable the control makes the move from one given state to another.
    let backward = try Plan.compile(.float32, batch: rows) { trace in
      let state = trace.rows("state", space.layout)
      let (time, deviation, scale) = Self.levels(trace)
      let centre = state.scaled(byRows: scale)
      let step = space.logarithm(from: centre, to: trace.rows("next", space.layout))
      let exponent = network(state, time: time).exponent(
        of: step.scaled(byRows: 1 / deviation), dimension: space.dimension)
      trace.output("exponent", exponent, .rows)
      trace.output("volume", space.exponentialLogVolume(step, at: centre), .rows)
    }
    evaluator = try Executor(backward, capacity: rows, threads: threads)
  }

  /// By how much a step is longer than the distance that it covers: zero, but for rounding, unless it leads beyond the
  /// cut locus.
  private static func excess(of step: NamedTensors, from centre: NamedTensors, in space: Chain.Space) -> Tensor {
    // Space of infinite volume is flat here, and far from the origin the rounding of states would look like an excess.
    guard space.logVolume.isFinite else { return centre.trace.constant(0, [centre.trace.rowCount]) }
    let distance = space.distance(centre, space.advance(centre, along: step))
    return step.squaredNorm().squareRoot() - distance
  }

  private static func levels(_ trace: Trace) -> (time: Tensor, deviation: Tensor, scale: Tensor) {
    let ones = trace.constant(1, [trace.rowCount])
    return (ones * trace.shared("time", []), ones * trace.shared("deviation", []), ones * trace.shared("scale", []))
  }

  private func setLevels(_ executor: Executor<Float>, _ step: Int) throws {
    let chain = problem.chain
    try executor.input("time")[0] = Float(Double(step) / Double(chain.stepCount))
    try executor.input("deviation")[0] = Float(chain.deviation(step))
    try executor.input("scale")[0] = Float(chain.scale(step))
  }

  /// log q(x_{k+1} | x_k) = −exponent − (d/2) log 2πs² − log |det d exp|, of a step within the cut locus.
  private func logStep(
    _ exponents: UnsafeBufferPointer<Float>, _ volumes: UnsafeBufferPointer<Float>, _ step: Int, _ row: Int
  )
    -> Double
  {
    let deviation = problem.chain.deviation(step)
    let constant = 0.5 * Double(problem.chain.space.dimension) * log(2 * .pi * deviation * deviation)
    return -Double(exponents[row]) - constant - Double(volumes[row])
  }

  /// Rounding of a length in single precision stays below this; steps that exceed the cut locus by less are as good as
  /// on it.
  private static var lengthTolerance: Float { 1e-3 }

  /// `rows` paths of the controlled process.
  ///
  /// - Parameter exploring: so many paths, the first, are of the reference process instead, which keeps to ν whatever
  ///   the control has learned. Their weights are those of the same path under the control: means of weights are then
  ///   no estimates.
  /// - Throws: `TensorError` unless there are 1 to `rows` of the initialiser.
  public func simulate(
    rows: Int, exploring: Int = 0, parameters: AlignedMemory<Float>, _ randomness: RandomCoordinates
  ) throws -> WeightedPaths {
    let chain = problem.chain
    guard (1...executor.capacity).contains(rows) else {
      throw TensorError("\(rows) paths of a simulator for 1 to \(executor.capacity)")
    }
    var states = [chain.startDraws(count: rows, randomness.branch(-1))]
    var steps: [StateBatch] = []
    var weights = chain.startLogDensity(states[0]).map { -$0 }
    var sums = [Double](repeating: 0, count: rows)
    try executor.fillRows("share", (0..<rows).map { $0 < exploring ? 0 : 1 })
    for step in 0..<chain.stepCount {
      try executor.fill("state", with: states[step])
      try setLevels(executor, step)
      let noise = randomness.branch(step)
      try executor.fillRows(
        "spread", (0..<rows).map { $0 < exploring ? chain.noisingDeviation(step) : 0 })
      for (index, part) in chain.space.tangentLayout.parts.enumerated() {
        let memory = try executor.input("noise.\(part.name)")
        Float.fillNormal(
          UnsafeMutableBufferPointer(rebasing: memory[0..<rows * part.elementCount]), seed: noise.seed,
          stream: noise.stream &+ UInt32(index) << 20, step: noise.step, first: noise.firstRow * part.elementCount)
      }
      try executor.run(with: parameters, rows: rows)
      let next = try executor.batch("next", chain.space.layout, count: rows)
      let noising = chain.logNoisingKernel(from: next, to: states[step], step: step)
      let (exponents, volumes) = (try executor.output("exponent"), try executor.output("volume"))
      let excesses = try executor.output("excess")
      for row in 0..<rows {
        let isBeyond = excesses[row] > Self.lengthTolerance
        weights[row] += isBeyond ? -.infinity : noising[row] - logStep(exponents, volumes, step, row)
        sums[row] += Double(exponents[row])
      }
      steps.append(try executor.batch("step", chain.space.tangentLayout, count: rows))
      states.append(next)
    }
    for (row, value) in problem.logTarget(states[chain.stepCount]).enumerated() { weights[row] += value }
    return WeightedPaths(states: states, steps: steps, logWeights: weights, exponents: sums)
  }

  /// log w along the noising of exact draws from the target.
  public func logWeights(
    noising draws: StateBatch, parameters: AlignedMemory<Float>, _ randomness: RandomCoordinates
  ) throws -> [Double] {
    let chain = problem.chain
    guard (1...evaluator.capacity).contains(draws.count) else {
      throw TensorError("\(draws.count) paths of a simulator for 1 to \(evaluator.capacity)")
    }
    var weights = problem.logTarget(draws)
    var next = draws
    for step in (0..<chain.stepCount).reversed() {
      let state = chain.noisingDraws(from: next, step: step, randomness.branch(step))
      let noising = chain.logNoisingKernel(from: next, to: state, step: step)
      try evaluator.fill("state", with: state)
      try evaluator.fill("next", with: next)
      try setLevels(evaluator, step)
      try evaluator.run(with: parameters, rows: draws.count)
      let (exponents, volumes) = (try evaluator.output("exponent"), try evaluator.output("volume"))
      for row in 0..<draws.count { weights[row] += noising[row] - logStep(exponents, volumes, step, row) }
      next = state
    }
    for (row, value) in chain.startLogDensity(next).enumerated() { weights[row] -= value }
    return weights
  }
}
