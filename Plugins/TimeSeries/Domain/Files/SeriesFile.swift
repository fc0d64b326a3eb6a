public import Files
internal import Foundation

/// Series of a CSV file with a header, of an NPY file [times, channels] or [series, times, channels], or of an NPZ archive with such an array
/// “values”, perhaps “times” [times] or [series, times] and “conditions” [series, conditions].
///
/// In a CSV file a column `time`, `t`, `date`, `datetime` or `timestamp`, or one that holds dates, is the time, and a column `series` tells rows of
/// different series apart. Cells may be empty: a value is missing then.
public struct SeriesFile: Sendable {
  public let columns: SeriesColumns
  public let series: [Series]
  /// The file's name, for errors.
  public let source: String

  /// - Parameter choice: which columns are what; for arrays, how many conditions there are is the archive's to say.
  public init(reading path: String, _ choice: SeriesColumns.Choice = SeriesColumns.Choice()) throws(ProgramError) {
    switch Format(path) {
    case .csv: try self.init(NumericTable(reading: path, cells: [.missing, .dates]), choice)
    case .npy: try self.init(values: NumPyArray(reading: path), times: nil, conditions: nil, path, choice)
    case .npz:
      let archive = try NumPyArchive(reading: path)
      func optional(_ name: String) throws(ProgramError) -> NumPyArray? { archive.names.contains(name) ? try archive.array(name) : nil }
      let name = archive.names.count == 1 ? archive.names[0] : "values"
      try self.init(values: archive.array(name), times: optional("times"), conditions: optional("conditions"), path, choice)
    }
  }

  enum Format {
    case csv, npy, npz

    init(_ path: String) {
      let path = path.lowercased()
      self = path.hasSuffix(".npy") ? .npy : path.hasSuffix(".npz") ? .npz : .csv
    }
  }

  // MARK: Tables

  init(_ table: NumericTable, _ choice: SeriesColumns.Choice) throws(ProgramError) {
    let columns = try SeriesColumns(table, choice)
    self.columns = columns
    source = table.source
    let names = table.columnNames ?? (1...table.columnCount).map { "channel\($0)" }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let time: Int? = if case .rows = columns.time { nil } else { places[columns.time.name] }
    let owner = columns.series.flatMap { places[$0] }
    let channels = columns.channels.compactMap { places[$0] }
    let conditions = columns.conditions.compactMap { places[$0] }
    var (series, seen) = ([Series](), Set<Double>())
    var row = 0
    while row < table.rowCount {
      var one = Series(times: [], values: [], conditions: conditions.map { table[row, $0] })
      let first = row
      if let place = one.conditions.firstIndex(where: \.isNaN) {
        throw table.error(row: row, column: conditions[place], "the condition \(Printable.quoted(columns.conditions[place])) is missing", remedy: "fill it")
      }
      if let owner {
        let number = table[row, owner]
        guard !number.isNaN else { throw table.error(row: row, column: owner, "the number of the series is missing", remedy: "fill it") }
        guard seen.insert(number).inserted else {
          throw table.error(row: row, column: owner, "rows of series \(NumberWord.text(number)) stand apart", remedy: "put the rows of a series together")
        }
      }
      while row < table.rowCount, owner.map({ table[row, $0] == table[first, $0] }) ?? true {
        let now = time.map { table[row, $0] } ?? Double(row - first)
        guard !now.isNaN else { throw table.error(row: row, column: time, "the time is missing", remedy: "fill it or remove the row") }
        if let last = one.times.last, now <= last {
          func text(_ time: Double) -> String { if case .dates = columns.time { CalendarTime.text(time) } else { NumberWord.text(time) } }
          throw table.error(
            row: row, column: time, now == last ? "the time \(text(now)) comes twice" : "the time \(text(now)) is before the one above, \(text(last))",
            remedy: owner == nil ? "sort the rows by time, or tell series apart by a column “series”" : "sort the rows of a series by time")
        }
        one.times.append(now)
        for column in channels { one.values.append(table[row, column]) }
        for (place, column) in conditions.enumerated() where table[row, column] != one.conditions[place] {
          throw table.error(
            row: row, column: column, "the condition \(Printable.quoted(columns.conditions[place])) changes within a series",
            remedy: "give one value for each series, or make it a channel")
        }
        row += 1
      }
      series.append(one)
    }
    self.series = series
  }

