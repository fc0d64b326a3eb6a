extension NumericTable {
  /// Reads a CSV file of numbers.
  ///
  /// Lines that begin with `#` are comments; blank lines are skipped; a first line without any number is the header.
  /// Columns are separated by semicolons, commas, tabs or blanks, whichever the first row of numbers has (in this order
  /// of precedence), and by the same in every row. Numbers may stand in quotation marks. Line ends may be mixed, and
  /// the last may be missing. Every cell must be a finite decimal number; it is read to the nearest double. Other cells are read where
  /// they are allowed.
  ///
  /// - Parameters:
  ///   - columnCount: what every row must have; nil takes it from the first row.
  ///   - cells: what cells may hold beside numbers.
  ///   - sizeLimit: the largest file that is read, in bytes.
  public init(
    reading path: String, columnCount: Int? = nil, cells: Cells = [], sizeLimit: Int = 1 << 30
  ) throws(ProgramError) {
    let bytes = try WholeFile.bytes(of: path, sizeLimit: sizeLimit)
    try self.init(parsing: bytes, named: path, columnCount: columnCount, cells: cells)
  }

  /// Reads a table from the bytes of a file; `name` is for errors.
  public init(parsing bytes: [UInt8], named name: String, columnCount: Int? = nil, cells: Cells = []) throws(ProgramError) {
    var parser = NumericTableParser(bytes, name, columnCount, cells)
    self = try parser.table()
  }
}
