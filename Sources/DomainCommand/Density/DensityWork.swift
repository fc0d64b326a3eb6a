public import ArgumentParser
public import Bellman
public import DomainLaws
public import Figures
internal import Files
internal import Foundation
public import Networks

/// The work of a domain of densities: a network learns the control that turns noise into data, baselines are fitted, and
/// validation rows say how much each law weighs in the average.
public struct DensityWork<D: DensityCommandDomain>: DomainWork {
  public let domain: D
  public let reference: D.Reference
  public let baselines: [any StoredDensityModel]
  public let network: D.Network
  private let request: TrainingRequest

  /// Most rows on which the average's weights are fitted: a flow's likelihood takes time.
  private static var mostWeightRows: Int { 2000 }
  /// Draws of the learned control that are checked at the end.
  private static var checkedDraws: Int { 256 }

  public init(
    fitting domain: D, training: StateBatch, validation: StateBatch, request: TrainingRequest,
    announce: @escaping @Sendable (String) -> Void
  ) throws {
    let what = "fitting baselines to \(training.count) rows"
    announce(what)
    let baselines = try Heartbeat.during(what, announce: announce) {
      try domain.baselines(training: training, validation: validation)
    }
    try self.init(domain, baselines, training, request)
  }

  public init(restoring domain: D, training: StateBatch, request: TrainingRequest, from path: String) throws {
    try self.init(domain, StoredLaws.read(path, of: domain), training, request)
  }

  private init(
    _ domain: D, _ baselines: [any StoredDensityModel], _ training: StateBatch, _ request: TrainingRequest
  ) throws {
    self.domain = domain
    self.baselines = baselines
    self.request = request
    reference = try domain.reference(for: training)
    network = domain.network(request.network)
  }

  public func write(to path: String) throws { try StoredLaws.write(baselines, to: path) }

  public var parameters: ParameterTree { network.parameters }

  public func task(_ rows: StateBatch) -> any TrainingTask {
    RegressionObjective(
      DenoisingScoreMatching(reference, data: rows, interval: D.flowInterval), network: network,
      batchSize: request.batchSize)
  }

  public func validate(_ result: DensityResult, _ states: StateBatch) throws {
    let weights = result.laws.map(\.weight)
    guard weights.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(weights.reduce(0, +) - 1) < 1e-6 else {
      throw ModelError("the weights of the laws are out of range")
    }
    guard result.laws.count == baselines.count + 1 else {
      throw ModelError("there are \(baselines.count) laws where the record says \(result.laws.count - 1)")
    }
    if let violation = domain.space.violations(of: states, tolerance: 1e-3).first {
      throw ModelError("the states are not in the space: \(violation)")
    }
  }

  // MARK: After training

  public func finish(_ training: FinishedTraining<D>) throws -> Findings<DensityResult> {
    training.announce("weighing the learned control against the baselines on validation rows")
    let control = LearnedControl.flow(domain, reference, network, training.parameters)
    let rows = training.validation.rows(0..<min(training.validation.count, Self.mostWeightRows))
    var notes: [String] = []
    let result = try weigh(control, on: rows, training.outcome, &notes)
    let draws = try control.draws(
      count: Self.checkedDraws, RandomCoordinates(seed: request.seed, stream: RandomPurpose.sampling))
    return Findings(result, constraints: ConstraintSummary(draws, of: domain), notes: notes)
  }

  private func weigh(
    _ control: any DensityModel, on rows: StateBatch, _ outcome: TrainingOutcome, _ notes: inout [String]
  ) throws -> DensityResult {
    var logDensities = try baselines.map { try $0.logDensity(rows) }
    let weights: [Double]
    do {
      logDensities.insert(try control.logDensity(rows), at: 0)
      weights = AveragedModel.fittedWeights(logDensities)
    } catch let failure as AdaptiveFlow.Failure where !baselines.isEmpty {
      // A control whose flow cannot be followed has no likelihood, and no part in the average.
      notes.append("The learned control is left out of the average: \(failure).")
      weights = [0] + AveragedModel.fittedWeights(logDensities)
      logDensities.insert([Double](repeating: .nan, count: rows.count), at: 0)
    }
    let laws = [control] + baselines
    func negativeMean(_ values: [Double]) -> Double { -values.reduce(0, +) / Double(values.count) }
    return DensityResult(
      steps: outcome.step, validationLoss: outcome.bestValidationLoss,
      laws: laws.indices.map {
        .init(name: laws[$0].name, weight: weights[$0], validationNLL: negativeMean(logDensities[$0]))
      },
      weightRows: rows.count,
      averageValidationNLL: negativeMean(AveragedModel.logAverage(logDensities, weights: weights)),
      trainingSeconds: outcome.history.last?.seconds ?? 0)
  }

