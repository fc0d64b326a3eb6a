internal import COpenBLAS

/// L with A = L Lᵀ of a positive definite matrix, by LAPACK (dpotrf).
public struct CholeskyFactor: Hashable, Sendable {
  /// L; what is above the diagonal is zero.
  public let lower: DenseMatrix

  /// Nil where A is not positive definite, or not finite.
  /// - Parameter matrix: A, square; only what is on and below the diagonal is read.
  public init?(_ matrix: DenseMatrix) {
    precondition(matrix.rows == matrix.columns, "a square matrix")
    _ = BLASLibrary.ready
    var (order, status): (Int32, Int32) = (Int32(matrix.rows), 0)
    var factor = matrix
    // By rows lower is by columns upper.
    dpotrf_("U", &order, &factor.values, &order, &status)
    guard status == 0, factor.values.allSatisfy(\.isFinite) else { return nil }
    for row in 0..<matrix.rows { for column in row + 1..<max(matrix.rows, row + 1) { factor[row, column] = 0 } }
    lower = factor
  }

  /// X A⁻¹ of rows X, by LAPACK (dpotrs).
  public func solved(_ rows: DenseMatrix) -> DenseMatrix {
    precondition(rows.columns == lower.rows, "rows of \(rows.columns) numbers for a matrix of \(lower.rows)")
    guard rows.rows > 0, rows.columns > 0 else { return rows }
    var (order, sides, status): (Int32, Int32, Int32) = (Int32(lower.rows), Int32(rows.rows), 0)
    var result = rows
    lower.values.withUnsafeBufferPointer { dpotrs_("U", &order, &sides, $0.baseAddress, &order, &result.values, &order, &status) }
    return result
  }
}
