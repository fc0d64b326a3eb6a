/// L with A = L Lᵀ, lower triangular.
struct CholeskyFactor: Sendable {
  private let count: Int
  /// Row-major; what is above the diagonal is zero.
  private(set) var values: [Double]

  /// Nil where A is not positive definite.
  ///
  /// - Parameter matrix: A, row-major; only what is on and below the diagonal is read.
  init?(_ matrix: [Double], count n: Int) {
    precondition(matrix.count == n * n, "a square matrix")
    count = n
    values = matrix
    let isPositive = values.withUnsafeMutableBufferPointer { a in
      for i in 0..<n {
        for j in 0...i {
          var sum = a[i * n + j]
          // Several partial sums: their order is fixed, and they run side by side.
          var parts = SIMD8<Double>()
          var k = 0
          while k + 8 <= j {
            var (x, y) = (SIMD8<Double>(), SIMD8<Double>())
            for lane in 0..<8 {
              x[lane] = a[i * n + k + lane]
              y[lane] = a[j * n + k + lane]
            }
            parts += x * y
            k += 8
          }
          sum -= parts.sum()
          while k < j {
            sum -= a[i * n + k] * a[j * n + k]
            k += 1
          }
          if i == j {
            guard sum > 0 else { return false }
            a[i * n + i] = sum.squareRoot()
          } else {
            a[i * n + j] = sum / a[j * n + j]
          }
        }
        for j in i + 1..<max(n, i + 1) { a[i * n + j] = 0 }
      }
      return true
    }
    guard isPositive else { return nil }
  }

  /// L x
  func times(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    values.withUnsafeBufferPointer { l in
      x.withUnsafeBufferPointer { x in
        for i in 0..<count {
          var parts = SIMD8<Double>()
          var k = 0
          while k + 8 <= i + 1 {
            var (a, b) = (SIMD8<Double>(), SIMD8<Double>())
            for lane in 0..<8 {
              a[lane] = l[i * count + k + lane]
              b[lane] = x[k + lane]
            }
            parts += a * b
            k += 8
          }
          var sum = parts.sum()
          while k <= i {
            sum += l[i * count + k] * x[k]
            k += 1
          }
          result[i] = sum
        }
      }
    }
    return result
  }
}
