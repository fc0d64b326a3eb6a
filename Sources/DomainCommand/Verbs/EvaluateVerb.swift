internal import ArgumentParser
internal import Bellman
internal import Figures
internal import Files

enum PartName: String, CaseIterable, ExpressibleByArgument {
  case test, validation, train

  var part: DataSplit.Part {
    switch self {
    case .test: .test
    case .validation: .validation
    case .train: .train
    }
  }
}

struct EvaluateVerb<D: CommandDomain>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "evaluate", abstract: "Measure how likely a run’s laws make data that they have not seen.",
      discussion: """
        Prints negative log-likelihoods in nats (lower is better) for the learned law and the baselines on the same \
        rows, and ∫p, which must be 1. Every number comes with its standard error. The average is weighted on the \
        validation rows; “average, completed” keeps its weights and takes those rows into the baselines: it is what \
        `sample` draws from, and it knows more data than the laws above it.

        Examples:
          \(D.name) evaluate runs/1
          \(D.name) evaluate runs/1 --json > evaluation.json
          \(D.name) evaluate runs/1 --data more.csv
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Option(help: ArgumentHelp("Another file, all of whose rows are used.", valueName: "file")) var data: String?
  @Option(help: "A part of the run’s own data.") var part: PartName?
  @Option(parsing: .unconditional, help: "Most draws for ∫p.") var draws = EvaluationJob().mostDraws
  @Flag(help: "Print JSON on standard output.") var json = false
  @Flag(help: "Say nothing but the result and errors.") var quiet = false

  func run() throws {
    if data != nil, part != nil { throw ValidationError("--data and --part exclude each other; give one") }
    var job = EvaluationJob()
    job.rows = data.map { .file($0) } ?? .part((part ?? .test).part)
    job.mostDraws = draws
    let trained = try TrainedRun<D>(opening: path)
    let console = Console(isQuiet: quiet)
    let evaluation = try job.evaluation(of: trained, announce: console.note)
    // For the report; a run that may only be read can be evaluated all the same.
    if job.rows == .part(.test) { try? StoredEvaluation.write(evaluation, to: trained.folder) }
    if json {
      try console.json(evaluation)
    } else {
      try console.result(EvaluationText.lines(evaluation).joined(separator: "\n"))
    }
  }
}

/// An evaluation as a person reads it.
enum EvaluationText {
  static func lines(_ evaluation: Evaluation) -> [String] {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    func estimate(_ value: Double, _ error: Double) -> String { "\(number(value)) ± \(number(error))" }
    let header = ["law", "NLL (nats)", "gain (nats)", "∫p", "weight"]
    let rows = evaluation.laws.map { law in
      [
        law.name, estimate(law.nll.value, law.nll.standardError),
        law.gain.map { estimate($0.value, $0.standardError) } ?? "–",
        law.integral.map { estimate($0.value, $0.standardError) } ?? "–",
        law.weight.map { NumberText.fixed($0, decimals: 2) } ?? "–",
      ]
    }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let table = ([header] + rows).map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + padding : padding + row[column]
      }.joined(separator: "  ")
    }
    let flow = evaluation.flow
    let facts = [
      "\(evaluation.data), \(evaluation.part): \(evaluation.duplicates.description)",
      "the flow stops at t = \(NumberText.short(flow.stoppingTime)), where noise of deviation "
        + "\(NumberText.short(flow.stoppingDeviation)) is left; \(flow.steps) steps, "
        + "tolerance \(NumberText.short(flow.tolerance))",
    ]
    return table + [""] + facts + evaluation.notes.map { "note: \($0)" } + ["verdict: \(evaluation.verdict)"]
  }
}
