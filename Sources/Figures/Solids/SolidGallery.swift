/// Many bodies of balls and sticks side by side, which the reader of a page can turn.
///
/// In a `ReportPage` the models stand in as many columns as fit, each a still picture that a short script of the page lets the
/// reader turn by dragging or by the arrow keys, and zoom. Where scripts do not run, and in `svg()`, the still pictures stay.
///
/// All models are drawn to one scale, that of the largest, so that equal lengths look equal; but a model counts as no larger
/// than 1.2 times the median one, and larger ones shrink to fit: one that has fallen apart does not make specks of all
/// others.
///
/// A page grows by about 10 kB for a model of 30 balls, by 15 kB where all its sticks are dashed, and once by 12 kB.
public struct SolidGallery: Figure {
  public var title: String
  public var models: [BallsAndSticks]

  public init(title: String, models: [BallsAndSticks]) {
    self.title = title
    self.models = models
  }

  /// The still pictures as one drawing, four in a row.
  public func svg() -> String {
    let pictures = pictures
    let columns = max(1, min(4, models.count))
    let side = SolidPicture.side
    let width = max(320, Double(columns) * side)
    let left = (width - Double(columns) * side) / 2
    let pitch = side + 38
    let rows = (models.count + columns - 1) / columns
    let key = legend
    let top = key.height(within: width - 16) + 6
    var drawing = Drawing(width: width, height: top + Double(max(1, rows)) * pitch)
    key.draw(in: &drawing, left: 8, top: 0, width: width - 16)
    let name = Markup.identity(of: title + models.map { $0.title + $0.summary }.joined())
    drawing.append("<style>\(SolidRules.variables)</style><g class=\"solids\">")
    for (index, (model, picture)) in zip(models, pictures).enumerated() {
      let middle = SIMD2(left + (Double(index % columns) + 0.5) * side, top + Double(index / columns) * pitch + side / 2)
      drawing.append("<g transform=\"translate(\(Markup.length(middle.x)) \(Markup.length(middle.y)))\">")
      drawing.append(picture.elements(name: "\(name)m\(index)"))
      drawing.append("</g>")
      drawing.text(Self.shortened(model.title), at: middle + SIMD2(0, side / 2 + 12), anchor: .middle, style: "name")
      drawing.text(Self.shortened(model.caption), at: middle + SIMD2(0, side / 2 + 27), anchor: .middle)
    }
    drawing.append("</g>")
    let summaries = models.map { $0.title.isEmpty ? $0.summary : "\($0.title): \($0.summary)" }
    return drawing.svg(title: title, description: summaries.joined(separator: " "))
  }

  /// The gallery as a page holds it.
  ///
  /// - Parameter number: the figure's number on the page, which makes the names of its parts unique.
  func html(number: Int) -> String {
    let cells = zip(models, pictures).enumerated().map { index, pair in
      let (model, picture) = pair
      let name = "solid\(number)-\(index + 1)"
      let half = Markup.length(SolidPicture.side / 2)
      let full = Markup.length(SolidPicture.side)
      let caption = model.caption.isEmpty ? "" : "<p class=\"note\">\(Markup.escaped(model.caption))</p>"
      let title = model.title.isEmpty ? "Model \(index + 1)" : model.title
      return "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-\(half) -\(half) \(full) \(full)\" role=\"img\" "
        + "aria-label=\"\(Markup.escaped(title))\" aria-describedby=\"\(name)d\">"
        + "<desc id=\"\(name)d\">\(Markup.escaped(model.summary))</desc>\(picture.elements(name: name))</svg>"
        + (model.title.isEmpty ? "" : "<p class=\"name\">\(Markup.escaped(model.title))</p>") + caption + "</li>\n"
    }
    let entries = key.map { entry in
      "<span><svg viewBox=\"-6 -6 12 12\" aria-hidden=\"true\"><circle r=\"5\" fill=\"\(entry.colour.hexadecimal)\"/></svg>"
        + "\(Markup.escaped(entry.label))</span>"
    }
    let keyLine = entries.isEmpty ? "" : "<p class=\"key\">\(entries.joined())</p>"
    return "<div class=\"solids\" role=\"group\" aria-label=\"\(Markup.escaped(title))\">\(keyLine)<ul>\(cells.joined())</ul>"
      + (isTurnable ? "<p class=\"hint\" hidden=\"hidden\">\(Self.hint)</p>" : "") + "</div>"
  }

  /// Whether there is anything for the page's script to turn.
  var isTurnable: Bool { !models.isEmpty }

  /// Shown by the script alone.
  private static let hint =
    "Drag a model to turn it. A model in focus also turns by the arrow keys, with Shift about the line of sight; the wheel, two "
    + "fingers, + and − zoom; a double click or 0 brings it back."

  private var pictures: [SolidPicture] {
    let reaches = models.map { SolidPose($0).reach }.filter { $0 > 0 }.sorted()
    guard let largest = reaches.last else { return models.map { SolidPicture($0) } }
    let reach = min(largest, 1.2 * reaches[reaches.count / 2])
    return models.map { SolidPicture($0, reach: reach) }
  }

  private struct KeyEntry: Hashable {
    var label: String
    var colour: BallColour
  }

  /// The kinds of balls, in the order in which they are met.
  private var key: [KeyEntry] {
    var entries: [KeyEntry] = []
    var seen: Set<KeyEntry> = []
    for ball in models.flatMap(\.balls) where !ball.label.isEmpty && ball.isDrawable {
      let entry = KeyEntry(label: ball.label, colour: ball.colour)
      if seen.insert(entry).inserted { entries.append(entry) }
    }
    return entries
  }

  private var legend: Legend {
    Legend(entries: key.map { Legend.Entry(name: $0.label, mark: .ball, paint: $0.colour.hexadecimal) })
  }

  /// At most as much of `text` as fits under a model, on narrow screens too.
  private static func shortened(_ text: String) -> String {
    let most = Int(SolidPicture.side / Legend.width(of: "x")) + 2
    return text.count > most ? text.prefix(most - 1) + "…" : text
  }
}
