/// Why a figure could not be made from the values given.
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A grid of `rows` × `columns` needs as many values as cells, and at least two of each.
  case gridDoesNotMatch(rows: Int, columns: Int, values: Int)

  /// A table row has another number of cells than the table has columns.
  case rowDoesNotMatch(row: Int, cells: Int, columns: Int)

  public var description: String {
    switch self {
    case .gridDoesNotMatch(let rows, let columns, let values):
      "A density grid of \(rows) rows and \(columns) columns was given \(values) values; "
        + "give one value a cell, row by row, and at least two rows and two columns."
    case .rowDoesNotMatch(let row, let cells, let columns):
      "Row \(row) of the table has \(cells) cells, but the table has \(columns) columns; give one cell a column."
    }
  }
}
