/// A symmetric 4 × 4 matrix.
struct SymmetricMatrix4 {
  private var rows = [SIMD4<Double>](repeating: .zero, count: 4)

  /// An element; setting one sets its mirror image as well.
  subscript(row: Int, column: Int) -> Double {
    get { rows[row][column] }
    set {
      rows[row][column] = newValue
      rows[column][row] = newValue
    }
  }

  /// The eigenvalues, in no order, and their eigenvectors, which are orthonormal.
  ///
  /// Jacobi's method: each turn in the plane of two axes makes one element vanish, and what is left beside the diagonal falls
  /// quadratically in the end, to rounding within about eight rounds of the six planes.
  func eigensystem() -> (values: SIMD4<Double>, vectors: [SIMD4<Double>]) {
    var matrix = self
    var vectors: [SIMD4<Double>] = [SIMD4(1, 0, 0, 0), SIMD4(0, 1, 0, 0), SIMD4(0, 0, 1, 0), SIMD4(0, 0, 0, 1)]
    for _ in 0..<40 {
      var isDiagonal = true
      for p in 0..<3 {
        for q in (p + 1)..<4 {
          let element = matrix[p, q]
          let (first, second) = (matrix[p, p], matrix[q, q])
          // Too small to change either diagonal element.
          guard abs(element) > 1e-17 * (abs(first) + abs(second)) else { continue }
          isDiagonal = false
          let ratio = (second - first) / (2 * element)
          let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          matrix[p, p] = first - tangent * element
          matrix[q, q] = second + tangent * element
          matrix[p, q] = 0
          for other in 0..<4 where other != p && other != q {
            let (one, two) = (matrix[other, p], matrix[other, q])
            matrix[other, p] = cosine * one - sine * two
            matrix[other, q] = sine * one + cosine * two
          }
          let (one, two) = (vectors[p], vectors[q])
          vectors[p] = cosine * one - sine * two
          vectors[q] = sine * one + cosine * two
        }
      }
      if isDiagonal { break }
    }
    return (SIMD4(matrix[0, 0], matrix[1, 1], matrix[2, 2], matrix[3, 3]), vectors)
  }
}
