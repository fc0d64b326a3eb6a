public import Foundation

/// An error that a program prints: what is wrong, where, and what to do, in one line.
///
///     quakes.csv, line 12, column 1: latitude 91 is outside −90…90; correct or remove the row
///
/// The texts may quote a file's content. They are made printable when the error is made (see `Printable`), so the
/// description is always one line of bounded length without control characters.
public struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in an input or output the trouble lies. Lines and columns count from 1; a column is a cell, not a character.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int?
    public let column: Int?

    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    public var description: String {
      var text = Self.printable(path: file)
      if let line { text += ", line \(line)" }
      if let column { text += ", column \(column)" }
      return text
    }

    /// A long path keeps its end, which has the file's name; an empty one is seen to be empty.
    private static func printable(path: String) -> String {
      if path.isEmpty { return "“”" }
      let limit = 200
      let scalars = path.unicodeScalars
      let excess = scalars.count - limit
      return excess > 0 ? "…" + Printable.line(String(scalars.dropFirst(excess)), limit: limit) : Printable.line(path)
    }
  }

  /// What the program ends with if it ends here.
  public let exitCode: ExitCode
  /// What is wrong.
  public let problem: String
  /// Where, if it is anywhere.
  public let place: Place?
  /// What to do.
  public let remedy: String

  public init(_ exitCode: ExitCode, _ problem: String, at place: Place? = nil, remedy: String) {
    self.exitCode = exitCode
    self.problem = Printable.line(problem)
    self.place = place
    self.remedy = Printable.line(remedy)
  }

  public var description: String {
    let body = remedy.isEmpty ? problem : "\(problem); \(remedy)"
    return place.map { "\($0): \(body)" } ?? body
  }
}

extension ProgramError: LocalizedError {
  public var errorDescription: String? { description }
}
