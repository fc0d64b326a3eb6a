/// Reads the lines of a numeric table; see `NumericTable.init(reading:columnCount:sizeLimit:)` for the format.
struct NumericTableParser {
  private enum Separator {
    case byte(UInt8)
    case blanks
  }

  private let bytes: [UInt8]
  private let name: String
  private var columnCount: Int?
  private let cells: NumericTable.Cells
  private var dateColumns: Set<Int> = []
  private var separator = Separator.blanks
  private var values: [Double] = []
  private var lineNumbers: [Int] = []
  private var header: LineScanner.Line?

  init(_ bytes: [UInt8], _ name: String, _ columnCount: Int?, _ cells: NumericTable.Cells) {
    self.bytes = bytes
    self.name = name
    self.columnCount = columnCount
    self.cells = cells
  }

  mutating func table() throws(ProgramError) -> NumericTable {
    try checkStart()
    var scanner = LineScanner(bytes)
    while let line = scanner.next() {
      var start = line.range.lowerBound
      while start < line.range.upperBound, LineScanner.isBlank(bytes[start]) { start += 1 }
      if start == line.range.upperBound { continue }
      if bytes[start] == Byte.hash {
        try LineScanner.checkText(line.range, of: bytes, at: place(line))
        continue
      }
      if lineNumbers.isEmpty {
        separator = detectedSeparator(in: line.range)
        if header == nil, isHeader(line) {
          try LineScanner.checkText(line.range, of: bytes, at: place(line))
          header = line
          continue
        }
        values.reserveCapacity(bytes.count / 8)
      }
      try readRow(line)
    }
    guard let columnCount, !lineNumbers.isEmpty else {
      throw ProgramError(
        .data, header == nil ? "the file has no rows" : "the file has a header but no rows",
        at: .init(file: name), remedy: "give a file with rows of numbers")
    }
    return NumericTable(parsed: values, columnCount, try headerNames(columnCount), lineNumbers, name, dateColumns)
  }

  private func place(_ line: LineScanner.Line, column: Int? = nil) -> ProgramError.Place {
    .init(file: name, line: line.number, column: column)
  }

  private func checkStart() throws(ProgramError) {
    if bytes.isEmpty {
      throw ProgramError(
        .data, "the file is empty", at: .init(file: name), remedy: "give a file with rows of numbers")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ProgramError(.data, "the file is UTF-16", at: .init(file: name), remedy: "save it as UTF-8")
    }
  }

  // MARK: Rows

  private mutating func readRow(_ line: LineScanner.Line) throws(ProgramError) {
    let end = line.range.upperBound
    var position = skipBlanks(line.range.lowerBound, end)
    var column = 0
    while true {
      column += 1
      if let match = DecimalNumber.scan(bytes, from: position, to: end), match.value.isFinite,
        let next = cellEnd(after: match.end, end)
      {
        if !dateColumns.isEmpty { try checkNumber(column, line) }
        values.append(match.value)
        position = next
      } else {
        let cell = cellRange(from: position, end)
        values.append(try unusualNumber(cell, line, column))
        position = cell.upperBound
      }
      if position == end { break }
      switch separator {
      case .byte: position = skipBlanks(position + 1, end)
      case .blanks:
        position = skipBlanks(position, end)
        if position == end { try finishRow(line, column); return }
      }
    }
    try finishRow(line, column)
  }

  private mutating func finishRow(_ line: LineScanner.Line, _ count: Int) throws(ProgramError) {
    let expected = columnCount ?? count
    guard count == expected else {
      throw ProgramError(
        .data, "the row has \(Self.columns(count)) where \(expected) \(expected == 1 ? "is" : "are") expected",
        at: place(line), remedy: "correct or remove the row")
    }
    columnCount = expected
    lineNumbers.append(line.number)
  }

  private static func columns(_ count: Int) -> String { count == 1 ? "1 column" : "\(count) columns" }

