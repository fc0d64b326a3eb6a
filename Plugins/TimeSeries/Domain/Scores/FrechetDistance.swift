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

/// The squared Wasserstein-2 distance of two normal laws, |μ − ν|² + tr(Σ + Τ − 2 (Σ^{1/2} Τ Σ^{1/2})^{1/2}).
///
/// The root is exact for covariances without full rank too, where roots of the product Σ Τ are not. Rounding can make the distance of equal laws negative by some 10⁻⁸ of the trace; it
/// is not cut off.
///
/// Source: D. C. Dowson, B. V. Landau, J. Multivariate Analysis 12 (1982) 450.
public struct FrechetDistance: Hashable, Sendable {
  public let value: Double

  public init(_ first: SampleMoments, _ second: SampleMoments) {
    precondition(first.mean.count == second.mean.count, "vectors of one width")
    let n = first.mean.count
    let root = SymmetricEigenvalues(first.covariance, count: n).matrix { max($0, 0).squareRoot() }
    let inner = SquareMatrix.product(SquareMatrix.product(root, second.covariance, n), root, n)
    let cross = SymmetricEigenvalues(inner, count: n).values.reduce(0) { $0 + max($1, 0).squareRoot() }
    var (distance, trace) = (0.0, 0.0)
    for i in 0..<n {
      distance += (first.mean[i] - second.mean[i]) * (first.mean[i] - second.mean[i])
      trace += first.covariance[i * n + i] + second.covariance[i * n + i]
    }
    value = distance + trace - 2 * cross
  }
}

enum SquareMatrix {
  /// A B, row-major.
  static func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer { c in
          for i in 0..<n {
            for k in 0..<n {
              let value = a[i * n + k]
              for j in 0..<n { c[i * n + j] += value * b[k * n + j] }
            }
          }
        }
      }
    }
    return result
  }
}
