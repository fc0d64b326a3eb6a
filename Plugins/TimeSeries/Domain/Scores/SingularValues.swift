/// The singular values of a matrix, by rotations that make its rows orthogonal: small ones keep their accuracy, which roots of the eigenvalues of A Aᵀ
/// lose.
///
/// Source: M. R. Hestenes, J. SIAM 6 (1958) 51; J. Demmel, K. Veselić, SIAM J. Matrix Analysis and Applications 13 (1992) 1204.
struct SingularValues {
  /// In no order.
  let values: [Double]

  /// - Parameter matrix: [rows, columns], row-major.
  init(_ matrix: [Double], rows: Int, columns: Int) {
    precondition(matrix.count == rows * columns, "a value for every row and column")
    var a = matrix
    values = a.withUnsafeMutableBufferPointer { a in
      guard let base = a.baseAddress else { return [Double](repeating: 0, count: rows) }
      func squares() -> [Double] {
        (0..<rows).map { DotProduct.of(base + $0 * columns, base + $0 * columns, columns) }
      }
      var norms = squares()
      // Rows below this are zero, within what rounding leaves.
      let negligible = 0x1p-96 * norms.reduce(0, +)
      // Some six sweeps are needed; values that are not finite would never end.
      for _ in 0..<40 {
        var isOrthogonal = true
        for p in 0..<rows {
          for q in p + 1..<max(rows, p + 1) where norms[p] > negligible && norms[q] > negligible {
            let (x, y) = (base + p * columns, base + q * columns)
            let overlap = DotProduct.of(x, y, columns)
            if abs(overlap) <= 1e-12 * (norms[p] * norms[q]).squareRoot() { continue }
            isOrthogonal = false
            let ratio = (norms[q] - norms[p]) / (2 * overlap)
            let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
            let cosine = 1 / (1 + tangent * tangent).squareRoot()
            let sine = cosine * tangent
            for column in 0..<columns {
              let (u, v) = (x[column], y[column])
              x[column] = cosine * u - sine * v
              y[column] = sine * u + cosine * v
            }
            norms[p] -= tangent * overlap
            norms[q] += tangent * overlap
          }
        }
        norms = squares()
        if isOrthogonal { break }
      }
      return norms.map { $0.squareRoot() }
    }
  }
}
