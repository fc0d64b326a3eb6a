public import Bellman
internal import Files

/// Windows of multivariate series, and the laws that they keep.
public struct TimeSeriesDomain: Domain {
  public struct Configuration: Codable, Hashable, Sendable {
    public var columns: SeriesColumns
    /// Times of a window, from its first: the length is their number.
    public var times: [Double]
    /// Whether windows are pieces of longer series.
    public var isCut: Bool
    /// Rows from the beginning of one window to that of the next.
    public var stride: Int
    public var laws: StatedLaws
    /// The share of a law's terms up to which data must keep it.
    public var tolerance: Double
    public var noise: SeriesNoise
    public var marginals: ChannelMarginal.Choice
    public var seasons: Seasons.Choice

    public init(
      columns: SeriesColumns, times: [Double], isCut: Bool = false, stride: Int = 1, laws: StatedLaws = StatedLaws(), tolerance: Double = 1e-9,
      noise: SeriesNoise = .data, marginals: ChannelMarginal.Choice = .fitted, seasons: Seasons.Choice = .found
    ) {
      self.columns = columns
      self.times = times
      self.isCut = isCut
      self.stride = stride
      self.laws = laws
      self.tolerance = tolerance
      self.noise = noise
      self.marginals = marginals
      self.seasons = seasons
    }
  }

  public static var name: String { "timeseries" }
  public static var summary: String { "Generate, complete and forecast series that keep the laws of their physics." }

  public let configuration: Configuration
  /// All laws, for windows at the configuration's times.
  public let system: LawSystem
  /// Coordinates in which laws hold by themselves, and the laws for which there are none.
  public let chart: LawChart

  public init(_ configuration: Configuration) throws {
    self.configuration = configuration
    let (columns, laws) = (configuration.columns, try configuration.laws.laws())
    guard configuration.times.count >= 2 else {
      throw ProgramError(.usage, "a window of \(configuration.times.count) rows", remedy: "give --length 2 or more")
    }
    system = try LawSystem(
      laws, channels: columns.channels, times: configuration.times, constants: configuration.laws.constants, conditions: columns.conditions)
    chart = try LawChart(
      laws, channels: columns.channels, times: configuration.times, constants: configuration.laws.constants, conditions: columns.conditions,
      ending: configuration.isCut ? .goesOn : .stops)
  }

  public var length: Int { configuration.times.count }
  public var channels: [String] { configuration.columns.channels }

  /// The columns of a file that are those of this domain.
  public var choice: SeriesColumns.Choice {
    var choice = SeriesColumns.Choice()
    choice.channels = channels
    choice.conditions = configuration.columns.conditions
    if case .rows = configuration.columns.time {} else { choice.time = configuration.columns.time.name }
    choice.series = configuration.columns.series
    return choice
  }

  public func read(_ path: String) throws -> [Series] { try SeriesFile(reading: path, choice).series }

  public func write(_ samples: [Series], to path: String) throws {
    try SeriesFile.write(samples, columns: configuration.columns, to: path)
  }

  /// All windows of the series.
  public func encode(_ samples: [Series]) throws -> SeriesStates {
    let width = channels.count
    guard samples.allSatisfy({ $0.values.count == $0.length * width && $0.conditions.count == configuration.columns.conditions.count }) else {
      throw ProgramError(.data, "a series does not have the \(width) channels of this domain", remedy: "give series of the same columns")
    }
    return SeriesStates(
      windowsOf: samples, channelCount: width, conditionCount: configuration.columns.conditions.count, length: length,
      stride: configuration.stride)
  }

  public func decode(_ states: SeriesStates) -> [Series] { states.samples }

  public func arrays(of states: SeriesStates) -> StoredArrays { states.arrays }

  public func states(from arrays: StoredArrays) throws -> SeriesStates {
    try SeriesStates(
      arrays, channelCount: channels.count, conditionCount: configuration.columns.conditions.count, length: length)
  }
}
