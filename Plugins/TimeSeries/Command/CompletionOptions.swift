internal import ArgumentParser
internal import Bellman
internal import DomainCommand
internal import Files
internal import Networks
internal import TimeSeriesDomain

/// What `forecast` and `impute` have in common.
struct CompletionOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Option(help: ArgumentHelp("The series, as the run was trained on; empty cells are missing.", valueName: "file")) var data: String
  @Option(
    help: ArgumentHelp("Where medians and intervals go, as columns “x”, “x_low” and “x_high” for each channel.", valueName: "file")) var out: String
  @Option(help: ArgumentHelp("Where every draw goes, as a series of its own.", valueName: "file")) var drawsOut: String?
  @Option(parsing: .unconditional, help: "How many draws.") var draws = 100
  @Option(parsing: .unconditional, help: "The share of draws between low and high.") var level = 0.9
  @Option(parsing: .unconditional, help: "Evaluations of the network.") var steps = 40
  @Option(parsing: .unconditional, help: "Seed of the draws.") var seed: UInt64 = 0
  @OptionGroup var workers: ThreadOptions
  @Flag(help: "Say nothing but errors.") var quiet = false

  func validate() throws {
    guard (2...100_000).contains(draws) else { throw ValidationError("--draws \(draws) is out of range; give 2 to 100000") }
    guard level > 0, level < 1 else { throw ValidationError("--level \(level) is no share; give a number between 0 and 1") }
    guard out != drawsOut else { throw ValidationError("--out and --draws-out are the same file; give two") }
    guard (2...10_000).contains(steps) else { throw ValidationError("--steps \(steps) is out of range; give 2 to 10000") }
  }

  /// Opens run and data, and makes sure of the outputs, before long work.
  func opened() throws -> (run: TrainedRun<TimeSeriesWork>, series: [Series]) {
    let run = try TrainedRun<TimeSeriesWork>(opening: path)
    for path in [out, drawsOut].compactMap({ $0 }) {
      guard path != data else {
        throw ProgramError(.cannotCreate, "it holds the data", at: .init(file: path), remedy: "choose another file to write")
      }
      try PathCheck.canCreate(path)
    }
    return (run, try run.domain.read(data))
  }

  /// A console that has said what a person should know of the data.
  func console(_ run: TrainedRun<TimeSeriesWork>) -> Console {
    let console = Console(isQuiet: quiet)
    if run.work.countsRowsOfSeasons {
      console.note("\(data) has no times: its first row is taken to stand where that of the training data does in the periods that they repeat themselves in")
    }
    return console
  }

  func coordinates(of series: Int) -> RandomCoordinates {
    RandomCoordinates(seed: seed, stream: RandomPurpose.sampling).branch(series)
  }

  /// Writes medians and intervals, and the draws where asked.
  /// - Parameter results: of each series its times, and the draws [draws, times, channels].
  func write(_ results: [(times: [Double], draws: SeriesArray, conditions: [Double])], of run: TrainedRun<TimeSeriesWork>) throws {
    var columns = run.domain.configuration.columns
    if let drawsOut {
      let all = results.flatMap { result in
        (0..<result.draws.count).map {
          Series(times: result.times, values: Array(result.draws.series($0)), conditions: result.conditions)
        }
      }
      try SeriesFile.write(all, columns: columns, to: drawsOut)
    }
    let summaries = results.map { result in
      Series(times: result.times, values: Self.summary(of: result.draws, level: level), conditions: result.conditions)
    }
    columns.channels = columns.channels.flatMap { [$0, $0 + "_low", $0 + "_high"] }
    try SeriesFile.write(summaries, columns: columns, to: out)
  }

  /// Median, low and high of each value over the draws: [times, 3 · channels].
  private static func summary(of draws: SeriesArray, level: Double) -> [Double] {
    var summary: [Double] = []
    for time in 0..<draws.length {
      for channel in 0..<draws.channels {
        let values = (0..<draws.count).map { draws[$0, time, channel] }.sorted()
        func quantile(_ share: Double) -> Double {
          let place = share * Double(values.count - 1)
          let lower = min(Int(place), values.count - 2)
          return values[lower] + (place - Double(lower)) * (values[lower + 1] - values[lower])
        }
        summary += [quantile(0.5), quantile(0.5 - 0.5 * level), quantile(0.5 + 0.5 * level)]
      }
    }
    return summary
  }
}
