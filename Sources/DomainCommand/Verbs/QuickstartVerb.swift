internal import ArgumentParser
internal import Bellman
internal import Files
internal import Foundation

struct QuickstartVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "quickstart",
      abstract: "Train on a shipped data set, sample, evaluate and report, in about a minute.",
      discussion: """
        Ends with the path of report.html.

        Examples:
          \(Work.D.name) quickstart
          \(Work.D.name) quickstart --minutes 5 --out runs/first
        """)
  }

  @Option(help: ArgumentHelp("Where the run goes; runs/quickstart-1 or the next that is free.", valueName: "run"))
  var out: String?
  @Option(parsing: .unconditional, help: "Minutes of training.") var minutes: Double?
  @Flag(help: "Say nothing but the path of the report, and errors.") var quiet = false

  func run() throws {
    let console = Console(isQuiet: quiet)
    let plan = Work.D.quickstart
    let shipped = try ShippedDatasets()
    let dataset = try shipped.dataset(named: plan.dataset)
    let path = shipped.path(of: dataset)
    var request = TrainingRequest(budget: .minutes(minutes ?? plan.minutes), Work.D.training)
    request.network = plan.network
    let folder = RunFolder(out ?? Self.freeFolder())
    console.note("quickstart: \(dataset.title) (\(dataset.name)), into \(folder.path)")
    var job = TrainingJob<Work>(
      try Work.D.configuration(Work.D.Options.parse(plan.arguments(in: shipped.folder(of: dataset))), dataPath: path), request: request, dataPath: path,
      folder: folder)
    if !quiet { job.reporter = TrainingTicker() }
    job.shouldStop = { Interruption.isRequested }
    job.announce = console.note
    job.resumeHint = "its folder may be removed"
    _ = try Interruption.watching { try job.run() }

    let run = try TrainedRun<Work>(opening: folder.path)
    console.note("evaluating")
    let evaluation = try run.work.quickEvaluation(of: run, announce: console.note)
    try StoredEvaluation.write(evaluation, to: folder)
    console.note(Work.lines(evaluation).joined(separator: "\n"))
    console.note("drawing samples and pictures")
    try run.work.page(of: run, evaluation).write(to: folder)
    try console.result(folder.report)
  }

  /// The first of runs/quickstart-1, -2, … that is not there.
  static func freeFolder() -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "runs/quickstart-\(number)") { number += 1 }
    return "runs/quickstart-\(number)"
  }
}
