import Foundation

/// The directions in which a cloud of points extends: a right-handed frame, the first axis along the largest extent, the
/// second along the next.
///
/// The axes are the eigenvectors of the points' second moments about their mean, found by Jacobi's rotations (Golub and Van
/// Loan, Matrix Computations, 8.5); extents are those of the points along them. Each of the first two axes points to where
/// its third moment is positive, so that a turned copy of a cloud without symmetry gets the turned frame; the third is their vector
/// product, so that the frame never mirrors.
struct PrincipalAxes {
  private(set) var axes = [SIMD3<Double>(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]

  /// - Parameter points: of magnitude at most about 1, so that no square overflows.
  init(_ points: [SIMD3<Double>]) {
    guard !points.isEmpty else { return }
    let mean = points.reduce(SIMD3<Double>.zero, +) / Double(points.count)
    let centred = points.map { $0 - mean }
    let found = Self.eigenvectors(Self.moments(centred)).map { axis in
      let heights = centred.map { ($0 * axis).sum() }
      return (axis: axis, extent: (heights.max() ?? 0) - (heights.min() ?? 0))
    }
    let order = (0..<3).sorted { (found[$1].extent, $0) < (found[$0].extent, $1) }
    let first = Self.directed(found[order[0]].axis, centred)
    let second = Self.directed(found[order[1]].axis, centred)
    axes = [first, second, Self.product(first, second)]
  }

  /// The coordinates of `point` along the axes.
  func coordinates(_ point: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((point * axes[0]).sum(), (point * axes[1]).sum(), (point * axes[2]).sum())
  }

  /// Rows of the matrix Σ p pᵀ.
  private static func moments(_ points: [SIMD3<Double>]) -> [SIMD3<Double>] {
    points.reduce(into: [.zero, .zero, .zero]) { rows, point in
      for row in 0..<3 { rows[row] += point * point[row] }
    }
  }

  private static func eigenvectors(_ matrix: [SIMD3<Double>]) -> [SIMD3<Double>] {
    var matrix = matrix
    var vectors = [SIMD3<Double>(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    // Six sweeps reach rounding for three dimensions: convergence is quadratic.
    for _ in 0..<8 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where matrix[p][q] != 0 {
        let angle = 0.5 * atan2(2 * matrix[p][q], matrix[q][q] - matrix[p][p])
        let (c, s) = (cos(angle), sin(angle))
        (matrix[p], matrix[q]) = (c * matrix[p] - s * matrix[q], s * matrix[p] + c * matrix[q])
        for row in 0..<3 {
          (matrix[row][p], matrix[row][q]) = (c * matrix[row][p] - s * matrix[row][q], s * matrix[row][p] + c * matrix[row][q])
        }
        (vectors[p], vectors[q]) = (c * vectors[p] - s * vectors[q], s * vectors[p] + c * vectors[q])
      }
    }
    return vectors
  }

  /// `axis` or its opposite; where the third moment says nothing, the one whose largest component is positive.
  private static func directed(_ axis: SIMD3<Double>, _ points: [SIMD3<Double>]) -> SIMD3<Double> {
    let heights = points.map { ($0 * axis).sum() }
    let moment = heights.reduce(0) { $0 + $1 * $1 * $1 }
    let size = heights.reduce(0) { $0 + abs($1 * $1 * $1) }
    if abs(moment) > 1e-6 * size { return moment > 0 ? axis : -axis }
    let largest = (0..<3).reduce(0) { abs(axis[$1]) > abs(axis[$0]) + 1e-9 ? $1 : $0 }
    return axis[largest] < 0 ? -axis : axis
  }

  private static func product(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }
}
