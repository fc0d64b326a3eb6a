/// A table of finite numbers with the line that each row came from.
public struct NumericTable: Sendable {
  /// What may stand in cells beside finite numbers.
  public struct Cells: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Nothing, `NaN`, `NA`, `null` or `none`: a value that is missing, read as not a number.
    public static let missing = Cells(rawValue: 1)
    /// Dates and times of day, as `2016-07-01 13:00:00`: seconds since the beginning of 1970. A column has dates or numbers, not both.
    public static let dates = Cells(rawValue: 2)
  }

  /// [row, column] in row-major order.
  public let values: [Double]
  public let columnCount: Int
  /// The names of the header line, if there is one.
  public let columnNames: [String]?
  /// The line of each row in the file, counted from 1.
  public let lineNumbers: [Int]
  /// The file's name, for errors.
  public let source: String
  /// Columns that hold dates.
  public let dateColumns: Set<Int>

  public var rowCount: Int { lineNumbers.count }

  /// A table to write.
  ///
  /// Throws when the values do not fill rows, a value is not finite and may not be missing, a date is millions of years away, or a name could not be
  /// read back: names must be printable, without blanks around them, and no numbers.
  /// - Parameters:
  ///   - cells: whether values may be missing, which are written as nothing.
  ///   - dateColumns: columns that are written as dates.
  public init(
    values: [Double], columnCount: Int, columnNames: [String]? = nil, cells: Cells = [], dateColumns: Set<Int> = []
  ) throws(ProgramError) {
    guard columnCount > 0, values.count.isMultiple(of: columnCount) else {
      throw ProgramError(
        .software, "\(values.count) values do not fill rows of \(columnCount)", remedy: "give whole rows")
    }
    if let index = values.firstIndex(where: { !($0.isFinite || $0.isNaN && cells.contains(.missing)) }) {
      throw ProgramError(
        .data, "row \(index / columnCount), column \(index % columnCount + 1) is \(values[index])",
        remedy: "a table holds finite numbers only")
    }
    if let index = values.indices.first(where: { dateColumns.contains($0 % columnCount) && !values[$0].isNaN && !CalendarTime.isDate(values[$0]) }) {
      throw ProgramError(
        .data, "row \(index / columnCount), column \(index % columnCount + 1) is \(values[index]) seconds from 1970, which is no date",
        remedy: "write it as a number")
    }
    if let columnNames { try Self.check(columnNames, columnCount) }
    self.values = values
    self.columnCount = columnCount
    self.columnNames = columnNames
    let headerLines = columnNames == nil ? 0 : 1
    lineNumbers = (0..<values.count / columnCount).map { $0 + headerLines + 1 }
    source = "table"
    self.dateColumns = dateColumns
  }

  init(
    parsed values: [Double], _ columnCount: Int, _ columnNames: [String]?, _ lineNumbers: [Int], _ source: String, _ dateColumns: Set<Int>
  ) {
    self.dateColumns = dateColumns
    self.values = values
    self.columnCount = columnCount
    self.columnNames = columnNames
    self.lineNumbers = lineNumbers
    self.source = source
  }

  public subscript(row: Int, column: Int) -> Double { values[row * columnCount + column] }

  /// The values of one row.
  public func row(_ row: Int) -> ArraySlice<Double> { values[row * columnCount..<(row + 1) * columnCount] }

  /// The error for a value that is a number but cannot be meant, at its line:
  /// `quakes.csv, line 12, column 1: latitude 91 is outside −90…90; …`
  public func error(row: Int, column: Int? = nil, _ problem: String, remedy: String) -> ProgramError {
    let line = lineNumbers.indices.contains(row) ? lineNumbers[row] : nil
    return ProgramError(
      .data, problem, at: .init(file: source, line: line, column: column.map { $0 + 1 }), remedy: remedy)
  }

  private static func check(_ names: [String], _ columnCount: Int) throws(ProgramError) {
    guard names.count == columnCount else {
      throw ProgramError(
        .software, "\(names.count) column names for \(columnCount) columns", remedy: "name every column")
    }
    for name in names where !isColumnName(name) {
      throw ProgramError(
        .software, "the column name \(Printable.quoted(name)) could not be read back",
        remedy: "use a word of printable characters")
    }
  }

  /// Whether a text names a column: printable, no number, and neither empty nor with blanks around it.
  static func isColumnName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !bytes.isEmpty && bytes.first != Byte.space && bytes.last != Byte.space
      && !NumericTableParser.looksNumeric(bytes[...]) && !beginsLikeNumber(text) && Printable.line(text, limit: .max) == text
  }

  /// Whether a text begins as a number does and goes on as no name does: `−12.5` with a typographer's minus, `12°`, `0x10`.
  private static func beginsLikeNumber(_ text: String) -> Bool {
    let unsigned = text.drop { "+-−–.".contains($0) }
    let rest = unsigned.drop(while: \.isNumber)
    guard rest.count < unsigned.count else { return false }
    return unsigned.count < text.count || rest.first.map { !$0.isLetter } ?? true || unsigned.hasPrefix("0x")
      || rest.dropFirst().first?.isNumber == true
  }
}
