internal import Foundation
public import Tensors

extension RotationGroup {
  public func exponential(_ vector: [Double], at point: [Double]) -> [Double] {
    let angle = vector.norm
    let ratio = angle > 0 ? sin(angle / 2) / angle : 0.5
    let turn = Quaternion(w: cos(angle / 2), x: vector[0] * ratio, y: vector[1] * ratio, z: vector[2] * ratio)
    let reached = product(point, turn.matrix)
    let excess = product(reached, product(transpose(reached), reached))
    return (reached * 1.5).adding(excess, times: -0.5)
  }

  public func logarithm(from point: [Double], to other: [Double]) -> [Double] {
    let (scalar, vector) = relative(from: point, to: other)
    let sine = vector.norm
    return vector * (sine > 0 ? 2 * atan2(sine, scalar) / sine : 2)
  }

  public func distance(_ point: [Double], _ other: [Double]) -> Double {
    let (scalar, vector) = relative(from: point, to: other)
    return 2 * atan2(vector.norm, scalar)
  }

  public func uniformPoint(using generator: inout RandomStream) -> [Double] {
    while true {
      let q = [Double].normal(count: 4, using: &generator)
      if q.norm > 1e-3 { return Quaternion(w: q[0], x: q[1], y: q[2], z: q[3]).matrix }
    }
  }

  public func excesses(at point: [Double], tolerance: Double) -> [(check: String, excess: Double)] {
    let gram = product(transpose(point), point)
    let orthogonality = gram.enumerated().map { abs($0.element - ($0.offset % 4 == 0 ? 1 : 0)) }.reduce(0, Swift.max)
    let minors = (0..<3).map { i in
      let (j, k) = ((i + 1) % 3, (i + 2) % 3)
      return point[3 + j] * point[6 + k] - point[3 + k] * point[6 + j]
    }
    let determinant = abs(Array(point[0..<3]).dot(minors) - 1)
    return [("orthogonality", orthogonality), ("determinant +1", determinant)].filter { $0.1 > tolerance }
  }

  public func heatKernelDraw(
    around point: [Double], standardDeviation: Double, using generator: inout RandomStream
  ) -> [Double] {
    let angle = RotationHeatKernel().sampleDistance(standardDeviation: standardDeviation, using: &generator)
    while true {
      let axis = [Double].normal(count: 3, using: &generator)
      let length = axis.norm
      if length > 1e-3 { return exponential(axis * (angle / length), at: point) }
    }
  }

  public func logHeatKernel(from point: [Double], to other: [Double], standardDeviation: Double) -> Double {
    RotationHeatKernel().logDensity(at: distance(point, other), standardDeviation: standardDeviation)
  }

  public func heatKernelScore(from point: [Double], at other: [Double], standardDeviation: Double) -> [Double] {
    radialScore(of: RotationHeatKernel(), from: point, at: other, standardDeviation: standardDeviation)
  }

  /// The unit quaternion (w, u), w ≥ 0, of RᵀS.
  private func relative(from point: [Double], to other: [Double]) -> (scalar: Double, vector: [Double]) {
    let q = Quaternion(deviation: product(transpose(point), other.adding(point, times: -1)))
    return (q.w, [q.x, q.y, q.z])
  }

  private func transpose(_ m: [Double]) -> [Double] { [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]] }

  private func product(_ a: [Double], _ b: [Double]) -> [Double] {
    (0..<9).map { index in
      let (row, column) = (index / 3 * 3, index % 3)
      return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]
    }
  }
}
