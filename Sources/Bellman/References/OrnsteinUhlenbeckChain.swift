internal import Foundation

/// The Ornstein–Uhlenbeck process in `stepCount` equal steps of its horizon T: a = e^{−T/K}, noising deviation √(1 − a²), ν = N(0, I).
///
/// For a target N(0, c² I) the posterior of the noising kernel has the deviation √(v(1 − a²)/(1 − a² + a²v)), v the variance of the
/// target's marginal after the step: this is sₖ. With c = 1 the chain without control keeps ν; for a target with narrow modes, c
/// is best the deviation of a mode.
public struct OrnsteinUhlenbeckChain: ReversibleChain {
  public let space: EuclideanSpace
  public let stepCount: Int
  private let a: Double
  private let deviations: [Double]

  /// - Parameter targetDeviation: c.
  /// - Throws: `ScheduleError` unless there is a step, and the horizon and c are positive and finite.
  public init(dimension: Int, horizon: Double, stepCount: Int, targetDeviation: Double = 1) throws {
    guard stepCount > 0 else { throw ScheduleError("a chain of \(stepCount) steps: there must be at least one") }
    guard horizon > 0, horizon.isFinite else { throw ScheduleError("a chain with horizon \(horizon): it must be positive") }
    guard targetDeviation > 0, targetDeviation.isFinite else {
      throw ScheduleError("a chain for a target of deviation \(targetDeviation): it must be positive")
    }
    space = EuclideanSpace(dimension: dimension)
    self.stepCount = stepCount
    let duration = horizon / Double(stepCount)
    a = exp(-duration)
    let noise = -expm1(-2 * duration)
    let keep = exp(-2 * duration)
    deviations = (0..<stepCount).map { step in
      let left = duration * Double(stepCount - 1 - step)
      let variance = targetDeviation * targetDeviation * exp(-2 * left) - expm1(-2 * left)
      return (variance * noise / (noise + keep * variance)).squareRoot()
    }
  }

  public func deviation(_ step: Int) -> Double { deviations[step] }
  public func scale(_ step: Int) -> Double { a }

  public func noisingDeviation(_ step: Int) -> Double { ((1 - a) * (1 + a)).squareRoot() }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    randomness.normals(space.layout, count: count)
  }

  public func startLogDensity(_ states: StateBatch) -> [Double] {
    space.logHeatKernel(
      from: StateBatch(zeros: space.layout, count: states.count), to: states,
      standardDeviations: [Double](repeating: 1, count: states.count))
  }

  private func scaled(_ states: StateBatch) -> StateBatch {
    var result = states
    for index in result.values[0].indices { result.values[0][index] *= a }
    return result
  }

  public func logNoisingKernel(from next: StateBatch, to states: StateBatch, step: Int) -> [Double] {
    space.logHeatKernel(
      from: scaled(next), to: states, standardDeviations: [Double](repeating: noisingDeviation(step), count: states.count))
  }

  public func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.heatKernelDraws(
      around: scaled(next), standardDeviations: [Double](repeating: noisingDeviation(step), count: next.count),
      randomness)
  }
}
