public import Files
internal import Foundation

extension SeriesFile {
  /// Writes series as CSV, or as arrays where the file's name ends with .npy or .npz.
  ///
  /// A CSV file has a column `series` where there are several, the time, the channels, and the conditions.
  public static func write(_ series: [Series], columns: SeriesColumns, to path: String) throws(ProgramError) {
    switch Format(path) {
    case .csv: try table(series, columns).write(to: path)
    case .npy: try values(series, columns, path).write(to: path)
    case .npz:
      var arrays = [
        ("values", try values(series, columns, path)),
        ("times", try NumPyArray(shape: [series.count, series.first?.length ?? 0], values: .float64(series.flatMap(\.times)))),
      ]
      if !columns.conditions.isEmpty {
        arrays.append(
          ("conditions", try NumPyArray(shape: [series.count, columns.conditions.count], values: .float64(series.flatMap(\.conditions)))))
      }
      try NumPyArchive.write(arrays, to: path)
    }
  }

  private static func table(_ series: [Series], _ columns: SeriesColumns) throws(ProgramError) -> NumericTable {
    let isNumbered = series.count > 1 || columns.series != nil
    let names = (isNumbered ? [columns.series ?? "series"] : []) + [columns.time.name] + columns.channels + columns.conditions
    let width = columns.channels.count
    var values: [Double] = []
    values.reserveCapacity(series.reduce(0) { $0 + $1.length } * names.count)
    for (number, one) in series.enumerated() {
      for (row, time) in one.times.enumerated() {
        if isNumbered { values.append(Double(number)) }
        values.append(time)
        values += one.values[row * width..<(row + 1) * width]
        values += one.conditions
      }
    }
    let timeColumn = isNumbered ? 1 : 0
    let isDate = if case .dates = columns.time { true } else { false }
    return try NumericTable(
      values: values, columnCount: names.count, columnNames: names, cells: .missing, dateColumns: isDate ? [timeColumn] : [])
  }

  private static func values(_ series: [Series], _ columns: SeriesColumns, _ path: String) throws(ProgramError) -> NumPyArray {
    let length = series.first?.length ?? 0
    guard series.allSatisfy({ $0.length == length }) else {
      throw ProgramError(.usage, "series of different lengths do not fit in one array", at: .init(file: path), remedy: "write a .csv file")
    }
    return try NumPyArray(shape: [series.count, length, columns.channels.count], values: .float64(series.flatMap(\.values)))
  }
}
