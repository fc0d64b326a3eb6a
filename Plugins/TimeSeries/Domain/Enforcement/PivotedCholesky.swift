internal import Foundation

/// The Cholesky factor of a symmetric positive semidefinite matrix with the rows in the order of what they add: Pᵀ M P = L Lᵀ, cut off where what is
/// left of every row is rounding.
///
/// Rows that follow from others are left out, so that solutions are those of the rows that are kept.
/// Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), § 10.3.
struct PivotedCholesky: Sendable {
  let size: Int
  /// How many rows are kept.
  let rank: Int
  /// Rows in the order in which they were taken; those after `rank` follow from the others.
  let order: [Int]
  /// rank × rank, lower triangle, row after row.
  let factor: [Double]
  /// ln det of the rows that are kept.
  let logDeterminant: Double

  /// - Parameters:
  ///   - matrix: size × size.
  ///   - tolerance: what is left of a row is rounding below this share of its diagonal element.
  init(_ matrix: [Double], size: Int, tolerance: Double = 1e-12) {
    self.size = size
    var (work, order) = (matrix, Array(0..<size))
    let diagonal = (0..<size).map { matrix[$0 * size + $0] }
    var (rank, logDeterminant) = (0, 0.0)
    work.withUnsafeMutableBufferPointer { a in
      while rank < size {
        let k = rank
        var (best, share) = (k, 0.0)
        for i in k..<size {
          let left = diagonal[order[i]] > 0 ? a[i * size + i] / diagonal[order[i]] : 0
          if left > share { (best, share) = (i, left) }
        }
        guard share > tolerance else { break }
        if best != k {
          order.swapAt(k, best)
          for j in 0..<size { (a[k * size + j], a[best * size + j]) = (a[best * size + j], a[k * size + j]) }
          for i in 0..<size { (a[i * size + k], a[i * size + best]) = (a[i * size + best], a[i * size + k]) }
        }
        let pivot = a[k * size + k].squareRoot()
        logDeterminant += 2 * log(pivot)
        a[k * size + k] = pivot
        for i in k + 1..<max(size, k + 1) { a[i * size + k] /= pivot }
        for i in k + 1..<max(size, k + 1) {
          let left = a[i * size + k]
          guard left != 0 else { continue }
          for j in k + 1...i { a[i * size + j] -= left * a[j * size + k] }
          for j in k + 1..<i { a[j * size + i] = a[i * size + j] }
        }
        rank += 1
      }
    }
    (self.rank, self.order, self.logDeterminant) = (rank, order, logDeterminant)
    let kept = work
    factor = (0..<rank * rank).map { $0 % max(rank, 1) <= $0 / max(rank, 1) ? kept[$0 / max(rank, 1) * size + $0 % max(rank, 1)] : 0 }
  }

  /// Solves M x = y in place on the rows that are kept; zero on the others.
  func solve(_ y: UnsafeMutableBufferPointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(rank, 1)) { x in
      x.initialize(repeating: 0)
      for i in 0..<rank {
        var sum = y[order[i]]
        for k in 0..<i { sum -= factor[i * rank + k] * x[k] }
        x[i] = sum / factor[i * rank + i]
      }
      for i in (0..<rank).reversed() {
        x[i] /= factor[i * rank + i]
        for k in 0..<i { x[k] -= factor[i * rank + k] * x[i] }
      }
      y.update(repeating: 0)
      for i in 0..<rank { y[order[i]] = x[i] }
    }
  }

  func solving(_ right: [Double]) -> [Double] {
    var y = right
    y.withUnsafeMutableBufferPointer { solve($0) }
    return y
  }
}
