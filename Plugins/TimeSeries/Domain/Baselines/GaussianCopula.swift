internal import Analysis
public import Bellman
internal import Files
internal import Foundation
internal import Networks
internal import Tensors

/// Series whose values have the marginal laws of the data at each time and channel, and depend on one another as those of a normal law do.
///
/// Fitted: the sorted values of every coordinate of the flattened series; the correlations R of their normal scores z = Φ⁻¹((rank − ½)/n), equal values
/// ranked in random order; R is shrunk to (1 − λ) R + λ 1 and factored. Drawn: L ε, through Φ, through the inverse distribution function of the values,
/// interpolated linearly.
///
/// With λ = Σ_{i≠j} var(r_ij) / Σ_{i≠j} r_ij², at least 10⁻⁶, after J. Schäfer, K. Strimmer, Statistical Applications in Genetics and Molecular Biology
/// 4 (2005) 32.
public struct GaussianCopula: Sendable {
  public let count: Int
  public let length: Int
  public let channels: Int
  /// λ
  public let shrinkage: Double
  /// [coordinate, count], ascending in each row.
  private let sorted: [Double]
  /// Of the shrunk correlations of the normal scores.
  private let factor: CholeskyFactor

  /// - Throws: `ProgramError` for fewer than two series, and values that are missing or infinite.
  public init(_ series: SeriesArray, seed: UInt64) throws {
    try ScoredSeries.check(series, series, for: "Gaussian copula")
    (count, length, channels) = (series.count, series.length, series.channels)
    let (n, width) = (series.count, series.width)
    let normal = NormalLaw()
    let quantiles = try (0..<n).map { try normal.quantile(lowerTail: (Double($0) + 0.5) / Double(n)) }
    let columns = Parallel.map(width) { coordinate in
      // Equal values in random order: constant columns then depend on nothing.
      var stream = RandomStream(seed: seed, stream: ScoreStream.ties, step: UInt32(coordinate))
      let values = (0..<n).map { series.values[$0 * width + coordinate] }
      var order = stream.permutation(n)
      values.withUnsafeBufferPointer { values in order.sort { values[$0] < values[$1] } }
      return order
    }
    var sorted = [Double](repeating: 0, count: n * width)
    var scores = [Double](repeating: 0, count: n * width)
    series.values.withUnsafeBufferPointer { x in
      sorted.withUnsafeMutableBufferPointer { sorted in
        scores.withUnsafeMutableBufferPointer { scores in
          for (coordinate, order) in columns.enumerated() {
            for (rank, row) in order.enumerated() {
              sorted[coordinate * n + rank] = x[row * width + coordinate]
              scores[row * width + coordinate] = quantiles[rank]
            }
          }
        }
      }
    }
    self.sorted = sorted
    let square = quantiles.reduce(0) { $0 + $1 * $1 } / Double(n)
    let correlations = ShrunkCorrelations(DenseMatrix(rows: n, columns: width, values: scores), square: square)
    shrinkage = correlations.shrinkage
    guard let factor = CholeskyFactor(correlations.values) else {
      throw ProgramError(.software, "the shrunk correlations of a Gaussian copula are not positive", remedy: "report this")
    }
    self.factor = factor
  }

  /// Series i is a function of the coordinates and of i.
  public func draws(_ count: Int, _ coordinates: RandomCoordinates) -> SeriesArray {
    // A product of matrices may round a row otherwise in one of another height: all have the same.
    let (width, piece) = (length * channels, 128)
    var result = SeriesArray(zeros: max(count, 0), length: length, channels: channels)
    for start in stride(from: 0, to: count, by: piece) {
      let rows = min(piece, count - start)
      var normals = DenseMatrix(zeros: piece, width)
      normals.values.withUnsafeMutableBufferPointer {
        Double.fillNormal(
          $0, seed: coordinates.seed, stream: coordinates.stream, step: coordinates.step, first: (coordinates.firstRow + start) * width)
      }
      let scores = normals.product(factor.lower, .transposed).values
      result.values.withUnsafeMutableBufferPointer { values in
        // Each row is written by one worker.
        nonisolated(unsafe) let values = values
        Parallel.forEach(rows, threads: Parallel.defaultThreads) { _, row in
          for place in 0..<width { values[(start + row) * width + place] = value(of: scores[row * width + place], at: place) }
        }
      }
    }
    return result
  }

  /// F⁻¹(Φ(z)) of one coordinate.
  private func value(of z: Double, at coordinate: Int) -> Double {
    let probability = 0.5 * erfc(-z / 2.0.squareRoot())
    let place = min(max(probability * Double(count) - 0.5, 0), Double(count - 1))
    let below = coordinate * count + Int(place)
    let above = coordinate * count + min(Int(place) + 1, count - 1)
    return sorted[below] + (place - place.rounded(.down)) * (sorted[above] - sorted[below])
  }
}

/// Correlations of standardised numbers, shrunk towards independence.
struct ShrunkCorrelations {
  let values: DenseMatrix
  let shrinkage: Double

  /// - Parameters:
  ///   - scores: [count, width], each column with the mean 0.
  ///   - square: the mean square of each column.
  init(_ scores: DenseMatrix, square: Double) {
    let (count, width) = (scores.rows, scores.columns)
    var first = scores.product(.transposed, scores)
    let squared = DenseMatrix(rows: count, columns: width, values: scores.values.map { $0 * $0 })
    let second = squared.product(.transposed, squared)
    var (variance, size) = (0.0, 0.0)
    for i in 0..<width {
      for j in 0..<width where i != j {
        let r = first[i, j] / (Double(count) * square)
        variance += (second[i, j] / (Double(count) * square * square) - r * r) / Double(max(count - 1, 1))
        size += r * r
        first[i, j] = r
      }
    }
    let shrinkage = size > 0 ? min(1, max(1e-6, variance / size)) : 1
    for i in 0..<width {
      for j in 0..<width { first[i, j] = i == j ? 1 : (1 - shrinkage) * first[i, j] }
    }
    values = first
    self.shrinkage = shrinkage
  }
}
