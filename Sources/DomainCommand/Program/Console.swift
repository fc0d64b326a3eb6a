public import Files
internal import Foundation

/// Where a program speaks: results on standard output, everything else on standard error.
public struct Console: Sendable {
  private enum Loudness: Sendable { case usual, quiet }

  private var loudness = Loudness.usual

  public init(isQuiet: Bool) { loudness = isQuiet ? .quiet : .usual }

  /// What a person may want to know on the way.
  public func note(_ text: String) {
    if loudness == .usual, !text.isEmpty { Self.complain(text + "\n") }
  }

  /// What was asked for.
  public func result(_ text: String) throws(ProgramError) { try Self.print(text + "\n") }

  public func json(_ value: some Encodable) throws {
    try Self.print(String(decoding: try JSONText.bytes(of: value), as: UTF8.self))
  }

  /// Writes to standard output.
  /// - Throws: where it takes no more, as on a full disk; a reader that has gone away is no reason to fail.
  static func print(_ text: String) throws(ProgramError) {
    let problem = write(Array(text.utf8), to: STDOUT_FILENO)
    guard problem == 0 || problem == EPIPE else {
      throw ProgramError(
        .inputOutput, "cannot write the result: \(String(cString: strerror(problem)))", at: .init(file: "standard output"),
        remedy: "make room, or send it elsewhere")
    }
  }

  /// Writes to standard error, as far as that goes; a line that is rewritten in place ends without a newline.
  static func complain(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

  /// Zero, or the error of the system.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 { start += written } else if errno != EINTR { return errno }
    }
    return 0
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
