public import ArgumentParser
public import Bellman
public import DomainCommand
public import DomainLaws
public import Figures
internal import Files
public import Networks
internal import Tensors
public import TimeSeriesDomain

/// The work of series: a network learns the control in coordinates that keep the laws; draws are put onto the laws that have no such coordinates, and
/// judged beside real windows.
public struct TimeSeriesWork: DomainWork {
  let domain: TimeSeriesDomain
  private let request: TrainingRequest
  private let coder: SeriesCoder
  private let network: SeriesNetwork

  /// Draws that are checked at the end of training.
  private static var checkedDraws: Int { 256 }
  /// Of the windows of a step, those that are shown with observations.
  private static var observedShare: Double { 0.2 }

  public init(
    fitting domain: TimeSeriesDomain, training: SeriesStates, validation: SeriesStates, request: TrainingRequest,
    announce: @escaping @Sendable (String) -> Void
  ) throws {
    announce("making \(training.count) windows of \(training.length) rows standard")
    let coder = try SeriesCoder(
      fitting: training, chart: domain.chart, noise: domain.configuration.noise, marginals: domain.configuration.marginals,
      seasons: domain.configuration.seasons, seed: request.seed)
    if let note = Self.seasonNote(coder) { announce(note) }
    self.init(domain, request, coder)
  }

  /// Whether a row's number says where in the seasons it stands: there is no time column.
  var countsRowsOfSeasons: Bool { coder.seasons.width > 0 && domain.configuration.columns.time == .rows }

  /// The periods in which the series repeat themselves, in rows.
  private static func seasonNote(_ coder: SeriesCoder) -> String? {
    guard coder.seasons.width > 0 else { return nil }
    let rows = coder.seasons.periods.map { "\(Int(($0 / coder.chart.step).rounded()))" }
    return "the series repeat themselves every " + rows.joined(separator: " and ") + " rows"
  }

  public init(restoring domain: TimeSeriesDomain, training: SeriesStates, request: TrainingRequest, from path: String) throws {
    let coder = try SeriesCoder(
      StoredArrays(reading: path), chart: domain.chart, length: domain.length, conditionCount: domain.configuration.columns.conditions.count)
    self.init(domain, request, coder)
  }

  private init(_ domain: TimeSeriesDomain, _ request: TrainingRequest, _ coder: SeriesCoder) {
    self.domain = domain
    self.request = request
    self.coder = coder
    network = SeriesNetwork(SeriesNetworkShape(coder, seesObservations: true), size: request.network, whitening: coder.whitening)
  }

  public func write(to path: String) throws { try coder.arrays.write(to: path) }

  public var parameters: ParameterTree { network.parameters }

  public func task(_ rows: SeriesStates) -> any TrainingTask {
    SeriesObjective(
      network, coder: coder, data: rows, batchSize: request.batchSize, observedShare: Self.observedShare, seed: request.seed)
  }

  public func finish(_ training: FinishedTraining<TimeSeriesDomain>) throws -> Findings<TrainingResult> {
    training.announce("drawing \(Self.checkedDraws) series")
    let draws = try draws(
      Self.checkedDraws, parameters: training.parameters, conditions: training.training, seed: request.seed, SampleOptions.parse([])
    ) { _ in }
    return Findings(TrainingResult(training.outcome), constraints: Self.constraints(of: draws, in: domain))
  }

  // MARK: Draws

  public typealias SampleOptions = TimeSeriesSampleOptions

  public func samples(
    of run: TrainedRun<TimeSeriesWork>, count: Int, seed: UInt64, _ options: SampleOptions,
    announce: @escaping @Sendable (String) -> Void
  ) throws -> SeriesStates {
    let progress = ProgressNote(count, "series", announce)
    return try draws(count, parameters: run.parameters, conditions: run.states(.train), seed: seed, options, progress: progress.done)
  }

  func model(_ parameters: [Float]) -> SeriesModel { SeriesModel(coder: coder, network: network, parameters: parameters) }

