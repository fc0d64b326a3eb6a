public import Files
internal import Foundation
public import Tensors

/// The flat torus Tⁿ: n angles in [0, 2π), each on a circle of length 2π.
///
/// A tangent vector has n numbers. The cut locus is where an angle differs by π.
public struct Torus: ManifoldFactor {
  public static let dimensions = 1...64

  public let dimension: Int

  /// - Throws: `ProgramError` unless the dimension n is in 1…64.
  public init(dimension: Int) throws(ProgramError) {
    guard Self.dimensions.contains(dimension) else {
      throw ProgramError(.usage, "there is no torus T\(dimension) here", remedy: "tori are T1 to T64")
    }
    self.dimension = dimension
  }

  public var name: String { "T\(dimension)" }
  public var logVolume: Double { Double(dimension) * log(2 * .pi) }
  public var stateCount: Int { dimension }
  public var tangentCount: Int { dimension }

  /// 2π as a number of 24 bits, which times a few turns is exact in either precision, and the rest.
  private static let turn = Double(Float(2 * Double.pi))
  private static let turnRemainder = 2 * Double.pi - turn

  public func tangentPart(_ vector: Tensor, at point: Tensor) -> Tensor { vector }

  public func exponential(_ vector: Tensor, at point: Tensor) -> Tensor {
    let sum = point + vector
    let turns = (sum * (0.5 / Double.pi)).floor()
    let reduced = sum - turns * Self.turn - turns * Self.turnRemainder
    // Rounding may leave an angle just outside of [0, 2π): 0 is then as near. The derivative is 1 there too.
    let isInside = (reduced * 0).isLessOrEqual(reduced) * reduced.isLess(2 * .pi)
    return reduced - Tensor.select(isInside, reduced * 0, reduced).stoppingGradient()
  }

  public func logarithm(from point: Tensor, to other: Tensor) -> Tensor {
    let difference = other - point
    let turns = (difference * (0.5 / Double.pi) + 0.5).floor()
    return difference - turns * Self.turn - turns * Self.turnRemainder
  }

  /// The norm of the logarithm; its gradient at distance 0 is taken as 0.
  public func distance(_ point: Tensor, _ other: Tensor) -> Tensor {
    let vector = logarithm(from: point, to: other)
    return vector.dot(vector).squareRootOrZero()
  }

  public func transport(_ vector: Tensor, from point: Tensor, to other: Tensor) -> Tensor { vector }

  public func coordinateVelocity(_ vector: Tensor, at point: Tensor) -> Tensor { vector }

  public func exponentialLogVolume(_ vector: Tensor) -> Tensor { vector.trace.constant(0, [vector.shape[0], 1]) }

  public func derivative(_ gradient: Tensor, along index: Int, at point: Tensor) -> Tensor {
    gradient.slice(axis: 1, index..<index + 1)
  }
}
