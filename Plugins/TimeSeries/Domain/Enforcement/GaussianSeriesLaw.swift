public import Files
internal import Foundation
public import Tensors

/// A Gaussian law of a series: N(mean, Σ) on its numbers [time, channel], row after row.
public struct GaussianSeriesLaw: Sendable {
  public enum Covariance: Sendable {
    /// Σ = F Fᵀ + diag(d), F [numbers, rank] row after row, d not negative: a dense Σ by a square F, or one of low rank.
    case factor([Double], rank: Int, diagonal: [Double])
    /// Channels that are independent stationary processes; products take a time proportional to the length.
    case temporal(TemporalNoise)
  }

  public let mean: [Double]
  public let covariance: Covariance
  /// Solves with Σ, where Σ is given by a factor and is not singular.
  private let inverse: FactorInverse?

  public var width: Int { mean.count }

  /// - Throws: `ProgramError` where sizes do not match, or a variance is negative or no number.
  public init(mean: [Double], covariance: Covariance) throws(ProgramError) {
    try self.init(mean: mean, covariance: covariance, needsDensity: true)
  }

  init(mean: [Double], covariance: Covariance, needsDensity: Bool) throws(ProgramError) {
    let width = mean.count
    switch covariance {
    case .factor(let factor, let rank, let diagonal):
      guard rank >= 0, factor.count == width * rank, diagonal.count == width else {
        throw ProgramError(
          .data, "a mean of \(width) numbers with a factor of \(factor.count), rank \(rank), and \(diagonal.count) variances", remedy: "give matching sizes")
      }
      guard factor.allSatisfy(\.isFinite), diagonal.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw ProgramError(.data, "a covariance with a variance that is negative or no number", remedy: "give finite factors and variances from zero")
      }
      inverse = needsDensity ? FactorInverse(factor, rank: rank, diagonal: diagonal) : nil
    case .temporal(let noise):
      guard noise.width == width else {
        throw ProgramError(.data, "a mean of \(width) numbers for noise of \(noise.width)", remedy: "give matching sizes")
      }
      inverse = nil
    }
    guard mean.allSatisfy(\.isFinite) else { throw ProgramError(.data, "a mean that is no number", remedy: "give finite means") }
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// Σ v.
  public func covarianceProduct(_ vector: [Double]) -> [Double] {
    switch covariance {
    case .factor(let factor, let rank, let diagonal):
      var result = zip(diagonal, vector).map { $0 * $1 }
      var inner = [Double](repeating: 0, count: rank)
      for i in vector.indices where vector[i] != 0 { for k in 0..<rank { inner[k] += factor[i * rank + k] * vector[i] } }
      for i in result.indices { for k in 0..<rank { result[i] += factor[i * rank + k] * inner[k] } }
      return result
    case .temporal(let noise):
      var result = vector
      result.withUnsafeMutableBufferPointer {
        noise.apply(.colourTransposed, to: $0)
        noise.apply(.colour, to: $0)
      }
      return result
    }
  }

  /// Writes an independent draw.
  public func draw(_ generator: inout RandomStream, into values: UnsafeMutableBufferPointer<Double>) {
    switch covariance {
    case .factor(let factor, let rank, let diagonal):
      let inner = (0..<rank).map { _ in generator.normal() }
      for i in mean.indices {
        var sum = mean[i] + (diagonal[i] > 0 ? diagonal[i].squareRoot() * generator.normal() : 0)
        for k in 0..<rank { sum += factor[i * rank + k] * inner[k] }
        values[i] = sum
      }
    case .temporal(let noise):
      for i in mean.indices { values[i] = generator.normal() }
      noise.apply(.colour, to: UnsafeMutableBufferPointer(rebasing: values[..<width]))
      for i in mean.indices { values[i] += mean[i] }
    }
  }

  /// Whether the law has a density: Σ is not singular.
  public var hasDensity: Bool {
    switch covariance {
    case .factor: inverse != nil
    case .temporal: true
    }
  }

  /// ln N(x; mean, Σ), and where asked writes its gradient −Σ⁻¹ (x − mean); −∞ where Σ is singular.
  public func logDensity(_ values: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>? = nil) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(width, 1)) { room in
      for i in 0..<width { room[i] = values[i] - mean[i] }
      switch covariance {
      case .factor:
        guard let inverse else {
          gradient?.update(repeating: 0)
          return -.infinity
        }
        var solution = Array(room[..<width])
        inverse.solve(&solution)
        var square = 0.0
        for i in 0..<width {
          square += room[i] * solution[i]
          gradient?[i] = -solution[i]
        }
        return -0.5 * (square + inverse.logDeterminant + Double(width) * log(2 * .pi))
      case .temporal(let noise):
        noise.apply(.whiten, to: UnsafeMutableBufferPointer(rebasing: room[..<width]))
        var square = 0.0
        for i in 0..<width { square += room[i] * room[i] }
        if let gradient {
          noise.apply(.whitenTransposed, to: UnsafeMutableBufferPointer(rebasing: room[..<width]))
          for i in 0..<width { gradient[i] = -room[i] }
        }
        return -0.5 * (square + noise.factors.reduce(0) { $0 + $1.logDeterminant } + Double(width) * log(2 * .pi))
      }
    }
  }
}

/// (F Fᵀ + D)⁻¹ by Woodbury's identity where D has no zero, and by the dense matrix elsewhere.
private struct FactorInverse: Sendable {
  private let factor: [Double]
  private let rank: Int
  /// 1/d; empty for the dense way.
  private let inverses: [Double]
  /// Of 1 + Fᵀ D⁻¹ F, or of Σ.
  private let inner: PivotedCholesky
  let logDeterminant: Double

  /// Nil where Σ is singular.
  init?(_ factor: [Double], rank: Int, diagonal: [Double]) {
    let width = diagonal.count
    if diagonal.allSatisfy({ $0 > 0 }) {
      inverses = diagonal.map { 1 / $0 }
      var matrix = [Double](repeating: 0, count: rank * rank)
      for k in 0..<rank { matrix[k * rank + k] = 1 }
      for i in 0..<width { for k in 0..<rank { for l in 0..<rank { matrix[k * rank + l] += factor[i * rank + k] * inverses[i] * factor[i * rank + l] } } }
      inner = PivotedCholesky(matrix, size: rank, tolerance: 1e-15)
      guard inner.rank == rank else { return nil }
      logDeterminant = inner.logDeterminant + diagonal.reduce(0) { $0 + log($1) }
    } else {
      inverses = []
      var matrix = [Double](repeating: 0, count: width * width)
      for i in 0..<width {
        for j in 0...i {
          var sum = i == j ? diagonal[i] : 0
          for k in 0..<rank { sum += factor[i * rank + k] * factor[j * rank + k] }
          (matrix[i * width + j], matrix[j * width + i]) = (sum, sum)
        }
      }
      inner = PivotedCholesky(matrix, size: width, tolerance: 1e-13)
      guard inner.rank == width else { return nil }
      logDeterminant = inner.logDeterminant
    }
    (self.factor, self.rank) = (factor, rank)
  }

  func solve(_ values: inout [Double]) {
    guard !inverses.isEmpty || values.isEmpty else {
      values = inner.solving(values)
      return
    }
    var right = [Double](repeating: 0, count: rank)
    for i in values.indices {
      values[i] *= inverses[i]
      for k in 0..<rank { right[k] += factor[i * rank + k] * values[i] }
    }
    right = inner.solving(right)
    for i in values.indices {
      var sum = 0.0
      for k in 0..<rank { sum += factor[i * rank + k] * right[k] }
      values[i] -= inverses[i] * sum
    }
  }
}