  // MARK: A finished run

  public struct SampleOptions: ParsableArguments {
    public init() {}

    @Option(
      parsing: .unconditional, help: "Steps of the controlled process; its flow with adaptive steps when not given.")
    var steps: Int?
    @Option(help: "From which law: the average, the learned control alone, or the first baseline.") var law =
      SamplingJob.Law.average
  }

  public func samples(
    of run: TrainedRun<DensityWork<D>>, count: Int, seed: UInt64, _ options: SampleOptions,
    announce: @escaping @Sendable (String) -> Void
  ) throws -> StateBatch {
    try SamplingJob(count: count, steps: options.steps, seed: seed, law: options.law).states(of: run, announce: announce)
  }

  public static func constraints(of states: StateBatch, in domain: D) -> ConstraintSummary {
    ConstraintSummary(states, of: domain)
  }

  public struct EvaluateOptions: ParsableArguments {
    public init() {}

    @Option(help: ArgumentHelp("Another file, all of whose rows are used.", valueName: "file")) var data: String?
    @Option(help: "A part of the run’s own data.") var part: PartName?
    @Option(parsing: .unconditional, help: "Most draws for ∫p.") var draws = EvaluationJob().mostDraws

    public func validate() throws {
      if data != nil, part != nil { throw ValidationError("--data and --part exclude each other; give one") }
    }
  }

  public func evaluation(
    of run: TrainedRun<DensityWork<D>>, _ options: EvaluateOptions, announce: @escaping @Sendable (String) -> Void
  ) throws -> DensityEvaluation {
    var job = EvaluationJob()
    job.rows = options.data.map { .file($0) } ?? .part((options.part ?? .test).part)
    job.mostDraws = options.draws
    return try job.evaluation(of: run, announce: announce)
  }

  public func quickEvaluation(
    of run: TrainedRun<DensityWork<D>>, announce: @escaping @Sendable (String) -> Void
  ) throws -> DensityEvaluation {
    var job = EvaluationJob()
    job.tolerance = 1e-4
    job.mostDraws = 1024
    return try job.evaluation(of: run, announce: announce)
  }

  public func page(of run: TrainedRun<DensityWork<D>>, _ evaluation: DensityEvaluation) throws -> ReportPage {
    try DensityReport(run, evaluation).page()
  }

  // MARK: In words

  public static func lines(_ result: DensityResult) -> [String] {
    ["trained \(result.steps) steps in \(TimeText.words(seconds: result.trainingSeconds))"]
      + result.laws.map { law in
        "\(law.name): validation NLL \(NumberText.fixed(law.validationNLL, decimals: 3)) nats, weight "
          + NumberText.fixed(law.weight, decimals: 2)
      } + ["average: validation NLL \(NumberText.fixed(result.averageValidationNLL, decimals: 3)) nats"]
  }

  public static func lines(_ evaluation: DensityEvaluation) -> [String] { EvaluationText.lines(evaluation) }

  public static func lines(_ domain: D) -> [String] {
    let space = domain.space
    let parts = space.layout.parts.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    let volume = space.logVolume.isFinite ? NumberText.short(exp(space.logVolume)) : "infinite"
    var lines = ["space: \(space.name), dimension \(space.dimension), volume \(volume)", "a state: \(parts)"]
    if !domain.constraints.isEmpty {
      lines.append("constraints: " + domain.constraints.map { "\($0.name) (\($0.unit))" }.joined(separator: ", "))
    }
    return lines
  }

  public static func laws(of domain: D) -> [Law] { DomainLaws.all(for: domain) }

  public static var help: WorkHelp {
    WorkHelp(
      train: """
        The rows are split into training, validation and test (80 : 10 : 10). Baselines are fitted, then a network \
        learns the control that turns noise into data, then the validation rows decide how much weight each gets. The \
        test rows are left for “evaluate”.
        """,
      copies: """
        which may be in training and test: likelihoods also measure the resolution of the data. Compare them at the same \
        noise level only, or use --deduplicate.
        """,
      evaluate: "Measure how likely a run’s laws make data that they have not seen.",
      evaluation: """
        Prints negative log-likelihoods in nats (lower is better) for the learned law and the baselines on the same \
        rows, and ∫p, which must be 1. Every number comes with its standard error. The average is weighted on the \
        validation rows; “average, completed” keeps its weights and takes those rows into the baselines: it is what \
        `sample` draws from, and it knows more data than the laws above it.
        """,
      sampleOptions: "--steps 100 --seed 7 --law control")
  }
}

extension SamplingJob.Law: ExpressibleByArgument {}

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
