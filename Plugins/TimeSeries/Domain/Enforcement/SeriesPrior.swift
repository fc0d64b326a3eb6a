public import Files
internal import Foundation
public import Tensors

/// A law of series before other laws are imposed on it: a density on the numbers [time, channel] of a series, with its gradient, and draws.
public struct SeriesPrior: Sendable {
  /// Which numbers a term of the log density may name together.
  public enum Coupling: Hashable, Sendable {
    /// The log density is a sum of terms of one row each: rows are independent.
    case rows
    /// One term for all.
    case whole
  }

  /// Writes the terms of the log density, one for each row or one in all, and where asked the gradient. Terms need not be normalised.
  public typealias Density =
    @Sendable (
      _ values: UnsafeBufferPointer<Double>, _ terms: UnsafeMutableBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>?
    ) -> Void
  /// Writes a draw.
  public typealias Draw = @Sendable (inout RandomStream, UnsafeMutableBufferPointer<Double>) -> Void

  public let rows: Int
  public let channels: Int
  public let coupling: Coupling
  public let density: Density
  public let draw: Draw
  /// The law, where it is a Gaussian one.
  public private(set) var gaussianLaw: GaussianSeriesLaw?

  public var width: Int { rows * channels }
  /// How many terms the log density has.
  public var termCount: Int { coupling == .rows ? rows : 1 }

  public init(rows: Int, channels: Int, coupling: Coupling, density: @escaping Density, draw: @escaping Draw) {
    (self.rows, self.channels, self.coupling, self.density, self.draw) = (rows, channels, coupling, density, draw)
  }

  /// A Gaussian law.
  /// - Throws: `ProgramError` where it has no density, or not the sizes that are given.
  public static func gaussian(_ law: GaussianSeriesLaw, channels: Int) throws(ProgramError) -> SeriesPrior {
    guard law.hasDensity else {
      throw ProgramError(.data, "a Gaussian law whose covariance is singular has no density", remedy: "give it a variance of its own for each number")
    }
    guard channels > 0, law.width % channels == 0 else {
      throw ProgramError(.data, "a law of \(law.width) numbers is none of \(channels) channels", remedy: "give the number of channels")
    }
    var prior = SeriesPrior(
      rows: law.width / channels, channels: channels, coupling: .whole,
      density: { values, terms, gradient in terms[0] = law.logDensity(values, gradient: gradient) },
      draw: { generator, values in law.draw(&generator, into: values) })
    prior.gaussianLaw = law
    return prior
  }

  /// Rows that are independent draws of one Gaussian law N(mean, F Fᵀ).
  /// - Parameter factor: F, channels × channels, row after row.
  /// - Throws: `ProgramError` where sizes do not match or the covariance is singular.
  public static func independentRows(_ rows: Int, mean: [Double], factor: [Double]) throws(ProgramError) -> SeriesPrior {
    let channels = mean.count
    let law = try GaussianSeriesLaw(mean: mean, covariance: .factor(factor, rank: channels, diagonal: [Double](repeating: 0, count: channels)))
    guard law.hasDensity else { throw ProgramError(.data, "a Gaussian law whose covariance is singular has no density", remedy: "give a factor of full rank") }
    // −½ Σ⁻¹, for all rows.
    var precision: [Double] = []
    for i in 0..<channels {
      var unit = mean
      unit[i] += 1
      var column = [Double](repeating: 0, count: channels)
      _ = unit.withUnsafeBufferPointer { unit in column.withUnsafeMutableBufferPointer { law.logDensity(unit, gradient: $0) } }
      precision += column.map { -$0 }
    }
    let matrix = precision
    return SeriesPrior(
      rows: rows, channels: channels, coupling: .rows,
      density: { values, terms, gradient in
        for row in 0..<rows {
          let start = row * channels
          var square = 0.0
          for i in 0..<channels {
            var sum = 0.0
            for j in 0..<channels { sum += matrix[i * channels + j] * (values[start + j] - mean[j]) }
            square += sum * (values[start + i] - mean[i])
            gradient?[start + i] = -sum
          }
          terms[row] = -0.5 * square
        }
      },
      draw: { generator, values in
        for row in 0..<rows { law.draw(&generator, into: UnsafeMutableBufferPointer(rebasing: values[row * channels..<(row + 1) * channels])) }
      })
  }

  /// The same density everywhere in a box, and none outside: rows are independent.
  /// - Parameter box: a range for each channel.
  public static func uniform(rows: Int, box: [ClosedRange<Double>]) -> SeriesPrior {
    let channels = box.count
    return SeriesPrior(
      rows: rows, channels: channels, coupling: .rows,
      density: { values, terms, gradient in
        for row in 0..<rows {
          var isInside = true
          for i in 0..<channels { isInside = isInside && box[i].lowerBound <= values[row * channels + i] && values[row * channels + i] <= box[i].upperBound }
          terms[row] = isInside ? 0 : -.infinity
        }
        gradient?.update(repeating: 0)
      },
      draw: { generator, values in
        for row in 0..<rows {
          for i in 0..<channels { values[row * channels + i] = box[i].lowerBound + generator.uniform() * (box[i].upperBound - box[i].lowerBound) }
        }
      })
  }
}
