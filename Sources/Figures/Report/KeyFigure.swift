/// A number that the reader should take away, as a card.
public struct KeyFigure: Sendable {
  public var label: String
  /// The number as printed; `NumberText` writes numbers well.
  public var value: String
  public var unit: String
  /// A line of small print, such as the interval or what is compared with.
  public var note: String
  public var tone: Tone

  public init(label: String, value: String, unit: String = "", note: String = "", tone: Tone = .neutral) {
    self.label = label
    self.value = value
    self.unit = unit
    self.note = note
    self.tone = tone
  }

  func html() -> String {
    let unit = unit.isEmpty ? "" : " <span class=\"unit\">\(Markup.escaped(unit))</span>"
    let note = note.isEmpty ? "" : "<dd class=\"note\">\(Markup.escaped(note))</dd>"
    return "<div class=\"card \(tone.rawValue)\"><dt>\(Markup.escaped(label))\(tone.mark)</dt>"
      + "<dd class=\"value\">\(Markup.escaped(value))\(unit)</dd>\(note)</div>"
  }
}
