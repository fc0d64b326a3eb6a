internal import Foundation

/// Where a program speaks: results on standard output, everything else on standard error.
struct Console: Sendable {
  enum Loudness: Sendable { case usual, quiet }

  var loudness = Loudness.usual

  init(isQuiet: Bool) { loudness = isQuiet ? .quiet : .usual }

  /// What a person may want to know on the way.
  func note(_ text: String) {
    if loudness == .usual, !text.isEmpty { Self.write(text + "\n", to: .standardError) }
  }

  /// What was asked for.
  func result(_ text: String) { Self.write(text + "\n", to: .standardOutput) }

  func json(_ value: some Encodable) throws {
    Self.write(String(decoding: try JSONText.bytes(of: value), as: UTF8.self), to: .standardOutput)
  }

  static func write(_ text: String, to handle: FileHandle) {
    // A reader that has gone away is no reason to fail.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// Spans of time in words.
enum TimeText {
  /// As `42 s`, `3 min 20 s`, `2 h 5 min`.
  static func words(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    if seconds < 10 { return String(format: "%.1f s", max(0, seconds)) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