  /// The position of the separator or line end that follows a number, or nil if something else follows.
  @inline(__always)
  private func cellEnd(after numberEnd: Int, _ end: Int) -> Int? {
    if numberEnd == end { return end }
    switch separator {
    case .byte(let byte):
      if bytes[numberEnd] == byte { return numberEnd }
      let position = skipBlanks(numberEnd, end)
      return position == end || bytes[position] == byte ? position : nil
    case .blanks:
      return LineScanner.isBlank(bytes[numberEnd]) ? numberEnd : nil
    }
  }

  @inline(__always)
  private func skipBlanks(_ start: Int, _ end: Int) -> Int {
    var position = start
    while position < end, isSkippable(bytes[position]) { position += 1 }
    return position
  }

  @inline(__always)
  private func isSkippable(_ byte: UInt8) -> Bool {
    if byte == Byte.space { return true }
    guard byte == Byte.tab else { return false }
    if case .byte(Byte.tab) = separator { return false }
    return true
  }

  // MARK: Cells

  /// The cell that starts at `start`, up to the next separator outside quotation marks.
  private func cellRange(from start: Int, _ end: Int) -> Range<Int> {
    var position = start
    var isQuoted = false
    while position < end {
      let byte = bytes[position]
      if byte == Byte.quote { isQuoted.toggle() }
      if !isQuoted && isSeparator(byte) { break }
      position += 1
    }
    return start..<position
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    switch separator {
    case .byte(let separator): byte == separator
    case .blanks: LineScanner.isBlank(byte)
    }
  }

  /// The text of a cell: without blanks around it, and without its quotation marks.
  private func content(of cell: Range<Int>) -> ArraySlice<UInt8> {
    let text = bytes[LineScanner.trimmed(cell, of: bytes)]
    guard text.count >= 2, text.first == Byte.quote, text.last == Byte.quote else { return text }
    let inside = text.dropFirst().dropLast()
    return bytes[LineScanner.trimmed(inside.startIndex..<inside.endIndex, of: bytes)]
  }

  /// A quoted number, what else the cell may hold, or the error that says what is wrong with it.
  private mutating func unusualNumber(
    _ cell: Range<Int>, _ line: LineScanner.Line, _ column: Int
  ) throws(ProgramError) -> Double {
    let text = content(of: cell)
    let match = DecimalNumber.scan(bytes, from: text.startIndex, to: text.endIndex)
    if let match, match.end == text.endIndex {
      guard match.value.isInfinite else {
        try checkNumber(column, line)
        return match.value
      }
      throw cellError("\(Printable.quoted(text)) is too large for a double", line, column, "correct or remove the row")
    }
    if cells.contains(.missing), text.isEmpty || Self.isMissing(text) { return .nan }
    if cells.contains(.dates), let seconds = CalendarTime.seconds(text) {
      if !dateColumns.contains(column - 1), let count = columnCount, column <= count,
        lineNumbers.indices.contains(where: { !values[$0 * count + column - 1].isNaN })
      {
        throw cellError("\(Printable.quoted(text)) is a date in a column of numbers", line, column, "give dates alone, or numbers alone")
      }
      dateColumns.insert(column - 1)
      return seconds
    }
    if text.isEmpty { throw cellError("the cell is empty", line, column, "fill it or remove the row") }
    if text.contains(0) {
      throw cellError(
        "the cell has a NUL byte: the file is binary, compressed, or UTF-16", line, column, "give a plain UTF-8 text file")
    }
    if Self.isNotFinite(text) {
      throw cellError("\(Printable.quoted(text)) is not a finite number", line, column, "correct or remove the row")
    }
    if let match, match.end < text.endIndex, bytes[match.end] == Byte.comma {
      throw cellError(
        "\(Printable.quoted(text)) is not a number", line, column, "write decimals with a point, not a comma")
    }
    throw cellError("\(Printable.quoted(text)) is not a number", line, column, "correct or remove the row")
  }

