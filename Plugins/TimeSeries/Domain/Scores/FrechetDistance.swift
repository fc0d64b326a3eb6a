internal import Tensors

/// Mean and covariance of a sample of vectors.
public struct SampleMoments: Hashable, Sendable {
  /// [width]
  public let mean: [Double]
  /// With the divisor n − 1, row-major.
  public let covariance: [Double]

  public init(mean: [Double], covariance: [Double]) {
    precondition(covariance.count == mean.count * mean.count, "a covariance for every pair")
    self.mean = mean
    self.covariance = covariance
  }

  /// - Parameter values: [count, width], row-major.
  init(_ values: [Float], count: Int) {
    var rows = DenseMatrix(rows: count, columns: values.count / max(count, 1), values: values.map(Double.init))
    let width = rows.columns
    var mean = [Double](repeating: 0, count: width)
    for row in 0..<count { for i in 0..<width { mean[i] += rows[row, i] / Double(count) } }
    for row in 0..<count { for i in 0..<width { rows[row, i] -= mean[i] } }
    let scale = 1 / Double(max(count - 1, 1))
    self.init(mean: mean, covariance: rows.product(.transposed, rows).values.map { scale * $0 })
  }
}

/// The squared Wasserstein-2 distance of two normal laws, |μ − ν|² + tr Σ + tr Τ − 2 tr (Σ^{1/2} Τ Σ^{1/2})^{1/2}.
///
/// The last trace is the sum of the singular values of Σ^{1/2} Τ^{1/2}, whatever the rank. Taken so, its error is some 10⁻¹⁵ of the traces times the
/// width; roots of the eigenvalues of the product Σ Τ lose half of the digits, which is more than the distance of two good samples. Rounding can make
/// the distance of equal laws negative; it is not cut off.
///
/// Source: D. C. Dowson, B. V. Landau, J. Multivariate Analysis 12 (1982) 450.
public struct FrechetDistance: Hashable, Sendable {
  public let value: Double

  /// - Throws: `TensorError` for moments that are not finite.
  public init(_ first: SampleMoments, _ second: SampleMoments) throws {
    precondition(first.mean.count == second.mean.count, "vectors of one width")
    let width = first.mean.count
    let products = try Self.rootRows(first.covariance, width).product(Self.rootRows(second.covariance, width), .transposed)
    var distance = -2 * (try SingularValues(products).values.reduce(0, +))
    for i in 0..<width {
      distance += (first.mean[i] - second.mean[i]) * (first.mean[i] - second.mean[i])
      distance += first.covariance[i * width + i] + second.covariance[i * width + i]
    }
    value = distance
  }

  /// √λ_k v_k; nothing of eigenvalues that rounding made negative.
  private static func rootRows(_ covariance: [Double], _ width: Int) throws -> DenseMatrix {
    let eigen = try SymmetricEigendecomposition(DenseMatrix(rows: width, columns: width, values: covariance))
    var rows = eigen.vectors
    for (k, value) in eigen.values.enumerated() {
      let scale = max(value, 0).squareRoot()
      for column in 0..<width { rows[k, column] *= scale }
    }
    return rows
  }
}
