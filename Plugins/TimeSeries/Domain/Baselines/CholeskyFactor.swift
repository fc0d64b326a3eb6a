/// L with A = L Lᵀ, lower triangular.
struct CholeskyFactor: Sendable {
  /// Row-major; what is above the diagonal is zero.
  let values: [Double]

  /// Nil where A is not positive definite.
  ///
  /// - Parameter matrix: A, row-major; only what is on and below the diagonal is read.
  init?(_ matrix: [Double], count n: Int) {
    precondition(matrix.count == n * n, "a square matrix")
    var values = matrix
    let isPositive = values.withUnsafeMutableBufferPointer { a in
      guard let base = a.baseAddress else { return true }
      for i in 0..<n {
        for j in 0...i {
          let rest = base[i * n + j] - DotProduct.of(base + i * n, base + j * n, j)
          if i == j {
            guard rest > 0 else { return false }
            base[i * n + i] = rest.squareRoot()
          } else {
            base[i * n + j] = rest / base[j * n + j]
          }
        }
        for j in i + 1..<max(n, i + 1) { base[i * n + j] = 0 }
      }
      return true
    }
    guard isPositive else { return nil }
    self.values = values
  }
}
