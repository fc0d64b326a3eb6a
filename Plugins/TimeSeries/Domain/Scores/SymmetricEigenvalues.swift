internal import Foundation

/// A symmetric matrix as Σ λ_k v_k v_kᵀ: reflections to a tridiagonal matrix, then rotations of the QL method with implicit shifts.
///
/// The eigenvectors are kept as rows, so that reflections and rotations run over neighbouring numbers; about 6n³ operations.
///
/// Source: J. H. Wilkinson, C. Reinsch, Handbook for Automatic Computation II: Linear Algebra, Springer 1971, II/2 and II/4.
struct SymmetricEigenvalues {
  /// In no order.
  private(set) var values: [Double]
  /// Row k is the eigenvector of value k.
  private(set) var vectors: [Double]

  /// - Parameter matrix: row-major; only what is on and below the diagonal is read.
  init(_ matrix: [Double], count n: Int) {
    precondition(matrix.count == n * n, "a square matrix")
    values = [Double](repeating: 0, count: n)
    vectors = [Double](repeating: 0, count: n * n)
    for i in 0..<n { vectors[i * n + i] = 1 }
    guard n > 0 else { return }
    var full = matrix
    for i in 0..<n { for j in 0..<i { full[j * n + i] = full[i * n + j] } }
    var beside = [Double](repeating: 0, count: n)
    full.withUnsafeMutableBufferPointer { a in
      values.withUnsafeMutableBufferPointer { diagonal in
        beside.withUnsafeMutableBufferPointer { beside in
          vectors.withUnsafeMutableBufferPointer { rows in
            Self.reduce(a, n, diagonal, beside, rows)
            Self.rotate(diagonal, beside, n, rows)
          }
        }
      }
    }
  }

  /// A = Qᵀ T Q with Q in `rows`. A is overwritten.
  private static func reduce(
    _ a: UnsafeMutableBufferPointer<Double>, _ n: Int, _ diagonal: UnsafeMutableBufferPointer<Double>, _ beside: UnsafeMutableBufferPointer<Double>,
    _ rows: UnsafeMutableBufferPointer<Double>
  ) {
    var memory = [Double](repeating: 0, count: 2 * n)
    memory.withUnsafeMutableBufferPointer { memory in
      let v = UnsafeMutableBufferPointer(rebasing: memory[..<n])
      let p = UnsafeMutableBufferPointer(rebasing: memory[n...])
      guard let matrix = a.baseAddress, let head = v.baseAddress else { return }
      for k in 0..<max(n - 2, 0) {
        // The reflection 1 − 2vvᵀ/|v|² takes row k, right of the diagonal, to (α, 0, …, 0).
        var square = 0.0
        for j in k + 1..<n { square += a[k * n + j] * a[k * n + j] }
        let corner = a[k * n + k + 1]
        let alpha = corner > 0 ? -square.squareRoot() : square.squareRoot()
        beside[k] = alpha
        let half = square - alpha * corner
        if half <= 0 { continue }
        for j in k + 1..<n { v[j] = a[k * n + j] }
        v[k + 1] -= alpha
        var overlap = 0.0
        for i in k + 1..<n {
          p[i] = DotProduct.of(matrix + i * n + k + 1, head + k + 1, n - k - 1) / half
          overlap += p[i] * v[i]
        }
        overlap /= 2 * half
        for i in k + 1..<n { p[i] -= overlap * v[i] }
        for i in k + 1..<n {
          let (vi, pi) = (v[i], p[i])
          for j in k + 1..<n { a[i * n + j] -= vi * p[j] + pi * v[j] }
        }
        // Q ← (1 − vvᵀ/half) Q, whose rows above k + 1 stay.
        for j in 0..<n { p[j] = 0 }
        for i in k + 1..<n {
          let value = v[i] / half
          for j in 0..<n { p[j] += value * rows[i * n + j] }
        }
        for i in k + 1..<n {
          let value = v[i]
          for j in 0..<n { rows[i * n + j] -= value * p[j] }
        }
      }
      if n > 1 { beside[n - 2] = a[(n - 2) * n + n - 1] }
      for i in 0..<n { diagonal[i] = a[i * n + i] }
    }
  }

  /// Diagonalises the tridiagonal matrix, and turns the rows with it.
  private static func rotate(
    _ d: UnsafeMutableBufferPointer<Double>, _ e: UnsafeMutableBufferPointer<Double>, _ n: Int, _ rows: UnsafeMutableBufferPointer<Double>
  ) {
    for first in 0..<n {
      // Far more sweeps than ever are needed; values that are not finite would never end.
      for _ in 0..<60 {
        var last = first
        while last < n - 1, abs(e[last]) > 0x1p-53 * (abs(d[last]) + abs(d[last + 1])) { last += 1 }
        if last == first { break }
        let slope = (d[first + 1] - d[first]) / (2 * e[first])
        var g = d[last] - d[first] + e[first] / (slope + (slope < 0 ? -1 : 1) * (slope * slope + 1).squareRoot())
        var (s, c, shift) = (1.0, 1.0, 0.0)
        var isSplit = false
        for i in stride(from: last - 1, through: first, by: -1) {
          let (f, b) = (s * e[i], c * e[i])
          let r = hypot(f, g)
          e[i + 1] = r
          if r == 0 {
            d[i + 1] -= shift
            e[last] = 0
            isSplit = true
            break
          }
          (s, c) = (f / r, g / r)
          g = d[i + 1] - shift
          let mixed = (d[i] - g) * s + 2 * c * b
          shift = s * mixed
          d[i + 1] = g + shift
          g = c * mixed - b
          for j in 0..<n {
            let (x, y) = (rows[i * n + j], rows[(i + 1) * n + j])
            rows[(i + 1) * n + j] = s * x + c * y
            rows[i * n + j] = c * x - s * y
          }
        }
        if isSplit { continue }
        d[first] -= shift
        e[first] = g
        e[last] = 0
      }
    }
  }
}
