import Foundation

/// A density on the torus T², known at the middles of square cells and interpolated bilinearly around both circles.
///
/// Column c of C has the first angle −π + 2π(c + ½)/C, row r of R the second angle −π + 2π(r + ½)/R, in radians.
public struct TorusDensity: Sendable {
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

  /// The density of a function of the two angles, evaluated once a cell.
  public init(rows: Int = 120, columns: Int = 120, density: (SIMD2<Double>) -> Double) {
    self.rows = max(2, rows)
    self.columns = max(2, columns)
    values = Self.points(rows: self.rows, columns: self.columns).map(density)
  }

  /// The angles at the cells' middles, in the order of `values`, for evaluating a density in one batch.
  public static func points(rows: Int, columns: Int) -> [SIMD2<Double>] {
    guard rows > 0, columns > 0 else { return [] }
    let angle = { (index: Int, count: Int) -> Double in (2 * (Double(index) + 0.5) / Double(count) - 1) * .pi }
    return (0..<rows).flatMap { row in
      let second = angle(row, rows)
      return (0..<columns).map { column in SIMD2(angle(column, columns), second) }
    }
  }

  /// The density at two angles in radians, of any turn.
  func value(_ first: Double, _ second: Double) -> Double {
    let x = Periodic.bilinearPlace((first + .pi) / (2 * .pi), cells: columns)
    let y = Periodic.bilinearPlace((second + .pi) / (2 * .pi), cells: rows)
    let at = { (row: Int, column: Int) in values[row * columns + column] }
    let upper = at(y.first, x.first) + (at(y.first, x.second) - at(y.first, x.first)) * x.fraction
    let lower = at(y.second, x.first) + (at(y.second, x.second) - at(y.second, x.first)) * x.fraction
    return upper + (lower - upper) * y.fraction
  }
}
