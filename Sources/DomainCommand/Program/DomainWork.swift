public import ArgumentParser
public import Bellman
public import DomainLaws
public import Figures
public import Networks

/// What the verbs do for one kind of domain: what is fitted and trained, how samples are drawn, what is measured, and what is shown.
///
/// A value of it is what a run has before its network is trained. `DensityWork` is that of every `DensityDomain`.
public protocol DomainWork: Sendable {
  associatedtype D: CommandDomain
  /// Options of `sample` and `evaluate` beside those of every program.
  associatedtype SampleOptions: ParsableArguments
  associatedtype EvaluateOptions: ParsableArguments
  /// Options of `check --data` beside those of every program.
  associatedtype CheckOptions: ParsableArguments = NoOptions
  /// What training found, as the run's record keeps it.
  associatedtype Result: Codable, Hashable, Sendable
  associatedtype Evaluation: RunEvaluation

  /// Fits what comes before the network.
  /// - Parameter announce: is told what is being done.
  init(
    fitting domain: D, training: D.States, validation: D.States, request: TrainingRequest,
    announce: @escaping @Sendable (String) -> Void) throws
  /// Restores what was fitted from the arrays in which it was kept.
  init(restoring domain: D, training: D.States, request: TrainingRequest, from path: String) throws
  /// Keeps what was fitted in one file.
  func write(to path: String) throws

  /// Of the network that is trained.
  var parameters: ParameterTree { get }
  func task(_ rows: D.States) -> any TrainingTask
  /// Throws a `ModelError` for a stored result or stored states that cannot be of this run.
  func validate(_ result: Result, _ states: D.States) throws
  /// What is found with the trained network, before the run counts as finished.
  func finish(_ training: FinishedTraining<D>) throws -> Findings<Result>

  func samples(of run: TrainedRun<Self>, count: Int, seed: UInt64, _ options: SampleOptions, announce: @escaping @Sendable (String) -> Void)
    throws -> D.States
  /// How many states break a check.
  static func constraints(of states: D.States, in domain: D) -> ConstraintSummary
  func evaluation(of run: TrainedRun<Self>, _ options: EvaluateOptions, announce: @escaping @Sendable (String) -> Void) throws -> Evaluation
  /// The evaluation that `quickstart` makes, sooner and coarser.
  func quickEvaluation(of run: TrainedRun<Self>, announce: @escaping @Sendable (String) -> Void) throws -> Evaluation
  func page(of run: TrainedRun<Self>, _ evaluation: Evaluation) throws -> ReportPage

  /// A result as a person reads it.
  static func lines(_ result: Result) -> [String]
  static func lines(_ evaluation: Evaluation) -> [String]
  /// A domain as a person reads it.
  static func lines(_ domain: D) -> [String]
  static func laws(of domain: D) -> [Law]
  /// What a data file breaks of what its samples should keep; asked before anyone trains on it.
  static func check(data path: String, _ options: D.Options, _ own: CheckOptions) throws -> DataCheck
  /// Verbs that only this kind of domain has.
  static var verbs: [any ParsableCommand.Type] { get }
  static var help: WorkHelp { get }
}

extension DomainWork {
  public static var verbs: [any ParsableCommand.Type] { [] }
}

extension DomainWork where CheckOptions == NoOptions {
  /// The checks of the domain, on the samples of the file.
  public static func check(data path: String, _ options: D.Options, _ own: NoOptions) throws -> DataCheck {
    let domain = try D(D.configuration(options, dataPath: path))
    let data = try domain.load(path)
    let summary = constraints(of: data.states, in: domain)
    return DataCheck(
      lines: data.notes + [summary.holds ? "all \(summary.samples) samples keep every check" : summary.description], constraints: summary)
  }
}

/// No options.
public struct NoOptions: ParsableArguments {
  public init() {}
}

/// What was found in a data file.
public struct DataCheck: Hashable, Sendable, Codable {
  /// As a person reads it.
  public var lines: [String]
  public var constraints: ConstraintSummary

  public init(lines: [String], constraints: ConstraintSummary) {
    self.lines = lines
    self.constraints = constraints
  }
}

/// What `--help` says of a kind of domain.
public struct WorkHelp: Hashable, Sendable {
  /// What `train` does, in a paragraph.
  public var train: String
  /// What equal rows in training and test mean, and what to do.
  public var copies: String
  /// What `evaluate` is for, in a sentence, and what it prints, in a paragraph.
  public var evaluate: String
  public var evaluation: String
  /// Examples of `sample`’s own options.
  public var sampleOptions: String

  public init(train: String, copies: String, evaluate: String, evaluation: String, sampleOptions: String) {
    self.train = train
    self.copies = copies
    self.evaluate = evaluate
    self.evaluation = evaluation
    self.sampleOptions = sampleOptions
  }
}

/// Training that has come to its end.
public struct FinishedTraining<D: CommandDomain> {
  public let request: TrainingRequest
  public let training: D.States
  public let validation: D.States
  public let parameters: [Float]
  public let outcome: TrainingOutcome
  public let announce: @Sendable (String) -> Void
}

/// What is found with a trained network.
public struct Findings<Result: Sendable>: Sendable {
  public var result: Result
  /// Of draws.
  public var constraints: ConstraintSummary?
  /// What a person should know.
  public var notes: [String]

  public init(_ result: Result, constraints: ConstraintSummary?, notes: [String] = []) {
    self.result = result
    self.constraints = constraints
    self.notes = notes
  }
}

/// What is measured of a run; a run's folder keeps it for the report.
public protocol RunEvaluation: Codable, Sendable {
  /// SHA-256 of the parameters that were evaluated.
  var model: String { get }
  /// Whether a report can be made of it: not where it is of other data, or damaged.
  var suitsReport: Bool { get }
}
