/// The names of what a figure shows, in rows above it.
///
/// Places are reserved for the larger text of narrow screens, so that names never run into each other there.
struct Legend {
  enum Mark: Sendable {
    case line, dashedLine, dot, block
    /// A dot with a rim, for paints that may be as pale or as dark as the ground.
    case ball
  }

  struct Entry {
    var name: String
    var mark: Mark
    var paint: String
    var dash = ""
  }

  var entries: [Entry]

  static let rowHeight = 22.0

  /// About how wide `text` is in the text of narrow screens.
  static func width(of text: String) -> Double {
    Double(text.count) * 9
  }

  /// The rows that the entries fill when none is wider than `width`.
  func rows(within width: Double) -> [[Entry]] {
    var rows: [[Entry]] = []
    var used = 0.0
    for entry in entries where !entry.name.isEmpty {
      let space = 34 + Self.width(of: entry.name)
      if rows.isEmpty || used + space > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += space
    }
    return rows
  }

  func height(within width: Double) -> Double {
    Double(rows(within: width).count) * Self.rowHeight
  }

  func draw(in drawing: inout Drawing, left: Double, top: Double, width: Double) {
    var y = top + 14
    for row in rows(within: width) {
      var x = left
      for entry in row {
        switch entry.mark {
        case .line, .dashedLine:
          let dash = entry.mark == .dashedLine ? " stroke-dasharray=\"4 4\"" : entry.dash
          drawing.line(
            from: SIMD2(x, y - 4), to: SIMD2(x + 16, y - 4), style: "line",
            attributes: " stroke=\"\(entry.paint)\"\(dash)")
        case .dot:
          drawing.append(
            "<circle cx=\"\(Markup.length(x + 8))\" cy=\"\(Markup.length(y - 4))\" r=\"4\" fill=\"\(entry.paint)\"/>")
        case .ball:
          drawing.append(
            "<circle cx=\"\(Markup.length(x + 8))\" cy=\"\(Markup.length(y - 4))\" r=\"4.5\" fill=\"\(entry.paint)\" "
              + "stroke=\"var(--soft)\" stroke-width=\".5\"/>")
        case .block:
          drawing.rectangle(
            Frame(left: x + 3, top: y - 9, right: x + 14, bottom: y + 1),
            attributes: "rx=\"2\" fill=\"\(entry.paint)\" fill-opacity=\".6\"")
        }
        drawing.text(entry.name, at: SIMD2(x + 21, y), style: "name")
        x += 34 + Self.width(of: entry.name)
      }
      y += Self.rowHeight
    }
  }
}
