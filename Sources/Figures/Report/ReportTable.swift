/// A table of results: numbers aligned, the best of a column in bold, footnotes below.
public struct ReportTable: Sendable {
  /// Which value of a column is the best.
  public enum Best: Sendable { case none, lowest, highest }

  public struct Column: Sendable {
    public var title: String
    public var unit: String
    public var best: Best

    public init(_ title: String, unit: String = "", best: Best = .none) {
      self.title = title
      self.unit = unit
      self.best = best
    }
  }

  public enum Content: Sendable {
    case text(String)
    /// A number with its decimals and, where known, its uncertainty, printed as `−0.61 ± 0.02`.
    case number(Double, decimals: Int, uncertainty: Double? = nil)
    /// Not measured: a dash.
    case missing
  }

  public struct Cell: Sendable {
    public var content: Content
    /// Which of the table's footnotes belongs here, from 0; one that does not exist is not marked.
    public var footnote: Int?
    /// Whether the number may be the best of its column; a number that is not comparable may not.
    public var isRanked: Bool

    public init(_ content: Content, footnote: Int? = nil, isRanked: Bool = true) {
      self.content = content
      self.footnote = footnote
      self.isRanked = isRanked
    }

    public static func text(_ text: String, footnote: Int? = nil) -> Cell { Cell(.text(text), footnote: footnote) }

    public static func number(
      _ value: Double, decimals: Int, uncertainty: Double? = nil, footnote: Int? = nil, isRanked: Bool = true
    ) -> Cell {
      Cell(.number(value, decimals: decimals, uncertainty: uncertainty), footnote: footnote, isRanked: isRanked)
    }

    public static let missing = Cell(.missing)
  }

  public var caption: String
  public var columns: [Column]
  public private(set) var rows: [[Cell]]
  public var footnotes: [String]

  /// - Throws: `FigureError.rowDoesNotMatch` where a row has not one cell a column.
  public init(caption: String, columns: [Column], rows: [[Cell]], footnotes: [String] = []) throws(FigureError) {
    for (index, row) in rows.enumerated() where row.count != columns.count {
      throw .rowDoesNotMatch(row: index, cells: row.count, columns: columns.count)
    }
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.footnotes = footnotes
  }

  func html(number: Int) -> String {
    let best = columns.indices.map(bestValue)
    let numeric = columns.indices.map { column in
      rows.contains { if case .number = $0[column].content { true } else { false } }
    }
    let head = columns.enumerated().map { index, column -> String in
      let unit = column.unit.isEmpty ? "" : " <span class=\"unit\">\(Markup.escaped(column.unit))</span>"
      return "<th scope=\"col\"\(numeric[index] ? " class=\"number\"" : "")>\(Markup.escaped(column.title))\(unit)</th>"
    }
    let body = rows.map { row in
      "<tr>"
        + row.enumerated().map { index, cell in
          html(cell, isHead: index == 0 && !numeric[0], isNumeric: numeric[index], best: best[index])
        }.joined() + "</tr>"
    }
    let notes = footnotes.enumerated().map { "<p>\(mark($0.offset)) \(Markup.escaped($0.element))</p>" }.joined()
    return
      "<figure class=\"table\"><figcaption><b>Table \(number).</b> \(Markup.escaped(caption))</figcaption><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      + "aria-label=\"\(Markup.escaped(caption.isEmpty ? "Table" : caption))\"><table>"
      + "<thead><tr>\(head.joined())</tr></thead><tbody>\(body.joined())</tbody></table></div>"
      + (notes.isEmpty ? "" : "<div class=\"footnotes\">\(notes)</div>") + "</figure>"
  }

  private func html(_ cell: Cell, isHead: Bool, isNumeric: Bool, best: Double?) -> String {
    var text = ""
    switch cell.content {
    case .text(let words): text = Markup.escaped(words)
    case .missing: text = "<span class=\"missing\" role=\"img\" aria-label=\"not measured\">–</span>"
    case .number(let value, let decimals, let uncertainty):
      let number = NumberText.fixed(value, decimals: decimals)
      text = value == best && cell.isRanked ? "<strong>\(number)</strong>" : number
      if let uncertainty {
        text += " <span class=\"unit\">± \(NumberText.fixed(abs(uncertainty), decimals: decimals))</span>"
      }
    }
    if let footnote = cell.footnote, footnotes.indices.contains(footnote) { text += mark(footnote) }
    if isHead { return "<th scope=\"row\">\(text)</th>" }
    return "<td\(isNumeric ? " class=\"number\"" : "")>\(text)</td>"
  }

  private func mark(_ index: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return "<sup>\(index < letters.count ? String(letters[index]) : String(index + 1))</sup>"
  }

  private func bestValue(_ column: Int) -> Double? {
    let values = rows.compactMap { row -> Double? in
      if case .number(let value, _, _) = row[column].content, value.isFinite, row[column].isRanked { value } else { nil }
    }
    switch columns[column].best {
    case .none: return nil
    case .lowest: return values.min()
    case .highest: return values.max()
    }
  }
}
