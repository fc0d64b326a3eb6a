public import Files

/// Laws as a run keeps them: the text of each, so that a record can be read without the file that they came from.
public struct StatedLaws: Hashable, Sendable, Codable {
  public struct Entry: Hashable, Sendable, Codable {
    public var name: String
    public var law: String
  }

  public var constants: [String: Double]
  public var entries: [Entry]

  public init(_ file: LawFile) {
    constants = file.constants
    entries = file.laws.map { Entry(name: $0.name, law: $0.description) }
  }

  /// No laws.
  public init() { (constants, entries) = ([:], []) }

  public func laws() throws(ProgramError) -> [SeriesLaw] {
    var laws: [SeriesLaw] = []
    for entry in entries { laws.append(try SeriesLaw(entry.name, entry.law)) }
    return laws
  }
}
