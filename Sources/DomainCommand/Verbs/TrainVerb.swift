internal import ArgumentParser
internal import Bellman

struct TrainVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train", abstract: "Train a model of the data in a file.",
      discussion: """
        \(Work.help.train)

        A run that was stopped or killed goes on when the same command is repeated with --resume; with --steps it \
        ends in the same bits as one that was never stopped.

        Examples:
          \(Example.line(Work.self, "train", "--data \(Work.D.exampleData) --out runs/1 --minutes 5"))
          \(Example.line(Work.self, "train", "--data \(Work.D.exampleData) --out runs/2 --steps 20000 --deduplicate"))
        """)
  }

  @OptionGroup var domain: Work.D.Options
  @Option(help: ArgumentHelp("The data.", valueName: "file")) var data: String
  @Option(help: ArgumentHelp("Where the run goes: a new folder.", valueName: "run")) var out: String
  @Option(parsing: .unconditional, help: "Minutes of training; 5 when neither this nor --steps is given.") var minutes: Double?
  @Option(parsing: .unconditional, help: "Steps of training, instead of minutes.") var steps: Int?
  @Option(parsing: .unconditional, help: "Seed of the split, the network and the noise.") var seed: UInt64 = 0
  @Flag(help: "Go on with the run in --out; all other options must be as they were.") var resume = false
  @Option(
    help: ArgumentHelp(
      "Which rows train, validate and test: lines “row part”, rows from 0, parts train, val, test; or file.npz:array of 0, 1, 2.",
      valueName: "file"))
  var split: String?
  @Flag(help: "Use every distinct sample once, so that no copy of a test sample is trained on.") var deduplicate = false
  @Option(parsing: .unconditional, help: "Width of the network’s layers.") var width = Work.D.training.network.width
  @Option(parsing: .unconditional, help: "Number of the network’s layers.") var depth = Work.D.training.network.depth
  @Option(parsing: .unconditional, help: "Rows of one step.") var batch = Work.D.training.batchSize
  @Option(parsing: .unconditional, help: "The highest learning rate.") var learningRate = Work.D.training.learningRate
  @OptionGroup var workers: ThreadOptions
  @Flag(help: "Print the run’s record as JSON on standard output.") var json = false
  @Flag(help: "Say nothing but errors.") var quiet = false

  func request() throws -> TrainingRequest {
    if minutes != nil, steps != nil { throw ValidationError("--minutes and --steps exclude each other; give one") }
    if split != nil, deduplicate { throw ValidationError("--split and --deduplicate exclude each other; give one") }
    var request = TrainingRequest(budget: steps.map { .steps($0) } ?? .minutes(minutes ?? 5))
    request.seed = seed
    request.splitting = split.map { .file($0) } ?? (deduplicate ? .byLocation : .byRow)
    request.network = NetworkSize(width: width, depth: depth)
    request.batchSize = batch
    request.learningRate = learningRate
    request.threads = workers.threads
    try request.validate()
    return request
  }

  func run() throws {
    let request = try request()
    let console = Console(isQuiet: quiet)
    let folder = RunFolder(out)
    var job = TrainingJob<Work>(
      try Work.D.configuration(domain, dataPath: data), request: request, dataPath: data, folder: folder,
      start: resume ? .resuming : .anew)
    if !quiet { job.reporter = TrainingTicker() }
    job.shouldStop = { Interruption.isRequested }
    job.announce = console.note
    let record = try Interruption.watching { try job.run() }
    if json {
      try console.json(record)
    } else if !quiet {
      try console.result(RecordText.lines(record, Work.lines).joined(separator: "\n"))
      try console.result("Next: \(Work.D.name) evaluate \(out)")
    }
  }
}

/// Examples of `--help`.
enum Example {
  static func line<Work: DomainWork>(_ work: Work.Type, _ verb: String, _ rest: String) -> String {
    [Work.D.name, verb, Work.D.exampleOptions, rest].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
