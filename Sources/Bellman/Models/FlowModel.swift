internal import Foundation
internal import Networks
public import Tensors

/// A trained control as a law: draws by integrating the controlled process, densities by its probability flow.
///
/// The network's face is γ(t) ∇log p_t, the score times the noise's deviation.
public struct FlowModel<Reference: ReferenceProcess, Network: ControlNetwork>: DensityModel {
  public let reference: Reference
  public let network: Network
  /// Times between which the flow runs: from the start law to where it is stopped.
  public let interval: ClosedRange<Double>
  public let tolerance: AdaptiveFlow.Tolerance
  /// γ(t), recorded.
  private let deviation: @Sendable (Tensor) -> Tensor
  private let parameters: ParameterValues

  /// Trained parameters, in both precisions.
  public struct ParameterValues: Sendable {
    public let values: [Float]
    public init(_ values: [Float]) { self.values = values }

    var single: AlignedMemory<Float> { AlignedMemory(values, emptyValue: 0) }
    var double: AlignedMemory<Double> { AlignedMemory(values.map(Double.init), emptyValue: 0) }
  }

  public init(
    _ reference: Reference, network: Network, parameters: ParameterValues, interval: ClosedRange<Double>,
    tolerance: AdaptiveFlow.Tolerance = .init(), deviation: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.reference = reference
    self.network = network
    self.parameters = parameters
    self.interval = interval
    self.tolerance = tolerance
    self.deviation = deviation
  }

  public var name: String { "learned control" }

  /// ∇log p_t by the network, recorded.
  public func score(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    network(state, time: time).scaled(byRows: deviation(time).reciprocal())
  }

  private func velocity(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    reference.velocity(score: score(state, time: time), state, time: time)
  }

  private func checkParameters() throws {
    guard parameters.values.count == network.parameters.count else {
      throw ModelError(
        "\(parameters.values.count) parameters for a network whose parameters take \(network.parameters.count)")
    }
  }

  public func logDensity(_ states: StateBatch) throws -> [Double] { try flowLogDensity(states).logDensity }

  /// log p by the probability flow, with the number of steps that it took.
  public func flowLogDensity(_ states: StateBatch, threads: Int? = nil) throws -> (logDensity: [Double], steps: Int) {
    try checkParameters()
    let likelihood = try FlowLikelihood(
      in: reference.space, interval: interval, tolerance: tolerance, threads: threads,
      startLogDensity: reference.startLogDensity, velocity: velocity)
    return try likelihood.logDensity(states, parameters: parameters.double)
  }

  /// Draws by the probability flow with adaptive steps, from the start law.
  public func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    try checkParameters()
    let flow = try AdaptiveFlow(
      in: reference.space, tolerance: tolerance, withDivergence: false, velocity: velocity)
    let start = try reference.startDraws(count: count, randomness)
    return try flow.run(
      from: start, start: interval.lowerBound, end: interval.upperBound, parameters: parameters.double
    ).states
  }

  /// Draws in a fixed number of steps by a step method: the controlled process when the method takes noise, its flow
  /// otherwise.
  public func draws(
    count: Int, _ randomness: RandomCoordinates, steps: Int, method: some StepMethod, threads: Int? = nil,
    observe: ((Int, StateBatch) throws -> Void)? = nil
  ) throws -> StateBatch {
    try checkParameters()
    let space = reference.space
    let process =
      method.isStochastic
      ? RecordedProcess(
        drift: { reference.controlledDrift(score: score($0, time: $1), $0, time: $1) }, diffusion: reference.diffusion)
      : RecordedProcess(drift: { velocity($0, time: $1) })
    let sampler = try PathSampler<Float>(layout: space.layout, tangentLayout: space.tangentLayout, threads: threads) {
      try method.step($0, time: $1, duration: $2, noise: $3, in: space, process: process)
    }
    let grid = try TimeGrid.uniform(from: interval.lowerBound, to: interval.upperBound, steps: steps)
    var start = randomness
    start.stream = RandomPurpose.start
    return try sampler.run(
      from: reference.startDraws(count: count, start), over: grid, parameters: parameters.single, randomness,
      observe: observe)
  }
}
