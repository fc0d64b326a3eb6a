internal import Foundation

/// Small dense linear algebra on symmetric matrices, row-major.
enum SymmetricMatrix {
  /// Eigenvalues and eigenvectors (as columns) by cyclic Jacobi rotations.
  static func eigen(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var v = [Double](repeating: 0, count: size * size)
    for index in 0..<size { v[index * size + index] = 1 }
    for _ in 0..<60 {
      var off = 0.0
      for i in 0..<size { for j in 0..<i { off += a[i * size + j] * a[i * size + j] } }
      let scale = (0..<size).reduce(0.0) { $0 + a[$1 * size + $1] * a[$1 * size + $1] }
      if off <= 1e-30 * scale || !off.isFinite { break }
      for p in 0..<size {
        for q in p + 1..<size where a[p * size + q] != 0 {
          let theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            a[k * size + p] = c * x - s * y
            a[k * size + q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            a[p * size + k] = c * x - s * y
            a[q * size + k] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (v[k * size + p], v[k * size + q])
            v[k * size + p] = c * x - s * y
            v[k * size + q] = s * x + c * y
          }
        }
      }
    }
    return ((0..<size).map { a[$0 * size + $0] }, v)
  }

  /// The matrix with its eigenvalues brought into an interval.
  static func clipped(_ matrix: [Double], size: Int, to interval: ClosedRange<Double>) -> [Double] {
    let (values, vectors) = eigen(matrix, size: size)
    let clipped = values.map { $0.isFinite ? min(max($0, interval.lowerBound), interval.upperBound) : interval.upperBound }
    var result = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<size {
        for k in 0..<size { result[i * size + j] += vectors[i * size + k] * clipped[k] * vectors[j * size + k] }
      }
    }
    return result
  }

  /// The lower triangular L with LL′ = matrix, and its inverse; nil unless the matrix is positive definite.
  static func cholesky(_ matrix: [Double], size: Int) -> (factor: [Double], inverse: [Double])? {
    var l = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= l[i * size + k] * l[j * size + k] }
        if i == j {
          guard sum > 0 else { return nil }
          l[i * size + i] = sum.squareRoot()
        } else {
          l[i * size + j] = sum / l[j * size + j]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
      for row in column..<size {
        var sum = row == column ? 1.0 : 0
        for k in column..<row { sum -= l[row * size + k] * inverse[k * size + column] }
        inverse[row * size + column] = sum / l[row * size + row]
      }
    }
    return (l, inverse)
  }
}
