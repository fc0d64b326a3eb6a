internal import Foundation

/// Brownian motion on a space of finite volume in steps of a noise schedule, uniform start: the noising variance of
/// step k is δₖ = s(tₖ)² − s(tₖ₊₁)².
///
/// For a target that is locally normal with deviation c the posterior of the noising kernel has variance vδ/(v + δ)
/// with v = c² + s(tₖ₊₁)²: this is sₖ². Without a finite c it is δ, and the chain without control keeps ν up to the
/// curvature of a step.
public struct BrownianChain<Space: HeatKernelSpace>: ReversibleChain {
  public let space: Space
  public let stepCount: Int
  private let noisingDeviations: [Double]
  private let deviations: [Double]

  /// - Parameter targetDeviation: c, the deviation of the target's modes.
  /// - Throws: `ScheduleError` unless the space has a finite volume, there is a step, and c is positive.
  public init(_ space: Space, schedule: NoiseSchedule, stepCount: Int, targetDeviation: Double = .infinity) throws {
    guard stepCount > 0 else { throw ScheduleError("a chain of \(stepCount) steps: there must be at least one") }
    guard space.logVolume.isFinite else {
      throw ScheduleError("a Brownian chain on \(space.name), which has no uniform law to start from")
    }
    guard targetDeviation > 0 else {
      throw ScheduleError("a chain for a target of deviation \(targetDeviation): it must be positive")
    }
    self.space = space
    self.stepCount = stepCount
    // The last step takes all that is left, so that the chain ends on the target itself.
    let variances = (0...stepCount).map { step in
      let level = schedule.standardDeviation(Double(step) / Double(stepCount))
      return step == stepCount ? 0 : level * level
    }
    let noising = zip(variances, variances.dropFirst()).map { $0 - $1 }
    noisingDeviations = noising.map { $0.squareRoot() }
    deviations = zip(noising, variances.dropFirst()).map { noise, left in
      (noise / (1 + noise / (targetDeviation * targetDeviation + left))).squareRoot()
    }
  }

  public func deviation(_ step: Int) -> Double { deviations[step] }
  public func noisingDeviation(_ step: Int) -> Double { noisingDeviations[step] }
  public func scale(_ step: Int) -> Double { 1 }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.uniformStates(count: count, randomness)
  }

  public func startLogDensity(_ states: StateBatch) -> [Double] {
    [Double](repeating: -space.logVolume, count: states.count)
  }

  public func logNoisingKernel(from next: StateBatch, to states: StateBatch, step: Int) -> [Double] {
    space.logHeatKernel(
      from: next, to: states, standardDeviations: [Double](repeating: noisingDeviations[step], count: states.count))
  }

  public func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.heatKernelDraws(
      around: next, standardDeviations: [Double](repeating: noisingDeviations[step], count: next.count), randomness)
  }
}
