internal import Foundation
internal import Networks
public import Tensors

/// Simulates a controlled chain forwards, or the noising of target draws backwards, with exact weights.
public final class PathSimulator<Chain: ReversibleChain, Network: ControlNetwork> {
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
      let move = problem.move(network, state, time: time, deviation: deviation)
      let step = move + noise.scaled(byRows: deviation)
      trace.output("next", space.advance(centre, along: step))
      trace.output("step", step)
      trace.output("exponent", noise.squaredNorm() * 0.5, .rows)
      trace.output("volume", space.exponentialLogVolume(step, at: centre), .rows)
    }
    executor = try Executor(forward, capacity: rows, threads: threads)
    // The same step seen from outside: how probable the control makes the move from one given state to another.
    let backward = try Plan.compile(.float32, batch: rows) { trace in
      let state = trace.rows("state", space.layout)
      let (time, deviation, scale) = Self.levels(trace)
      let centre = state.scaled(byRows: scale)
      let step = space.logarithm(from: centre, to: trace.rows("next", space.layout))
      let rest = step - problem.move(network, state, time: time, deviation: deviation)
      trace.output("exponent", rest.squaredNorm() * 0.5 / deviation.square(), .rows)
      trace.output("volume", space.exponentialLogVolume(step, at: centre), .rows)
    }
    evaluator = try Executor(backward, capacity: rows, threads: threads)
  }

  private static func levels(_ trace: Trace) -> (time: Tensor, deviation: Tensor, scale: Tensor) {
    let ones = trace.constant(1, [trace.rowCount])
    return (ones * trace.shared("time", []), ones * trace.shared("deviation", []), ones * trace.shared("scale", []))
  }

  private func setLevels(_ executor: Executor<Float>, _ step: Int) throws {
    let chain = problem.chain
    try executor.input("time")[0] = Float(Double(step) / Double(chain.stepCount))
    try executor.input("deviation")[0] = Float(chain.deviation(step))
    if executor.plan.program.inputs.contains(where: { $0.name == "scale" }) {
      try executor.input("scale")[0] = Float(chain.scale(step))
    }
  }

  /// log q(x_{k+1} | x_k) = −exponent − (d/2) log 2πs² − log |det d exp|, to which the wraps around a closed space add less than
  /// e^{−π²/2s²}.
  private func logStep(_ exponents: UnsafeBufferPointer<Float>, _ volumes: UnsafeBufferPointer<Float>, _ step: Int, _ row: Int)
    -> Double
  {
    let deviation = problem.chain.deviation(step)
    let constant = 0.5 * Double(problem.chain.space.dimension) * log(2 * .pi * deviation * deviation)
    return -Double(exponents[row]) - constant - Double(volumes[row])
  }

  /// `rows` paths of the controlled process.
  public func simulate(rows: Int, parameters: AlignedMemory<Float>, _ randomness: RandomCoordinates) throws -> WeightedPaths {
    let chain = problem.chain
    var start = randomness
    start.stream = RandomPurpose.start
    var states = [chain.startDraws(count: rows, start)]
    var steps: [StateBatch] = []
    var weights = chain.startLogDensity(states[0]).map { -$0 }
    var sums = [Double](repeating: 0, count: rows)
    for step in 0..<chain.stepCount {
      try executor.fill("state", with: states[step])
      try setLevels(executor, step)
      for (index, part) in chain.space.tangentLayout.parts.enumerated() {
        let memory = try executor.input("noise.\(part.name)")
        Float.fillNormal(
          UnsafeMutableBufferPointer(rebasing: memory[0..<rows * part.elementCount]), seed: randomness.seed,
          stream: randomness.stream &+ UInt32(index) << 20, step: randomness.step,
          first: (step * executor.capacity + randomness.firstRow) * part.elementCount)
      }
      try executor.run(parameters: parameters.pointer, rows: rows)
      let next = try executor.batch("next", chain.space.layout, count: rows)
      let noising = chain.logNoisingKernel(from: next, to: states[step], step: step)
      let (exponents, volumes) = (try executor.output("exponent"), try executor.output("volume"))
      for row in 0..<rows {
        weights[row] += noising[row] - logStep(exponents, volumes, step, row)
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
    var weights = problem.logTarget(draws)
    var next = draws
    for step in (0..<chain.stepCount).reversed() {
      var coordinates = randomness
      coordinates.step = randomness.step &+ UInt32(step)
      let state = chain.noisingDraws(from: next, step: step, coordinates)
      let noising = chain.logNoisingKernel(from: next, to: state, step: step)
      try evaluator.fill("state", with: state)
      try evaluator.fill("next", with: next)
      try setLevels(evaluator, step)
      try evaluator.run(parameters: parameters.pointer, rows: draws.count)
      let (exponents, volumes) = (try evaluator.output("exponent"), try evaluator.output("volume"))
      for row in 0..<draws.count { weights[row] += noising[row] - logStep(exponents, volumes, step, row) }
      next = state
    }
    for (row, value) in chain.startLogDensity(next).enumerated() { weights[row] -= value }
    return weights
  }
}
