internal import Foundation
public import Tensors

/// Rⁿ with its flat metric.
public struct EuclideanSpace: HeatKernelSpace, Hashable {
  public let dimension: Int

  public init(dimension: Int) { self.dimension = max(dimension, 0) }

  public var name: String { "R\(dimension)" }
  public var layout: StateLayout { StateLayout(vector: dimension) }
  public var tangentLayout: StateLayout { layout }
  public var logVolume: Double { .infinity }

  public func tangentPart(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors { vector }
  public func advance(_ state: NamedTensors, along step: NamedTensors) -> NamedTensors { state + step }
  public func logarithm(from state: NamedTensors, to other: NamedTensors) -> NamedTensors { other - state }
  public func distance(_ state: NamedTensors, _ other: NamedTensors) -> Tensor {
    (other - state).squaredNorm().squareRoot()
  }
  public func innerProduct(_ v: NamedTensors, _ w: NamedTensors, at state: NamedTensors) -> Tensor { v.innerProduct(w) }
  public func transport(_ vector: NamedTensors, from state: NamedTensors, to other: NamedTensors) -> NamedTensors { vector }
  public func exponentialLogVolume(_ vector: NamedTensors, at state: NamedTensors) -> Tensor {
    state.trace.constant(0, [state.vector.shape[0]])
  }
  public func coordinateVelocity(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors { vector }
  public func projected(_ state: NamedTensors) -> NamedTensors { state }
  public func divergence(of field: NamedTensors, at state: NamedTensors) -> Tensor {
    field.vector.divergence(state.vector)
  }

  public func uniformStates(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    randomness.normals(layout, count: count)
  }

  public func violations(of states: StateBatch, tolerance: Double) -> [Violation] {
    (0..<states.count).filter { !states.vector($0).allSatisfy(\.isFinite) }
      .map { Violation(row: $0, check: "finite", excess: .nan) }
  }

  public func heatKernelDraws(
    around states: StateBatch, standardDeviations: [Double], _ randomness: RandomCoordinates
  ) -> StateBatch {
    var result = randomness.normals(layout, count: states.count)
    for index in result.values[0].indices {
      result.values[0][index] = states.values[0][index] + standardDeviations[index / dimension] * result.values[0][index]
    }
    return result
  }

  public func logHeatKernel(from x: StateBatch, to y: StateBatch, standardDeviations: [Double]) -> [Double] {
    (0..<x.count).map { row in
      let squared = zip(x.vector(row), y.vector(row)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let variance = standardDeviations[row] * standardDeviations[row]
      return -0.5 * squared / variance - 0.5 * Double(dimension) * log(2 * .pi * variance)
    }
  }

  public func heatKernelScore(from x: StateBatch, at y: StateBatch, standardDeviations: [Double]) -> StateBatch {
    var result = y
    for index in result.values[0].indices {
      let deviation = standardDeviations[index / dimension]
      result.values[0][index] = (x.values[0][index] - y.values[0][index]) / (deviation * deviation)
    }
    return result
  }
}
