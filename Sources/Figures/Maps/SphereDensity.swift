import Foundation

/// A density on the unit sphere, known at the middles of cells of latitude and longitude.
///
/// Row r of R has latitude π/2 − π(r + ½)/R, from north to south; column c of C has longitude
/// −π + 2π(c + ½)/C, eastwards. Between the middles it is interpolated bilinearly, around the globe.
public struct SphereDensity: Sendable {
  public let rows: Int
  public let columns: Int
  public let values: [Double]

  /// - Parameter values: [rows, columns], row by row; what is not finite counts as 0.
  /// - Throws: `FigureError.gridDoesNotMatch`.
  public init(rows: Int, columns: Int, values: [Double]) throws(FigureError) {
    guard rows >= 2, columns >= 2, values.count == rows * columns else {
      throw .gridDoesNotMatch(rows: rows, columns: columns, values: values.count)
    }
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The density of a function of the unit vector, evaluated once a cell.
  public init(rows: Int = 90, columns: Int = 180, density: (SIMD3<Double>) -> Double) {
    self.rows = max(2, rows)
    self.columns = max(2, columns)
    values = Self.points(rows: self.rows, columns: self.columns).map(density)
  }

  /// The unit vectors (cos φ cos λ, cos φ sin λ, sin φ) at the cells' middles, in the order of `values`, for
  /// evaluating a density in one batch.
  public static func points(rows: Int, columns: Int) -> [SIMD3<Double>] {
    guard rows > 0, columns > 0 else { return [] }
    return (0..<rows).flatMap { row in
      let latitude = .pi / 2 - .pi * (Double(row) + 0.5) / Double(rows)
      return (0..<columns).map { column in
        let longitude = -.pi + 2 * .pi * (Double(column) + 0.5) / Double(columns)
        return SIMD3(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
      }
    }
  }

  /// The density at a latitude and a longitude in radians; the longitude may be any turn.
  func value(latitude: Double, longitude: Double) -> Double {
    let y = min(Double(rows - 1), max(0, (.pi / 2 - latitude) / .pi * Double(rows) - 0.5))
    let row = min(rows - 2, Int(y))
    let x = Periodic.bilinearPlace((longitude + .pi) / (2 * .pi), cells: columns)
    let at = { (row: Int, column: Int) in values[row * columns + column] }
    let upper = at(row, x.first) + (at(row, x.second) - at(row, x.first)) * x.fraction
    let lower = at(row + 1, x.first) + (at(row + 1, x.second) - at(row + 1, x.first)) * x.fraction
    return upper + (lower - upper) * (y - Double(row))
  }
}
