/// How a statement is meant; shown by a sign and a word as well as by colour.
public enum Tone: String, Sendable, CaseIterable {
  case neutral, good, warning, bad

  var sign: String {
    switch self {
    case .neutral: ""
    case .good: "✓"
    case .warning: "!"
    case .bad: "×"
    }
  }

  /// The sign for the eye and the word for the ear; nothing for neutral statements.
  var mark: String {
    guard self != .neutral else { return "" }
    return "<span class=\"sign\" role=\"img\" aria-label=\"\(rawValue)\">\(sign)</span>"
  }
}
