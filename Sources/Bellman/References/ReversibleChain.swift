internal import Foundation
internal import Tensors

/// A reference process cut into steps whose kernels are known exactly: reversible with respect to its start law ν, so that the noising
/// of a target and the uncontrolled generation are the same kernel.
///
/// Step k goes from x to exp_{c(x)}(v) with v normal around the control's move, deviation sₖ, in the tangent space at c(x); the noising
/// kernel back has a density that is evaluated exactly. Without control the chain keeps ν.
public protocol ReversibleChain: Sendable {
  associatedtype Space: RiemannianSpace
  var space: Space { get }
  var stepCount: Int { get }
  /// sₖ of the step from k to k + 1.
  func deviation(_ step: Int) -> Double
  /// The scale aₖ of c(x) = aₖ x; 1 on curved spaces, where c(x) = x.
  func scale(_ step: Int) -> Double
  func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch
  func startLogDensity(_ states: StateBatch) -> [Double]
  /// log p(x_k | x_{k+1}) of the noising kernel, for each pair of rows.
  func logNoisingKernel(from next: StateBatch, to states: StateBatch, step: Int) -> [Double]
  /// x_k drawn given x_{k+1}.
  func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch
}

/// The Ornstein–Uhlenbeck process in `stepCount` equal steps of its horizon T: a = e^{−T/K}, s² = 1 − a², ν = N(0, I).
public struct OrnsteinUhlenbeckChain: ReversibleChain {
  public let space: EuclideanSpace
  public let stepCount: Int
  private let a: Double

  public init(dimension: Int, horizon: Double, stepCount: Int) {
    space = EuclideanSpace(dimension: dimension)
    self.stepCount = stepCount
    a = exp(-horizon / Double(stepCount))
  }

  public func deviation(_ step: Int) -> Double { (1 - a * a).squareRoot() }
  public func scale(_ step: Int) -> Double { a }

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
      from: scaled(next), to: states, standardDeviations: [Double](repeating: deviation(step), count: states.count))
  }

  public func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.heatKernelDraws(
      around: scaled(next), standardDeviations: [Double](repeating: deviation(step), count: next.count), randomness)
  }
}

/// Brownian motion on a space of finite volume in steps of a noise schedule, uniform start: sₖ² = s(tₖ)² − s(tₖ₊₁)².
public struct BrownianChain<Space: HeatKernelSpace>: ReversibleChain {
  public let space: Space
  public let stepCount: Int
  private let deviations: [Double]

  public init(_ space: Space, schedule: NoiseSchedule, stepCount: Int) {
    self.space = space
    self.stepCount = stepCount
    let levels = (0...stepCount).map { schedule.standardDeviation(Double($0) / Double(stepCount)) }
    // The last step takes all that is left, so that the chain ends on the target itself.
    deviations = (0..<stepCount).map { step in
      let next = step == stepCount - 1 ? 0 : levels[step + 1]
      return (levels[step] * levels[step] - next * next).squareRoot()
    }
  }

  public func deviation(_ step: Int) -> Double { deviations[step] }
  public func scale(_ step: Int) -> Double { 1 }

  public func startDraws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.uniformStates(count: count, randomness)
  }

  public func startLogDensity(_ states: StateBatch) -> [Double] {
    [Double](repeating: -space.logVolume, count: states.count)
  }

  public func logNoisingKernel(from next: StateBatch, to states: StateBatch, step: Int) -> [Double] {
    space.logHeatKernel(
      from: next, to: states, standardDeviations: [Double](repeating: deviations[step], count: states.count))
  }

  public func noisingDraws(from next: StateBatch, step: Int, _ randomness: RandomCoordinates) -> StateBatch {
    space.heatKernelDraws(
      around: next, standardDeviations: [Double](repeating: deviations[step], count: next.count), randomness)
  }
}
