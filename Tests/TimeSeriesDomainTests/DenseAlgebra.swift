import Foundation

/// Small dense matrices, row after row: what structured algebra is held against.
struct DenseMatrix {
  var rows: Int
  var columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int, _ element: (Int, Int) throws -> Double) rethrows {
    (self.rows, self.columns) = (rows, columns)
    values = try (0..<rows * columns).map { try element($0 / columns, $0 % columns) }
  }

  subscript(_ i: Int, _ j: Int) -> Double {
    get { values[i * columns + j] }
    set { values[i * columns + j] = newValue }
  }

  var transposed: DenseMatrix { DenseMatrix(columns, rows) { self[$1, $0] } }

  static func * (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    DenseMatrix(a.rows, b.columns) { i, j in (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
  }

  static func * (a: DenseMatrix, x: [Double]) -> [Double] { (0..<a.rows).map { i in (0..<a.columns).reduce(0) { $0 + a[i, $1] * x[$1] } } }

  /// L with L Lᵀ the matrix.
  var cholesky: DenseMatrix {
    var factor = DenseMatrix(rows, rows) { _, _ in 0 }
    for i in 0..<rows {
      for j in 0...i {
        let sum = (0..<j).reduce(self[i, j]) { $0 - factor[i, $1] * factor[j, $1] }
        factor[i, j] = i == j ? sum.squareRoot() : sum / factor[j, j]
      }
    }
    return factor
  }

  /// The solution of a system with this matrix, by elimination with pivots, and ln |det|.
  func solved(_ right: [Double]) -> (solution: [Double], logDeterminant: Double) {
    var (matrix, x, logDeterminant) = (self, right, 0.0)
    for k in 0..<rows {
      let pivot = (k..<rows).max { abs(matrix[$0, k]) < abs(matrix[$1, k]) } ?? k
      if pivot != k {
        for j in 0..<columns { (matrix[k, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[k, j]) }
        x.swapAt(k, pivot)
      }
      logDeterminant += log(abs(matrix[k, k]))
      for i in k + 1..<max(rows, k + 1) {
        let factor = matrix[i, k] / matrix[k, k]
        for j in k..<columns { matrix[i, j] -= factor * matrix[k, j] }
        x[i] -= factor * x[k]
      }
    }
    for k in (0..<rows).reversed() {
      x[k] = (k + 1..<max(rows, k + 1)).reduce(x[k]) { $0 - matrix[k, $1] * x[$1] } / matrix[k, k]
    }
    return (x, logDeterminant)
  }
}
