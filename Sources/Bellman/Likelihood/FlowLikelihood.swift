internal import Foundation
public import Tensors

/// Exact log-densities of a flow's law: log p(x) = log ν(x₀) + ∫ div v dt backwards along the flow, from the target's
/// end to the start.
///
/// With velocity v and flow from t = a (start law ν) to t = b: log p_b(x_b) = log ν(x_a) − ∫ₐᵇ div v dt. Integrated in
/// float64 with adaptive steps; `integral` checks the claim ∫p = 1 with draws from a law whose density is known.
public struct FlowLikelihood {
  private let flow: AdaptiveFlow
  public let interval: ClosedRange<Double>
  private let startLogDensity: (StateBatch) throws -> [Double]

  /// - Parameters:
  ///   - interval: where the flow starts (at law ν) and where it is stopped.
  public init<Space: RiemannianSpace>(
    in space: Space, interval: ClosedRange<Double>, tolerance: AdaptiveFlow.Tolerance = .init(), rows: Int = 128,
    threads: Int? = nil, startLogDensity: @escaping (StateBatch) throws -> [Double], velocity: TangentField
  ) throws {
    flow = try AdaptiveFlow(in: space, tolerance: tolerance, rows: rows, threads: threads, velocity: velocity)
    self.interval = interval
    self.startLogDensity = startLogDensity
  }

  /// log p at each row, and the number of accepted steps.
  public func logDensity(
    _ states: StateBatch, parameters: AlignedMemory<Double>? = nil
  ) throws -> (logDensity: [Double], steps: Int) {
    let result = try flow.run(
      from: states, start: interval.upperBound, end: interval.lowerBound, parameters: parameters)
    let start = try startLogDensity(result.states)
    // Backwards, ∫ div v dt has the opposite sign: adding it subtracts the forward integral.
    return (zip(start, result.divergence).map(+), result.steps)
  }

  /// Draws from the flow's law, from draws of the start law.
  public func draws(from start: StateBatch, parameters: AlignedMemory<Double>? = nil) throws -> StateBatch {
    try flow.run(from: start, start: interval.lowerBound, end: interval.upperBound, parameters: parameters).states
  }
}

/// An estimate of ∫p over the space, with its standard error, from p/q at draws of a law q that is known.
public struct IntegralEstimate: Hashable, Sendable, Codable {
  public let value: Double
  public let standardError: Double

  /// Of no draws the mean is NaN, and of fewer than two the error infinite.
  /// - Parameters:
  ///   - logDensity: log p at draws from q.
  ///   - logProposal: log q at the same draws.
  public init(logDensity: [Double], logProposal: [Double]) {
    let ratios = zip(logDensity, logProposal).map { exp($0 - $1) }
    let count = Double(ratios.count)
    let mean = ratios.reduce(0, +) / count
    value = mean
    let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    standardError = ratios.count > 1 ? (variance / count).squareRoot() : .infinity
  }
}
