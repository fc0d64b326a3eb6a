/// The numbers of one series while its laws are worked out: rows of channels, their times, and the series' conditions.
struct SeriesRows {
  let values: UnsafeBufferPointer<Double>
  /// Numbers of a row.
  let width: Int
  let times: UnsafeBufferPointer<Double>
  let conditions: UnsafeBufferPointer<Double>
}

extension Tape {
  /// Fills the columns of all instructions for the rows at which an expression is asked for.
  /// - Parameters:
  ///   - totals: the sums that it needs.
  ///   - columns: instructions × rows.
  func evaluate(_ rows: Range<Int>, of series: SeriesRows, totals: [Double] = [], _ columns: UnsafeMutableBufferPointer<Double>) {
    let (width, rowCount) = (series.width, series.times.count)
    evaluate(count: rows.count, columns) { leaf, out in
      switch leaf {
      case .channel(let channel, let lag):
        var from = (rows.lowerBound + lag) * width + channel
        for place in 0..<rows.count {
          out[place] = series.values[from]
          from += width
        }
      case .time(let lag): for place in 0..<rows.count { out[place] = series.times[rows.lowerBound + lag + place] }
      case .fixed(let channel, let row): out.update(repeating: series.values[(row < 0 ? rowCount + row : row) * width + channel])
      case .fixedTime(let row): out.update(repeating: series.times[row < 0 ? rowCount + row : row])
      case .condition(let number): out.update(repeating: number < series.conditions.count ? series.conditions[number] : .nan)
      case .total(let number): out.update(repeating: totals[number])
      }
    }
  }

  /// Fills the column of one row, without the columns' bookkeeping.
  func evaluate(row: Int, of series: SeriesRows, _ column: UnsafeMutableBufferPointer<Double>) {
    let rowCount = series.times.count
    for (number, instruction) in instructions.enumerated() {
      switch instruction.code {
      case .leaf(.channel(let channel, let lag)): column[number] = series.values[(row + lag) * series.width + channel]
      case .leaf(.time(let lag)): column[number] = series.times[row + lag]
      case .leaf(.fixed(let channel, let fixed)): column[number] = series.values[(fixed < 0 ? rowCount + fixed : fixed) * series.width + channel]
      case .leaf(.fixedTime(let fixed)): column[number] = series.times[fixed < 0 ? rowCount + fixed : fixed]
      case .leaf(.condition(let condition)): column[number] = condition < series.conditions.count ? series.conditions[condition] : .nan
      case .leaf(.total): column[number] = .nan
      case .number(let value): column[number] = value
      case .function(let function): column[number] = Self.value(function, column[instruction.a])
      case .operation(let operation): column[number] = Self.value(operation, column[instruction.a], column[instruction.b])
      }
    }
  }
}
