internal import ArgumentParser
internal import Bellman
internal import Files

struct ReportVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: "Write a run’s report.html: pictures, measures, checks.",
      discussion: """
        The page is one file that needs no network. It uses the last evaluation, and makes one where there is none.

        Example:
          \(Work.D.name) report runs/1
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Flag(help: "Say nothing but errors.") var quiet = false

  func run() throws {
    let console = Console(isQuiet: quiet)
    let trained = try TrainedRun<Work>(opening: path)
    try PathCheck.canCreate(trained.folder.report)
    let evaluation: Work.Evaluation
    if let stored = try StoredEvaluation.read(trained.folder, as: Work.Evaluation.self) {
      evaluation = stored
    } else {
      console.note("evaluating first; this takes a while")
      evaluation = try trained.work.evaluation(of: trained, .parse([]), announce: console.note)
      try StoredEvaluation.write(evaluation, to: trained.folder)
    }
    console.note("drawing samples and pictures")
    try trained.work.page(of: trained, evaluation).write(to: trained.folder)
    if !quiet { try console.result(trained.folder.report) }
  }
}
