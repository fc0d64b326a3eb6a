public import Bellman
internal import Foundation

/// Aitchison's logistic-normal law: a Gaussian in log-ratio coordinates, y = m + L z with standard normal z.
///
/// Densities are with respect to Aitchison's measure. Source: J. Aitchison, S. M. Shen, Biometrika 67 (1980) 261.
public struct LogisticNormalLaw: StoredDensityModel {
  static let kind = "logistic normal"

  /// m
  public let mean: [Double]
  /// L, lower triangular, row by row.
  public let factor: [[Double]]

  /// The law with the mean and the covariance of the states.
  /// - Throws: `ModelError` when the states lie in a plane, or there are fewer than dimensions.
  public init(fittedTo states: StateBatch) throws {
    let (rows, size) = (states.count, states.layout.elementCount)
    let points = (0..<rows).map { Array(states.vector($0)) }
    let mean = (0..<size).map { column in points.reduce(0) { $0 + $1[column] } / Double(max(rows, 1)) }
    func covariance(_ i: Int, _ j: Int) -> Double {
      points.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / Double(max(rows, 1))
    }
    // Cholesky's factor, row by row.
    var factor = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in 0...i {
        let rest = covariance(i, j) - (0..<j).reduce(0) { $0 + factor[i][$1] * factor[j][$1] }
        factor[i][j] = i == j ? max(rest, 0).squareRoot() : rest / factor[j][j]
      }
      guard factor[i][i] > 1e-9 * (1 + covariance(i, i).squareRoot()) else {
        throw ModelError("\(rows) compositions do not spread in all \(size) directions: no Gaussian law fits them")
      }
    }
    (self.mean, self.factor) = (mean, factor)
  }

  init(from arrays: StoredArrays) throws {
    let size = try arrays.array("mean", rank: 1).values.count
    let stored = try arrays.array("factor", rank: 2)
    guard size > 0, stored.shape == [size, size], (0..<size).allSatisfy({ stored.values[$0 * size + $0] > 0 }) else {
      throw ModelError("the stored logistic-normal law has a factor of shape \(stored.shape) for \(size) coordinates")
    }
    mean = try arrays.array("mean", rank: 1).values
    factor = (0..<size).map { Array(stored.values[$0 * size..<($0 + 1) * size]) }
  }

  public var name: String { "logistic-normal law" }
  public var kind: String { Self.kind }

  public var arrays: StoredArrays {
    var arrays = StoredArrays()
    arrays.store("mean", shape: [mean.count], mean)
    arrays.store("factor", shape: [mean.count, mean.count], factor.flatMap { $0 })
    return arrays
  }

  /// −½|z|² − ½ d log 2π − Σ log Lᵢᵢ, with L z = y − m by forward substitution.
  public func logDensity(_ states: StateBatch) -> [Double] {
    let size = mean.count
    let constant = (0..<size).reduce(-0.5 * Double(size) * log(2 * .pi)) { $0 - log(factor[$1][$1]) }
    return (0..<states.count).map { row in
      var normal: [Double] = []
      for (i, value) in states.vector(row).enumerated() {
        normal.append(((0..<i).reduce(value - mean[i]) { $0 - factor[i][$1] * normal[$1] }) / factor[i][i])
      }
      return normal.reduce(constant) { $0 - 0.5 * $1 * $1 }
    }
  }

  public func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    let size = mean.count
    let normals = randomness.normals(StateLayout(vector: size), count: count)
    return StateBatch(
      vectors: (0..<count).flatMap { row in
        let normal = Array(normals.vector(row))
        return (0..<size).map { i in (0...i).reduce(mean[i]) { $0 + factor[i][$1] * normal[$1] } }
      }, dimension: size)
  }
}
