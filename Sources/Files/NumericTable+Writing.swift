extension NumericTable {
  /// Writes the table as CSV: comments, header, rows; atomically. Every number has the fewest digits that read back
  /// as the same double.
  ///
  /// - Parameter comments: lines to stand before the header, without their `#`.
  public func write(to path: String, comments: [String] = []) throws(ProgramError) {
    var file = try AtomicFile(replacing: path)
    var bytes = Self.header(columnNames, comments)
    for index in 0..<rowCount {
      append(index, to: &bytes)
      if bytes.count >= 1 << 16 {
        try file.write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try file.write(bytes)
    try file.commit()
  }

  /// The bytes that `write(to:comments:)` writes.
  public func csv(comments: [String] = []) -> [UInt8] {
    var bytes = Self.header(columnNames, comments)
    for index in 0..<rowCount { append(index, to: &bytes) }
    return bytes
  }

  private func append(_ index: Int, to bytes: inout [UInt8]) {
    for (column, value) in row(index).enumerated() {
      if column > 0 { bytes.append(Byte.comma) }
      guard !value.isNaN else {
        // A line with nothing on it would be no row.
        if columnCount == 1 { bytes.append(contentsOf: "NaN".utf8) }
        continue
      }
      guard !dateColumns.contains(column) else {
        bytes.append(contentsOf: CalendarTime.text(value).utf8)
        continue
      }
      let digits = value.description.utf8
      // Swift writes whole numbers as 1.0; the point adds nothing.
      bytes.append(contentsOf: digits.suffix(2).elementsEqual(".0".utf8) ? digits.dropLast(2) : digits[...])
    }
    bytes.append(Byte.lineFeed)
  }

  private static func header(_ names: [String]?, _ comments: [String]) -> [UInt8] {
    var text = ""
    for comment in comments { text += "# " + Printable.line(comment, limit: .max) + "\n" }
    if let names { text += names.map(quotedIfNeeded).joined(separator: ",") + "\n" }
    return Array(text.utf8)
  }

  private static func quotedIfNeeded(_ name: String) -> String {
    let special = [Byte.comma, Byte.semicolon, Byte.quote]
    let needsQuotes = name.hasPrefix("#") || name.utf8.contains(where: special.contains)
    return needsQuotes ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}
