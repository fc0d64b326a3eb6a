/// The plane from which some points have the least sum of squared distances: through their mean, and normal to the
/// eigenvector of the least eigenvalue of their scatter matrix Σ (x − x̄)(x − x̄)ᵀ.
///
/// Points on a line have no one such plane; any through the line is taken, and distances from it are right.
public struct LeastSquaresPlane: Hashable, Sendable {
  public let centre: SIMD3<Double>
  /// Of length 1; its sign is arbitrary.
  public let normal: SIMD3<Double>

  /// - Parameter points: at least one.
  public init(_ points: [SIMD3<Double>]) {
    let mean = points.reduce(SIMD3<Double>.zero, +) / Double(max(points.count, 1))
    var matrix = [SIMD3<Double>](repeating: .zero, count: 3)
    for point in points {
      let offset = point - mean
      for row in 0..<3 { matrix[row] += offset[row] * offset }
    }
    centre = mean
    normal = Self.leastEigenvector(matrix)
  }

  /// How far a point lies off the plane, on the normal's side positive.
  public func distance(of point: SIMD3<Double>) -> Double { Geometry.dot(point - centre, normal) }

  /// Jacobi's rotations, each of which makes one element beside the diagonal zero; they converge quadratically, and six rounds
  /// leave nothing that double precision could show.
  private static func leastEigenvector(_ symmetric: [SIMD3<Double>]) -> SIMD3<Double> {
    var matrix = symmetric
    var vectors = [SIMD3(1.0, 0, 0), SIMD3(0.0, 1, 0), SIMD3(0.0, 0, 1)]
    for _ in 0..<6 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where matrix[p][q] != 0 {
        let theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q])
        let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        (matrix[p], matrix[q]) = (cosine * matrix[p] - sine * matrix[q], sine * matrix[p] + cosine * matrix[q])
        for row in 0..<3 {
          let (left, right) = (matrix[row][p], matrix[row][q])
          matrix[row][p] = cosine * left - sine * right
          matrix[row][q] = sine * left + cosine * right
        }
        (vectors[p], vectors[q]) = (cosine * vectors[p] - sine * vectors[q], sine * vectors[p] + cosine * vectors[q])
      }
    }
    let least = (0..<3).min { matrix[$0][$0] < matrix[$1][$1] } ?? 0
    return vectors[least] / Geometry.length(vectors[least])
  }
}
