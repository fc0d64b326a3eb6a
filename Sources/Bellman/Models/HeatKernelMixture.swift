internal import Analysis
internal import Foundation
internal import Tensors

/// Heat kernels of one deviation around given states, p(x) = Σ K_s(xᵢ, x)/N: the law of the states noised by Brownian
/// motion, and so the start law of a `BrownianReference` whose noise does not hide them.
///
/// A density costs a kernel for every centre.
public struct HeatKernelMixture<Space: HeatKernelSpace>: DensityModel {
  public let space: Space
  public let centres: StateBatch
  /// s
  public let deviation: Double

  /// - Throws: `ModelError` unless there is a centre of the space's layout and s is positive and finite.
  public init(_ space: Space, centres: StateBatch, deviation: Double) throws(ModelError) {
    guard centres.count > 0, centres.layout == space.layout else {
      throw ModelError("heat kernels on \(space.name) around \(centres.count) states: at least one of the space is needed")
    }
    guard deviation > 0, deviation.isFinite else {
      throw ModelError("heat kernels of deviation \(deviation): it must be positive")
    }
    self.space = space
    self.centres = centres
    self.deviation = deviation
  }

  public var name: String { "heat-kernel mixture" }

  public func logDensity(_ states: StateBatch) -> [Double] {
    let deviations = [Double](repeating: deviation, count: centres.count)
    return (0..<states.count).map { row in
      let state = states.rows([Int](repeating: row, count: centres.count))
      return logSumExp(space.logHeatKernel(from: centres, to: state, standardDeviations: deviations))
        - log(Double(centres.count))
    }
  }

  public func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    let chosen = (0..<count).map { row in
      var generator = randomness.generator(row: row)
      return min(centres.count - 1, Int(generator.uniform() * Double(centres.count)))
    }
    return space.heatKernelDraws(
      around: centres.rows(chosen), standardDeviations: [Double](repeating: deviation, count: count),
      randomness.branch(1))
  }
}
