internal import ArgumentParser
internal import Bellman

struct EvaluateVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "evaluate", abstract: Work.help.evaluate,
      discussion: """
        \(Work.help.evaluation)

        Examples:
          \(Work.D.name) evaluate runs/1
          \(Work.D.name) evaluate runs/1 --json > evaluation.json
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @OptionGroup var options: Work.EvaluateOptions
  @OptionGroup var workers: ThreadOptions
  @Flag(help: "Print JSON on standard output.") var json = false
  @Flag(help: "Say nothing but the result and errors.") var quiet = false

  func run() throws {
    let trained = try TrainedRun<Work>(opening: path)
    let console = Console(isQuiet: quiet)
    let evaluation = try workers.run { try trained.work.evaluation(of: trained, options, announce: console.note) }
    // For the report; a run that may only be read can be evaluated all the same.
    if evaluation.suitsReport { try? StoredEvaluation.write(evaluation, to: trained.folder) }
    if json {
      try console.json(evaluation)
    } else {
      try console.result(Work.lines(evaluation).joined(separator: "\n"))
    }
  }
}
