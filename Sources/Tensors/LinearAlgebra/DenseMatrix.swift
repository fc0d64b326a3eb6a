internal import COpenBLAS

/// A matrix of float64, row after row, for work outside of programs: covariances, changes of basis, linear conditions.
public struct DenseMatrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Row-major.
  public var values: [Double]

  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a value for every place")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public init(zeros rows: Int, _ columns: Int) {
    self.init(rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
  }

  public static func identity(_ size: Int) -> DenseMatrix {
    var result = DenseMatrix(zeros: size, size)
    for index in 0..<size { result[index, index] = 1 }
    return result
  }

  public subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  public var transposed: DenseMatrix {
    var result = DenseMatrix(zeros: columns, rows)
    for row in 0..<rows { for column in 0..<columns { result.values[column * rows + row] = values[row * columns + column] } }
    return result
  }

  /// How a factor of a product is read.
  public enum Reading: Hashable, Sendable { case asItIs, transposed }

  /// A B, or A Bᵀ.
  public func product(_ other: DenseMatrix, _ otherReading: Reading = .asItIs) -> DenseMatrix { product(.asItIs, other, otherReading) }

  /// A B, or with a factor's transpose in its place; rows of the result are worked out on several threads, to the same bits for any number of them.
  public func product(_ reading: Reading, _ other: DenseMatrix, _ otherReading: Reading = .asItIs) -> DenseMatrix {
    let (m, k) = reading == .asItIs ? (rows, columns) : (columns, rows)
    let (inner, n) = otherReading == .asItIs ? (other.rows, other.columns) : (other.columns, other.rows)
    precondition(k == inner, "factors that fit")
    var result = DenseMatrix(zeros: m, n)
    guard m > 0, n > 0, k > 0 else { return result }
    _ = BLASLibrary.ready
    let piece = 256
    result.values.withUnsafeMutableBufferPointer { out in
      values.withUnsafeBufferPointer { a in
        other.values.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let out = out.baseAddress else { return }
          // Each piece writes rows of its own.
          nonisolated(unsafe) let (left, right, target) = (a, b, out)
          let width = columns
          Parallel.forEach((m + piece - 1) / piece, threads: Parallel.defaultThreads) { _, index in
            let first = index * piece
            cblas_dgemm(
              CblasRowMajor, reading == .asItIs ? CblasNoTrans : CblasTrans, otherReading == .asItIs ? CblasNoTrans : CblasTrans,
              Int32(min(piece, m - first)), Int32(n), Int32(k), 1, left + (reading == .asItIs ? first * width : first), Int32(width), right,
              Int32(other.columns), 0, target + first * n, Int32(n))
          }
        }
      }
    }
    return result
  }
}
