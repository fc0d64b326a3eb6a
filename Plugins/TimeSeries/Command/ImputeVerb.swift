internal import ArgumentParser
internal import DomainCommand
internal import Files
internal import TimeSeriesDomain

struct ImputeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impute", abstract: "Draw what is missing in series, from a trained run.",
    discussion: """
      Empty cells of the data are drawn, given all others, window by window. What is known stays as it is, to the last digit.

      Example:
        timeseries impute runs/1 --data gaps.csv --out filled.csv --draws-out draws.csv
      """)

  @OptionGroup var options: CompletionOptions

  func run() throws {
    let (run, all) = try options.opened()
    let console = options.console(run)
    let missing = all.reduce(0) { $0 + $1.values.filter(\.isNaN).count }
    guard missing > 0 else {
      throw ProgramError(.data, "no value is missing", at: .init(file: options.data), remedy: "leave cells empty that are to be drawn")
    }
    let progress = ProgressNote(all.count, "series", console.note)
    let enforcement = WindowLaws(run.domain)
    let results = try options.workers.run {
      try all.enumerated().map { number, series in
        let draws = try run.work.model(run.parameters).imputations(
          of: series, count: options.draws, steps: options.steps, options.coordinates(of: number),
          enforce: { enforcement.enforced($0, observed: $1) })
        progress.done(number + 1)
        return (times: series.times, draws: draws, conditions: series.conditions)
      }
    }
    try options.write(results, of: run)
    console.note("drew \(missing) missing values of \(all.count) series, \(options.draws) times each; wrote \(options.out)")
  }
}
