internal import ArgumentParser
internal import DomainCommand
internal import Files
internal import TimeSeriesDomain

struct ForecastVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Draw what follows series, from a trained run.",
    discussion: """
      The last rows of each series are given to the control, which draws the rows that follow; longer horizons go on from draws. The laws of the run \
      hold in every draw.

      Example:
        timeseries forecast runs/1 --data series.csv --horizon 12 --out forecast.csv --draws-out draws.csv
      """)

  @OptionGroup var options: CompletionOptions
  @Option(parsing: .unconditional, help: "Rows to draw.") var horizon: Int

  func validate() throws {
    guard (1...100_000).contains(horizon) else { throw ValidationError("--horizon \(horizon) is out of range; give 1 to 100000") }
  }

  func run() throws {
    let (run, all) = try options.opened()
    let console = options.console(run)
    let progress = ProgressNote(all.count, "series", console.note)
    let enforcement = WindowLaws(run.domain)
    let results = try options.workers.run {
      try all.enumerated().map { number, series in
        let draws = try run.work.model(run.parameters).forecasts(
          of: series, horizon: horizon, count: options.draws, steps: options.steps, options.coordinates(of: number),
          enforce: { enforcement.enforced($0, observed: $1) })
        progress.done(number + 1)
        let last = series.times.last ?? 0
        let step = Self.step(series.times.suffix(run.domain.length))
        return (times: (1...horizon).map { last + step * Double($0) }, draws: draws, conditions: series.conditions)
      }
    }
    try options.write(results, of: run)
    console.note("wrote \(horizon) rows for each of \(all.count) series to \(options.out)")
  }

  /// The median step of times; 1 where there is one time.
  private static func step(_ times: ArraySlice<Double>) -> Double {
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    return steps.isEmpty ? 1 : steps[steps.count / 2]
  }
}
