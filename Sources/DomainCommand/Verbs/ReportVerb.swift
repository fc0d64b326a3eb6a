internal import ArgumentParser
internal import Bellman
internal import Files

struct ReportVerb<D: CommandDomain>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: "Write a run’s report.html: pictures, likelihoods, checks.",
      discussion: """
        The page is one file that needs no network. It uses the last evaluation, and makes one where there is none.

        Example:
          \(D.name) report runs/1
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Flag(help: "Say nothing but errors.") var quiet = false

  func run() throws {
    let console = Console(isQuiet: quiet)
    let trained = try TrainedRun<D>(opening: path)
    try PathCheck.canCreate(trained.folder.report)
    let evaluation: Evaluation
    if let stored = try StoredEvaluation.read(trained.folder) {
      evaluation = stored
    } else {
      console.note("evaluating first; this takes a while")
      evaluation = try EvaluationJob().evaluation(of: trained, announce: console.note)
      try StoredEvaluation.write(evaluation, to: trained.folder)
    }
    console.note("drawing samples and densities")
    try RunReport(trained, evaluation).write()
    if !quiet { try console.result(trained.folder.report) }
  }
}
