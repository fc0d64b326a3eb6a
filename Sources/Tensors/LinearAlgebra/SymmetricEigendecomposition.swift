internal import COpenBLAS

/// A symmetric matrix as Σ λᵢ vᵢ vᵢᵀ, by LAPACK's divide and conquer (dsyevd).
public struct SymmetricEigendecomposition: Hashable, Sendable {
  /// λ in ascending order.
  public let values: [Double]
  /// Row i is vᵢ, of length one; its sign is chosen so that its greatest element is positive.
  public let vectors: DenseMatrix

  /// - Parameter matrix: symmetric; the part above its diagonal is read.
  /// - Throws: `TensorError` for a matrix that is not square or not finite, or where the iteration does not end.
  public init(_ matrix: DenseMatrix) throws {
    let size = matrix.rows
    guard size == matrix.columns else { throw TensorError("eigenvalues of a matrix of \(matrix.rows) × \(matrix.columns)") }
    guard matrix.values.allSatisfy(\.isFinite) else { throw TensorError("eigenvalues of a matrix that is not finite") }
    guard size > 0 else {
      (values, vectors) = ([], matrix)
      return
    }
    _ = BLASLibrary.ready
    var order = Int32(size)
    var status: Int32 = 0
    var (workCount, integerCount): (Int32, Int32) = (-1, -1)
    var (work, integerWork) = ([0.0], [Int32(0)])
    var (elements, eigenvalues) = (matrix.values, [Double](repeating: 0, count: size))
    // By rows upper is by columns lower.
    dsyevd_("V", "L", &order, &elements, &order, &eigenvalues, &work, &workCount, &integerWork, &integerCount, &status)
    (workCount, integerCount) = (Int32(work[0]), integerWork[0])
    work = [Double](repeating: 0, count: Int(workCount))
    integerWork = [Int32](repeating: 0, count: Int(integerCount))
    dsyevd_("V", "L", &order, &elements, &order, &eigenvalues, &work, &workCount, &integerWork, &integerCount, &status)
    guard status == 0 else { throw TensorError("eigenvalues of a matrix of order \(size) were not found") }
    for row in 0..<size {
      var largest = 0.0
      for column in 0..<size where abs(elements[row * size + column]) > abs(largest) { largest = elements[row * size + column] }
      if largest < 0 { for column in 0..<size { elements[row * size + column].negate() } }
    }
    values = eigenvalues
    vectors = DenseMatrix(rows: size, columns: size, values: elements)
  }

  /// Σ f(λᵢ) vᵢ vᵢᵀ.
  public func function(_ f: (Double) -> Double) -> DenseMatrix {
    var scaled = vectors
    for (row, value) in values.enumerated() {
      let factor = f(value)
      for column in 0..<vectors.columns { scaled[row, column] *= factor }
    }
    return scaled.product(.transposed, vectors)
  }
}
