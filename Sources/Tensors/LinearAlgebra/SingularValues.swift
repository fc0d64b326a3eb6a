internal import COpenBLAS

/// The singular values of a matrix, by LAPACK's divide and conquer (dgesdd): each to rounding of the greatest, which roots of the eigenvalues of A Aᵀ are
/// not.
public struct SingularValues: Hashable, Sendable {
  /// In descending order.
  public let values: [Double]

  /// - Throws: `TensorError` for a matrix that is not finite, or where the iteration does not end.
  public init(_ matrix: DenseMatrix) throws {
    guard matrix.values.allSatisfy(\.isFinite) else { throw TensorError("singular values of a matrix that is not finite") }
    guard !matrix.values.isEmpty else {
      values = []
      return
    }
    _ = BLASLibrary.ready
    // By rows A is by columns Aᵀ, whose singular values are the same.
    var (rows, columns, one): (Int32, Int32, Int32) = (Int32(matrix.columns), Int32(matrix.rows), 1)
    let count = min(matrix.rows, matrix.columns)
    var (elements, found) = (matrix.values, [Double](repeating: 0, count: count))
    var (workCount, status): (Int32, Int32) = (-1, 0)
    var (work, integerWork) = ([0.0], [Int32](repeating: 0, count: 8 * count))
    dgesdd_("N", &rows, &columns, &elements, &rows, &found, nil, &one, nil, &one, &work, &workCount, &integerWork, &status)
    workCount = Int32(work[0])
    work = [Double](repeating: 0, count: Int(workCount))
    dgesdd_("N", &rows, &columns, &elements, &rows, &found, nil, &one, nil, &one, &work, &workCount, &integerWork, &status)
    guard status == 0 else { throw TensorError("singular values of a matrix of \(matrix.rows) × \(matrix.columns) were not found") }
    values = found
  }
}