  private func checkNumber(_ column: Int, _ line: LineScanner.Line) throws(ProgramError) {
    if dateColumns.contains(column - 1) {
      throw cellError("there is a number in a column of dates", line, column, "give dates alone, or numbers alone")
    }
  }

  private func cellError(
    _ problem: String, _ line: LineScanner.Line, _ column: Int, _ remedy: String
  ) -> ProgramError {
    ProgramError(.data, problem, at: place(line, column: column), remedy: remedy)
  }

  /// Whether a word stands for a missing number in the files of some program.
  private static func isMissing(_ text: ArraySlice<UInt8>) -> Bool {
    text.count <= 4 && ["nan", "na", "null", "none"].contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  /// Whether a word stands for a missing or infinite number in the files of some program.
  private static func isNotFinite(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= 9 else { return false }
    let word = String(decoding: text, as: UTF8.self).lowercased()
    return ["nan", "inf", "infinity", "na", "null", "none"].contains(word.drop { $0 == "+" || $0 == "-" })
  }

  // MARK: Header

  /// The separator of a line: what stands outside quotation marks, semicolon before comma before tab before blanks.
  private func detectedSeparator(in range: Range<Int>) -> Separator {
    var seen: Set<UInt8> = []
    var isQuoted = false
    for byte in bytes[LineScanner.trimmed(range, of: bytes)] {
      if byte == Byte.quote { isQuoted.toggle() }
      if !isQuoted && (byte == Byte.semicolon || byte == Byte.comma || byte == Byte.tab) { seen.insert(byte) }
    }
    for candidate in [Byte.semicolon, Byte.comma, Byte.tab] where seen.contains(candidate) { return .byte(candidate) }
    return .blanks
  }

  /// A header has text, and no cell that is a number or was meant as one.
  private func isHeader(_ line: LineScanner.Line) -> Bool {
    let cells = contents(of: line)
    let hasDates = self.cells.contains(.dates) && cells.contains { CalendarTime.seconds($0) != nil }
    return cells.contains { !$0.isEmpty } && !hasDates && !cells.contains(where: Self.looksNumeric)
  }

  private func contents(of line: LineScanner.Line) -> [ArraySlice<UInt8>] {
    let range = LineScanner.trimmed(line.range, of: bytes)
    var result: [ArraySlice<UInt8>] = []
    var position = range.lowerBound
    while true {
      let cell = cellRange(from: position, range.upperBound)
      result.append(content(of: cell))
      if cell.upperBound == range.upperBound { return result }
      position = cell.upperBound + 1
      if case .blanks = separator { position = skipBlanks(position, range.upperBound) }
    }
  }

  private func headerNames(_ columnCount: Int) throws(ProgramError) -> [String]? {
    guard let header else { return nil }
    let names = contents(of: header).map {
      String(decoding: $0, as: UTF8.self).replacing("\"\"", with: "\"")
    }
    guard names.count == columnCount else {
      throw ProgramError(
        .data, "the header has \(Self.columns(names.count)), the rows have \(columnCount)", at: place(header),
        remedy: "name every column, or begin the line with “#”")
    }
    for (index, name) in names.enumerated() where !NumericTable.isColumnName(name) {
      throw cellError("\(Printable.quoted(name)) is no column name", header, index + 1, "use a word")
    }
    return names
  }

  /// Whether a cell is a number or a slip of one, such as `12..5` or `nan`.
  static func looksNumeric(_ text: ArraySlice<UInt8>) -> Bool {
    if isNotFinite(text) { return true }
    guard text.contains(where: { Byte.zero...Byte.nine ~= $0 }) else { return false }
    return text.allSatisfy { byte in
      Byte.zero...Byte.nine ~= byte || byte | 0x20 == Byte.e || byte == Byte.plus || byte == Byte.minus
        || byte == Byte.point || byte == Byte.comma || byte == Byte.quote || LineScanner.isBlank(byte)
    }
  }
}
