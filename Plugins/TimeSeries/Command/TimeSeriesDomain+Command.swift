public import ArgumentParser
internal import Bellman
public import DomainCommand
internal import Files
public import TimeSeriesDomain

/// Options that say which columns are meant, how they are cut into windows, and which laws hold.
public struct TimeSeriesOptions: ParsableArguments {
  public init() {}

  @Option(
    help: ArgumentHelp(
      "Rows of a window; those of the shortest series where there are several, or 24.",
      discussion: """
        Data are CSV files with a header: a time column (time, t, date, datetime or timestamp; numbers or dates such as 2016-07-01 13:00), \
        channels, perhaps a column “series” that tells several series apart, and columns that are constant in each series (conditions). Empty cells \
        are missing values. NumPy files hold an array [times, channels] or [series, times, channels].
        """, valueName: "rows"))
  var length: Int?
  @Option(help: ArgumentHelp("Rows from the beginning of one window to that of the next; 1 when not given.", valueName: "rows")) var stride: Int?
  @Option(help: ArgumentHelp("The time column, where its name does not tell.", valueName: "column")) var time: String?
  @Option(help: ArgumentHelp("The column that tells series apart, where its name does not tell.", valueName: "column")) var series: String?
  @Option(parsing: .upToNextOption, help: ArgumentHelp("The channels; all columns that are nothing else when not given.", valueName: "column"))
  var channels: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Columns that are constant in each series, on which draws can depend; those that the laws name as conditions are added.", valueName: "column"))
  var conditions: [String] = []
  @Option(
    help: ArgumentHelp(
      "A JSON file of laws that every series keeps, as {\"laws\": [{\"name\": \"energy\", \"law\": \"conserved(0.5 * v^2 + 0.5 * x^2)\"}]}.",
      valueName: "file"))
  var laws: String?
  @Option(parsing: .unconditional, help: "The share of a law’s terms up to which the data must keep it: 1e-6 for numbers of six digits.")
  var tolerance = 1e-9
  @Option(help: "How the noise is correlated: white, ou, matern (in time), or data (in time and between channels, as the data are).")
  var noise: SeriesNoise = .data
  @Option(
    help:
      "How channels are made standard: fitted (logarithms, or normal scores with atoms, where the data call for it), or scaled (mean and deviation alone, for smooth motions and fields)."
  )
  var marginals: ChannelMarginal.Choice = .fitted
  @Option(
    help:
      "Whether draws know where they stand in periods that series repeat themselves in, as days: found (in the training series), or none. Rows are placed by the time column; without one, by their number in the file."
  )
  var seasons: Seasons.Choice = .found

  public func validate() throws {
    if let length, !(2...100_000).contains(length) { throw ValidationError("--length \(length) is out of range; give 2 to 100000") }
    guard tolerance >= 0, tolerance < 1 else { throw ValidationError("--tolerance \(tolerance) is out of range; give 0 to below 1") }
    if let stride, !(1...1_000_000).contains(stride) { throw ValidationError("--stride \(stride) is out of range; give 1 to 1000000") }
  }

  func choice(_ laws: LawFile?) -> SeriesColumns.Choice {
    var choice = SeriesColumns.Choice()
    choice.time = time
    choice.series = series
    choice.channels = channels
    choice.conditions = conditions + (laws?.conditions ?? []).filter { !conditions.contains($0) }
    return choice
  }
}

extension SeriesNoise: ExpressibleByArgument {}
extension ChannelMarginal.Choice: ExpressibleByArgument {}
extension Seasons.Choice: ExpressibleByArgument {}

extension TimeSeriesDomain: CommandDomain {
  public static func configuration(_ options: TimeSeriesOptions, dataPath: String) throws -> Configuration {
    let laws = try options.laws.map { path throws(ProgramError) in try LawFile(reading: path) }
    let stated = laws.map { StatedLaws($0) } ?? StatedLaws()
    guard !dataPath.isEmpty else {
      let channels = options.channels.isEmpty ? ["x", "y"] : options.channels
      return Configuration(
        columns: SeriesColumns(channels: channels, conditions: options.choice(laws).conditions), times: (0..<(options.length ?? 24)).map(Double.init),
        stride: options.stride ?? 1, laws: stated, tolerance: options.tolerance, noise: options.noise, marginals: options.marginals, seasons: options.seasons)
    }
    let file = try SeriesFile(reading: dataPath, options.choice(laws))
    try file.checkChannels()
    let shortest = file.series.map(\.length).min() ?? 0
    let length = options.length ?? (file.series.count > 1 ? shortest : min(defaultLength, shortest))
    guard let longest = file.series.map(\.length).max(), longest >= length else {
      throw ProgramError(
        .data, "no series has the \(length) rows of a window; the longest has \(file.series.map(\.length).max() ?? 0)", at: .init(file: dataPath),
        remedy: "give a smaller --length, or longer series")
    }
    return Configuration(
      columns: file.columns, times: WindowTimes.typical(file.series, length: length), isCut: file.series.contains { $0.length > length },
      stride: options.stride ?? 1, laws: stated,
      tolerance: options.tolerance, noise: options.noise, marginals: options.marginals, seasons: options.seasons)
  }

  /// Rows of a window where nothing says how many.
  private static var defaultLength: Int { 24 }

  public static var quickstart: QuickstartPlan {
    QuickstartPlan(dataset: "kepler", arguments: ["--laws", "{dataset}/kepler.json", "--marginals", "scaled"], minutes: 2)
  }

  public static var exampleData: String { "series.csv" }
  public static var exampleOptions: String { "" }

  public static var training: TrainingDefaults {
    TrainingDefaults(network: NetworkSize(width: 64, depth: 3), batchSize: 64, learningRate: 1e-3)
  }

  public func load(_ path: String) throws -> FileStates<SeriesStates> {
    let file = try SeriesFile(reading: path, choice)
    let states = try encode(file.series)
    guard states.count > 0 else {
      throw ProgramError(
        .data, "no series has the \(length) rows of a window", at: .init(file: path), remedy: "give a smaller --length, or longer series")
    }
    try DataLaws(self).require(states, at: path)
    return FileStates(states, spans: states.spans)
  }
}
