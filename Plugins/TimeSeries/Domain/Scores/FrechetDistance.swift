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
    let width = values.count / max(count, 1)
    var mean = [Double](repeating: 0, count: width)
    var products = [Double](repeating: 0, count: width * width)
    values.withUnsafeBufferPointer { x in
      for row in 0..<count { for i in 0..<width { mean[i] += Double(x[row * width + i]) } }
      for i in 0..<width { mean[i] /= Double(count) }
      products.withUnsafeMutableBufferPointer { products in
        // Several rows at once, so that a row of the products is read and written once for all of them.
        let piece = 8
        var centred = [Double](repeating: 0, count: piece * width)
        centred.withUnsafeMutableBufferPointer { centred in
          for start in stride(from: 0, to: count, by: piece) {
            for row in 0..<piece {
              for i in 0..<width { centred[row * width + i] = start + row < count ? Double(x[(start + row) * width + i]) - mean[i] : 0 }
            }
            for i in 0..<width {
              let a = (0..<piece).reduce(into: SIMD8<Double>()) { $0[$1] = centred[$1 * width + i] }
              for j in 0...i {
                var sum = a[0] * centred[j] + a[1] * centred[width + j]
                sum += a[2] * centred[2 * width + j] + a[3] * centred[3 * width + j]
                sum += a[4] * centred[4 * width + j] + a[5] * centred[5 * width + j]
                sum += a[6] * centred[6 * width + j] + a[7] * centred[7 * width + j]
                products[i * width + j] += sum
              }
            }
          }
        }
        let scale = 1 / Double(max(count - 1, 1))
        for i in 0..<width {
          for j in 0...i {
            products[i * width + j] *= scale
            products[j * width + i] = products[i * width + j]
          }
        }
      }
    }
    self.init(mean: mean, covariance: products)
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

  public init(_ first: SampleMoments, _ second: SampleMoments) {
    precondition(first.mean.count == second.mean.count, "vectors of one width")
    let width = first.mean.count
    let (root, other) = (Self.rootRows(first.covariance, width), Self.rootRows(second.covariance, width))
    let (rows, columns) = (root.count / max(width, 1), other.count / max(width, 1))
    var products = [Double](repeating: 0, count: rows * columns)
    root.withUnsafeBufferPointer { x in
      other.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        for i in 0..<rows { for j in 0..<columns { products[i * columns + j] = DotProduct.of(x + i * width, y + j * width, width) } }
      }
    }
    var distance = -2 * SingularValues(products, rows: rows, columns: columns).values.reduce(0, +)
    for i in 0..<width {
      distance += (first.mean[i] - second.mean[i]) * (first.mean[i] - second.mean[i])
      distance += first.covariance[i * width + i] + second.covariance[i * width + i]
    }
    value = distance
  }

  /// √λ_k v_k of the positive eigenvalues, the greatest first: rotations then end soonest.
  private static func rootRows(_ covariance: [Double], _ width: Int) -> [Double] {
    let eigen = SymmetricEigenvalues(covariance, count: width)
    let order = eigen.values.indices.filter { eigen.values[$0] > 0 }.sorted { eigen.values[$0] > eigen.values[$1] }
    return order.flatMap { k in
      let scale = eigen.values[k].squareRoot()
      return eigen.vectors[k * width..<(k + 1) * width].map { scale * $0 }
    }
  }
}
