internal import Files

/// What the columns of a table of series are.
public struct SeriesColumns: Hashable, Sendable, Codable {
  public enum Time: Hashable, Sendable, Codable {
    /// There is none: rows are counted.
    case rows
    case numbers(name: String)
    case dates(name: String)

    public var name: String {
      switch self {
      case .rows: "time"
      case .numbers(let name), .dates(let name): name
      }
    }
  }

  public var time: Time
  /// Says which rows belong to one series; nil where all do.
  public var series: String?
  public var channels: [String]
  /// Columns that are constant in a series.
  public var conditions: [String]

  public init(time: Time = .rows, series: String? = nil, channels: [String], conditions: [String] = []) {
    self.time = time
    self.series = series
    self.channels = channels
    self.conditions = conditions
  }

  /// How a person says which columns are meant; names are found where nothing is said.
  public struct Choice: Hashable, Sendable {
    public var time: String?
    public var series: String?
    public var conditions: [String] = []
    /// All that are nothing else, when empty.
    public var channels: [String] = []

    public init() {}

    /// A name that is given for two things, or twice for one.
    var repeated: String? {
      var seen: Set<String> = []
      return ([time, series].compactMap { $0 } + conditions + channels).first { !seen.insert($0).inserted }
    }
  }

  private static let timeNames: Set<String> = ["time", "t", "date", "datetime", "timestamp"]
  private static let seriesNames: Set<String> = ["series", "series_id", "trajectory"]

  /// The columns of a table, by what was chosen and by their names.
  init(_ table: NumericTable, _ choice: Choice) throws(ProgramError) {
    let names = table.columnNames ?? (1...table.columnCount).map { "channel\($0)" }
    func check(_ name: String, _ option: String) throws(ProgramError) {
      guard names.contains(name) else {
        throw ProgramError(
          .usage, "\(option) \(Printable.quoted(name)) is no column", at: .init(file: table.source),
          remedy: "choose among \(names.map { Printable.quoted($0) }.joined(separator: ", "))")
      }
    }
    if let name = choice.repeated {
      throw ProgramError(
        .usage, "the column \(Printable.quoted(name)) is named twice among time, series, conditions and channels", at: .init(file: table.source),
        remedy: "name each column once")
    }
    let twice = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.min()
    if let twice {
      throw ProgramError(
        .data, "two columns are called \(Printable.quoted(twice))", at: .init(file: table.source), remedy: "give each column its own name")
    }
    if let name = choice.time { try check(name, "--time") }
    if let name = choice.series { try check(name, "--series") }
    for name in choice.conditions { try check(name, "the condition") }
    for name in choice.channels { try check(name, "--channels") }
    // What was chosen for something else is not looked at: a channel may be called “t”.
    let chosen = Set([choice.series].compactMap { $0 } + choice.conditions + choice.channels)
    let dates = names.indices.filter { table.dateColumns.contains($0) && !chosen.contains(names[$0]) }
    let time = choice.time ?? dates.first.map { names[$0] } ?? names.first { Self.timeNames.contains($0.lowercased()) && !chosen.contains($0) }
    let series = choice.series ?? names.first { Self.seriesNames.contains($0.lowercased()) && $0 != time && !chosen.contains($0) }
    let taken = Set([time, series].compactMap { $0 } + choice.conditions)
    let channels = choice.channels.isEmpty ? names.filter { !taken.contains($0) } : choice.channels
    if let name = channels.first(where: { name in taken.contains(name) || names.firstIndex(of: name).map(table.dateColumns.contains) ?? false }) {
      throw ProgramError(
        .usage, "the column \(Printable.quoted(name)) cannot be a channel: it holds times, numbers of series or a condition",
        at: .init(file: table.source), remedy: "name other --channels")
    }
    guard !channels.isEmpty else {
      throw ProgramError(.data, "there is no column beside the time", at: .init(file: table.source), remedy: "give at least one channel")
    }
    self.init(
      time: time.map { name in names.firstIndex(of: name).map(table.dateColumns.contains) ?? false ? .dates(name: name) : .numbers(name: name) }
        ?? .rows,
      series: series, channels: channels, conditions: choice.conditions)
  }
}