  private func draws(
    _ count: Int, parameters: [Float], conditions training: SeriesStates, seed: UInt64, _ options: SampleOptions, progress: (Int) -> Void
  ) throws -> SeriesStates {
    let conditions = try options.conditions(count, of: training, named: domain.configuration.columns.conditions, seed: seed)
    let width = domain.configuration.columns.conditions.count
    let array = try model(parameters).draws(
      count, steps: options.steps, conditions: conditions.values, conditionCount: width, starts: conditions.starts,
      RandomCoordinates(seed: seed, stream: RandomPurpose.sampling), progress: progress)
    // Where there are seasons, at times that say where in them a draw stands.
    let starts = conditions.starts.map(coder.seasons.earliest)
    let states = SeriesStates(
      array, times: starts.flatMap { start in domain.configuration.times.map { start + $0 } }, conditions: conditions.values, conditionCount: width)
    return options.enforcement == .none ? states : WindowLaws(domain).enforced(states)
  }

  public static func constraints(of states: SeriesStates, in domain: TimeSeriesDomain) -> ConstraintSummary {
    let broken = WindowLaws(domain).check(states).findings.filter { $0.brokenSeries > 0 }
    let infinite = states.samples.filter { !$0.values.allSatisfy(\.isFinite) }.count
    return ConstraintSummary(
      samples: states.count,
      broken: (infinite > 0 ? [.init(name: "finite", count: infinite, worst: .nan)] : [])
        + broken.map { .init(name: $0.law.name, count: $0.brokenSeries, worst: $0.amount) })
  }

  // MARK: Evaluation

  public typealias EvaluateOptions = TimeSeriesEvaluateOptions

  public func evaluation(
    of run: TrainedRun<TimeSeriesWork>, _ options: EvaluateOptions, announce: @escaping @Sendable (String) -> Void
  ) throws -> TimeSeriesEvaluation {
    try TimeSeriesEvaluation(of: run, options, announce: announce)
  }

  public func quickEvaluation(
    of run: TrainedRun<TimeSeriesWork>, announce: @escaping @Sendable (String) -> Void
  ) throws -> TimeSeriesEvaluation {
    try evaluation(of: run, EvaluateOptions.parse(["--quick", "--repeats", "2", "--count", "200", "--completed", "4"]), announce: announce)
  }

  public func page(of run: TrainedRun<TimeSeriesWork>, _ evaluation: TimeSeriesEvaluation) throws -> ReportPage {
    try TimeSeriesReport(run: run, evaluation: evaluation).page()
  }

  // MARK: In words

  public static func lines(_ evaluation: TimeSeriesEvaluation) -> [String] { evaluation.lines }

  public static func lines(_ domain: TimeSeriesDomain) -> [String] {
    let configuration = domain.configuration
    return [
      "channels: " + configuration.columns.channels.joined(separator: ", "),
      "a state: values [\(domain.length), \(configuration.columns.channels.count)]"
        + (configuration.columns.conditions.isEmpty ? "" : ", and conditions \(configuration.columns.conditions.joined(separator: ", "))"),
      "noise: \(configuration.noise.rawValue)",
      "laws held by coordinates: "
        + Self.names(domain.system.laws.filter { law in !domain.chart.remaining.contains(law) }.map(\.name)),
      "laws held by projection: " + Self.names(domain.chart.remaining.map(\.name)),
    ]
  }

  private static func names(_ laws: [String]) -> String { laws.isEmpty ? "none" : laws.joined(separator: ", ") }

  public static func laws(of domain: TimeSeriesDomain) -> [Law] { DomainLaws.basics(of: domain) + TimeSeriesLaws.all(for: domain) }

  public static var verbs: [any ParsableCommand.Type] { [ForecastVerb.self, ImputeVerb.self, SimulateVerb.self] }

  public static var help: WorkHelp {
    WorkHelp(
      train: """
        The series are cut into windows, and stretches of them are split into training, validation and test (80 : 10 : 10) so that no two parts share \
        a row. A network learns the control in coordinates in which the laws hold by themselves; the parameters that are best on validation are kept. \
        The test windows are left for “evaluate”.
        """,
      copies: """
        and equal windows may be in training and test; use --deduplicate to take each once.
        """,
      evaluate: "Draw series from a run and judge them beside real windows.",
      evaluation: """
        Prints each score for the draws, for two baselines (resampled blocks and a Gaussian copula), and for real windows against real windows, \
        which is what a perfect model would get; how far each law is broken at most; and whether training windows were copied.
        """,
      sampleOptions: "--steps 40 --seed 7")
  }
}
