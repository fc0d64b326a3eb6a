/// Values on a rectangular lattice of drawing positions, row by row from the top.
struct FieldGrid: Sendable {
  let rows: Int
  let columns: Int
  var values: [Double]

  /// - Parameter value: the field at a row and a column; what is not finite counts as 0.
  init(rows: Int, columns: Int, value: (_ row: Int, _ column: Int) -> Double) {
    self.rows = rows
    self.columns = columns
    values = []
    values.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let number = value(row, column)
        values.append(number.isFinite ? number : 0)
      }
    }
  }
}
