internal import Foundation
internal import Networks
public import Tensors

/// The directions in which rows vary most, by subspace iteration on the rows themselves: no matrix of the size of a row squared is made.
///
/// Source: N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Review 53, 217 (2011), algorithm 4.4.
public struct PrincipalComponents: Hashable, Sendable {
  public let mean: [Double]
  /// Row i is the i-th direction, of length one.
  public let directions: DenseMatrix
  /// Of the rows along each direction, descending.
  public let variances: [Double]
  /// Of the rows in all directions.
  public let totalVariance: Double

  private static var oversampling: Int { 12 }
  private static var iterations: Int { 6 }

  /// - Parameters:
  ///   - rows: [rows, width].
  ///   - count: the most directions.
  ///   - share: directions are left out once those before them have this share of the variance.
  public init(of rows: DenseMatrix, count: Int, share: Double, seed: UInt64) throws {
    let (height, width) = (rows.rows, rows.columns)
    var centred = rows
    var mean = [Double](repeating: 0, count: width)
    for row in 0..<height { for column in 0..<width { mean[column] += rows.values[row * width + column] / Double(height) } }
    var total = 0.0
    centred.values.withUnsafeMutableBufferPointer { values in
      for row in 0..<height {
        for column in 0..<width {
          values[row * width + column] -= mean[column]
          total += values[row * width + column] * values[row * width + column]
        }
      }
    }
    self.mean = mean
    totalVariance = total / Double(height)
    let size = min(count + Self.oversampling, width, height)
    var basis = DenseMatrix(zeros: width, size)
    basis.values.withUnsafeMutableBufferPointer {
      Double.fillNormal($0, seed: seed, stream: RandomPurpose.probe, step: 0, first: 0)
    }
    basis = try Self.orthonormal(basis)
    for _ in 0..<Self.iterations {
      let seen = centred.product(basis)
      basis = try Self.orthonormal(centred.product(.transposed, seen))
    }
    let seen = centred.product(basis)
    let decomposition = try SymmetricEigendecomposition(seen.product(.transposed, seen))
    let order = Array((0..<size).reversed())
    let all = order.map { max(decomposition.values[$0], 0) / Double(height) }
    var (kept, sum) = (0, 0.0)
    while kept < min(count, size), sum < share * totalVariance, all[kept] > 0 {
      sum += all[kept]
      kept += 1
    }
    kept = max(kept, 1)
    variances = Array(all.prefix(kept))
    var rotation = DenseMatrix(zeros: kept, size)
    for (row, number) in order.prefix(kept).enumerated() {
      for column in 0..<size { rotation[row, column] = decomposition.vectors[number, column] }
    }
    directions = rotation.product(basis, .transposed)
  }

  /// Columns made orthonormal, twice, by the inverse root of their products.
  private static func orthonormal(_ matrix: DenseMatrix) throws -> DenseMatrix {
    var result = matrix
    for _ in 0..<2 {
      let products = try SymmetricEigendecomposition(result.product(.transposed, result))
      let largest = products.values.last ?? 0
      result = result.product(products.function { $0 > 1e-14 * largest && $0 > 0 ? 1 / $0.squareRoot() : 0 })
    }
    return result
  }
}