  // MARK: Arrays

  private init(
    values: NumPyArray, times: NumPyArray?, conditions: NumPyArray?, _ path: String, _ choice: SeriesColumns.Choice
  ) throws(ProgramError) {
    func error(_ problem: String, _ remedy: String) -> ProgramError { ProgramError(.data, problem, at: .init(file: path), remedy: remedy) }
    guard values.shape.count == 2 || values.shape.count == 3, let numbers = values.values.reals, !numbers.isEmpty else {
      throw error("the array has the shape \(values.shape)", "give [times, channels] or [series, times, channels], not empty")
    }
    guard !numbers.contains(where: \.isInfinite) else { throw error("a value is infinite", "give finite numbers, and NaN where one is missing") }
    let shape = values.shape.count == 2 ? [1] + values.shape : values.shape
    let (count, length, width) = (shape[0], shape[1], shape[2])
    var clock = (0..<length).map(Double.init)
    if let times {
      guard let given = times.values.reals, times.shape == [length] || times.shape == [count, length] else {
        throw error("the array “times” has the shape \(times.shape)", "give [\(length)] or [\(count), \(length)]")
      }
      clock = given
    }
    for row in clock.indices.dropFirst() where row % length != 0 && !(clock[row] > clock[row - 1]) {
      throw error("time \(row % length + 1) is not after the one before", "give ascending times")
    }
    guard clock.allSatisfy(\.isFinite) else { throw error("a time is not finite", "give finite times") }
    var given: [Double] = []
    var conditionCount = 0
    if let conditions {
      guard conditions.shape.count == 2, conditions.shape[0] == count, let numbers = conditions.values.reals else {
        throw error("the array “conditions” has the shape \(conditions.shape)", "give [\(count), conditions]")
      }
      guard numbers.allSatisfy(\.isFinite) else { throw error("a condition is not finite", "give finite conditions") }
      (given, conditionCount) = (numbers, conditions.shape[1])
    }
    if let name = choice.repeated { throw error("the name \(Printable.quoted(name)) is given twice", "name each thing once") }
    guard choice.conditions.isEmpty || choice.conditions.count == conditionCount else {
      throw error("there are \(conditionCount) conditions where \(choice.conditions.count) are named", "name as many as the array “conditions” has")
    }
    guard choice.channels.isEmpty || choice.channels.count == width else {
      throw error("there are \(width) channels where \(choice.channels.count) are named", "name all of them")
    }
    columns = SeriesColumns(
      channels: choice.channels.isEmpty ? (1...width).map { "channel\($0)" } : choice.channels,
      conditions: choice.conditions.isEmpty ? (0..<conditionCount).map { "condition\($0 + 1)" } : choice.conditions)
    source = path
    series = (0..<count).map { number in
      Series(
        times: Array(clock.count == length ? clock[...] : clock[number * length..<(number + 1) * length]),
        values: Array(numbers[number * length * width..<(number + 1) * length * width]),
        conditions: Array(given[number * conditionCount..<(number + 1) * conditionCount]))
    }
  }

  // MARK: What is wrong with channels

  /// Whether something can be learnt of every channel. Series that are to be forecast or completed may well have a channel that is constant, or that is
  /// missing as a whole.
  /// - Throws: `ProgramError` for a channel without values or with one value alone.
  public func checkChannels() throws(ProgramError) {
    let width = columns.channels.count
    for (channel, name) in columns.channels.enumerated() {
      var (least, most) = (Double.infinity, -Double.infinity)
      for one in series {
        for row in 0..<one.length {
          let value = one.values[row * width + channel]
          if value < least { least = value }
          if value > most { most = value }
        }
      }
      guard least <= most else {
        throw ProgramError(
          .data, "the channel \(Printable.quoted(name)) has no value at all", at: .init(file: source), remedy: "leave it out, by naming the other --channels")
      }
      guard least < most else {
        throw ProgramError(
          .data, "the channel \(Printable.quoted(name)) is \(NumberWord.text(least)) in every row: there is nothing to learn", at: .init(file: source),
          remedy: "leave it out, by naming the other --channels")
      }
    }
  }
}

/// Numbers in messages.
enum NumberWord {
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(format: "%.6g", value)
  }
}
