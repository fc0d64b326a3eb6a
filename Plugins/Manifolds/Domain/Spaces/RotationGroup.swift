internal import Foundation
public import Tensors

/// The rotation group SO(3), in which the distance of two rotations is the angle between them; its volume is 8π².
///
/// A state is a rotation matrix R, 9 numbers row by row. A tangent vector is ω ∈ R³ in the body's frame: exp_R(ω) = R
/// exp([ω]×). The cut locus is where the angle is π.
///
/// Source of the quaternion's choice: S. W. Shepperd, Journal of Guidance and Control 1 (1978) 223.
public struct RotationGroup: ManifoldFactor, Hashable {
  public init() {}

  public var name: String { "SO3" }
  public var dimension: Int { 3 }
  public var logVolume: Double { log(8 * .pi * .pi) }
  public var stateCount: Int { 9 }
  public var tangentCount: Int { 3 }

  public func tangentPart(_ vector: Tensor, at point: Tensor) -> Tensor { vector }

  /// R exp([ω]×) by Rodrigues' formula, then one Newton step of the polar decomposition, R(3 − RᵀR)/2, which squares
  /// what rounding has left of RᵀR − 1.
  public func exponential(_ vector: Tensor, at point: Tensor) -> Tensor {
    let functions = AngleFunctions(square: vector.dot(vector))
    let (x, y, z) = vector.columns3
    let (a, b, c) = (vector * functions.sineRatio).columns3
    let outer = functions.versineRatio
    let cosine = functions.cosine
    let turn = (cosine + outer * x * x).concatenated(
      with: [
        outer * x * y - c, outer * x * z + b,
        outer * x * y + c, cosine + outer * y * y, outer * y * z - a,
        outer * x * z - b, outer * y * z + a, cosine + outer * z * z,
      ], axis: 1)
    let reached = point.matrix.matrixProduct(turn.matrix)
    let excess = reached.matrixProduct(reached.transposed().matrixProduct(reached))
    return (reached * 1.5 - excess * 0.5).reshaped([-1, 9])
  }

  public func logarithm(from point: Tensor, to other: Tensor) -> Tensor {
    let relative = quaternion(from: point, to: other)
    return relative.vector * relative.vector.dot(relative.vector).angleOverSine(cosine: relative.scalar) * 2
  }

  /// The rotation angle 2 atan2(|u|, w) of the quaternion (w, u) between the two; its gradient at distance 0 is taken
  /// as 0.
  public func distance(_ point: Tensor, _ other: Tensor) -> Tensor {
    let relative = quaternion(from: point, to: other)
    return relative.vector.dot(relative.vector).squareRootOrZero().arcTangent2(relative.scalar) * 2
  }

  /// The metric is bi-invariant, so transport turns body coordinates by half of the way back: v ↦ exp(−[ω/2]×) v. With
  /// the quaternion (w, u) of exp([ω]×) that is w v − u × v + u⟨u, v⟩/(1 + w), which nothing makes singular.
  public func transport(_ vector: Tensor, from point: Tensor, to other: Tensor) -> Tensor {
    let (w, u) = quaternion(from: point, to: other)
    return vector * w - u.crossed(vector) + u * (u.dot(vector) / (w + 1))
  }

  /// R[ω]×.
  public func coordinateVelocity(_ vector: Tensor, at point: Tensor) -> Tensor {
    let (a, b, c) = vector.columns3
    let zero = a * 0
    let skew = zero.concatenated(with: [-c, b, c, zero, -a, -b, a, zero], axis: 1)
    return point.matrix.matrixProduct(skew.matrix).reshaped([-1, 9])
  }

  /// 2 log |sin(ω/2)/(ω/2)|.
  public func exponentialLogVolume(_ vector: Tensor) -> Tensor {
    AngleFunctions(square: vector.dot(vector) * 0.25).logSineRatio * 2
  }

  /// ⟨gradient, R[eᵢ]×⟩.
  public func derivative(_ gradient: Tensor, along index: Int, at point: Tensor) -> Tensor {
    let (next, last) = ((index + 1) % 3, (index + 2) % 3)
    func column(_ matrix: Tensor, _ index: Int) -> Tensor { matrix.matrix.slice(axis: 2, index..<index + 1) }
    let terms = column(gradient, next) * column(point, last) - column(gradient, last) * column(point, next)
    return terms.sum(axis: 1)
  }

  /// The unit quaternion (w, u), w ≥ 0, of RᵀS: [batch, 1] and [batch, 3].
  ///
  /// 4qqᵀ is linear in the matrix; its column with the greatest diagonal entry has norm at least 2, so that dividing by
  /// it loses nothing at any angle. RᵀS enters as 1 + Rᵀ(S − R), which keeps small rotations to full relative accuracy.
  private func quaternion(from point: Tensor, to other: Tensor) -> (scalar: Tensor, vector: Tensor) {
    let relative = point.matrix.transposed().matrixProduct((other - point).matrix).reshaped([-1, 9])
    let d = (0..<9).map { relative.slice(axis: 1, $0..<$0 + 1) }
    let (wx, wy, wz) = (d[7] - d[5], d[2] - d[6], d[3] - d[1])
    let (xy, xz, yz) = (d[1] + d[3], d[2] + d[6], d[5] + d[7])
    let columns = [
      [d[0] + d[4] + d[8] + 4, wx, wy, wz],
      [wx, d[0] - d[4] - d[8], xy, xz],
      [wy, xy, d[4] - d[0] - d[8], yz],
      [wz, xz, yz, d[8] - d[0] - d[4]],
    ]
    var (greatest, chosen) = (columns[0][0], columns[0])
    for index in 1..<4 {
      let isGreater = greatest.isLess(columns[index][index])
      chosen = zip(columns[index], chosen).map { Tensor.select(isGreater, $0, $1) }
      greatest = greatest.maximum(columns[index][index])
    }
    let column = chosen[0].concatenated(with: Array(chosen.dropFirst()), axis: 1)
    let sign = Tensor.select(chosen[0].isLess(0), chosen[0] * 0 - 1, chosen[0] * 0 + 1)
    let unit = column * (column.dot(column).reciprocalSquareRoot() * sign)
    return (unit.slice(axis: 1, 0..<1), unit.slice(axis: 1, 1..<4))
  }
}

extension Tensor {
  /// Rows of 9 numbers as matrices [batch, 3, 3].
  fileprivate var matrix: Tensor { reshaped([-1, 3, 3]) }

  /// The three columns of [batch, 3], each [batch, 1].
  fileprivate var columns3: (Tensor, Tensor, Tensor) {
    (slice(axis: 1, 0..<1), slice(axis: 1, 1..<2), slice(axis: 1, 2..<3))
  }

  /// The cross product of rows of 3 numbers.
  fileprivate func crossed(_ other: Tensor) -> Tensor {
    let (a, b, c) = columns3
    let (x, y, z) = other.columns3
    return (b * z - c * y).concatenated(with: [c * x - a * z, a * y - b * x], axis: 1)
  }
}
