public import ArgumentParser
public import Bellman
public import DomainCommand
public import DomainLaws
public import Figures
internal import Files
internal import Foundation
public import MoleculeDomain
public import Networks
internal import Tensors

/// The work of molecules: an equivariant network learns to reveal graphs and to take the noise out of positions; samples are
/// judged by chemistry, by their distances to the data, and beside the data themselves.
public struct MoleculeWork: DomainWork {
  private let domain: MoleculeDomain
  private let request: TrainingRequest
  private let scaling: MoleculeScaling
  private let noising: MoleculeNoising
  private let startDeviation: Double
  private let network: MoleculeNetwork

  private static var deviationName: String { "coordinate deviation" }
  private static var startName: String { "deviation of the start" }
  private static var propertyName: String { "mean and deviation of the property" }
  /// Draws that are checked at the end of training.
  private static var checkedDraws: Int { 256 }
  /// Molecules of each part of the data whose likelihood is bounded, at most.
  private static var greatestCostCount: Int { 400 }
  /// Molecules that are drawn together.
  private static var piece: Int { 1000 }

  public init(
    fitting domain: MoleculeDomain, training: MoleculeStates, validation: MoleculeStates, request: TrainingRequest,
    announce: @escaping @Sendable (String) -> Void
  ) throws {
    let start = Self.noising(domain).startDeviation(of: training, seed: request.seed)
    self.init(domain, training, request, MoleculeScaling(of: training), startDeviation: start)
  }

  public init(
    restoring domain: MoleculeDomain, training: MoleculeStates, request: TrainingRequest, from path: String
  ) throws {
    let stored = try StoredArrays(reading: path)
    let deviation = try stored.array(Self.deviationName, rank: 1).values
    guard deviation.count == 1, deviation[0] > 0, deviation[0].isFinite else {
      throw ModelError("the scale of the positions is not a positive number")
    }
    let start = try stored.array(Self.startName, rank: 1).values
    guard start.count == 1, start[0] > 0, start[0].isFinite else {
      throw ModelError("the deviation of the start is not a positive number")
    }
    var property: PropertyScaling?
    if domain.configuration.property != nil {
      let values = try stored.array(Self.propertyName, rank: 1).values
      guard values.count == 2, values[0].isFinite, values[1] > 0, values[1].isFinite else {
        throw ModelError("the scale of the property is not a number and a positive one")
      }
      property = PropertyScaling(mean: values[0], deviation: values[1])
    }
    self.init(
      domain, training, request, MoleculeScaling(dataDeviation: deviation[0], property: property), startDeviation: start[0])
  }

  private init(
    _ domain: MoleculeDomain, _ training: MoleculeStates, _ request: TrainingRequest, _ scaling: MoleculeScaling,
    startDeviation: Double
  ) {
    self.domain = domain
    self.request = request
    self.scaling = scaling
    self.startDeviation = startDeviation
    noising = Self.noising(domain)
    network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: request.network, symmetry: domain.configuration.symmetry, scaling: scaling)
  }

  private static func noising(_ domain: MoleculeDomain) -> MoleculeNoising {
    MoleculeNoising(
      MoleculeSchedule(), alphabet: domain.alphabet, coupling: domain.configuration.coupling, symmetry: domain.configuration.symmetry)
  }

  public func write(to path: String) throws {
    var arrays = StoredArrays()
    arrays.store(Self.deviationName, shape: [1], [scaling.dataDeviation])
    arrays.store(Self.startName, shape: [1], [startDeviation])
    if let property = scaling.property { arrays.store(Self.propertyName, shape: [2], [property.mean, property.deviation]) }
    try arrays.write(to: path)
  }

  public var parameters: ParameterTree { network.parameters }

  public func task(_ rows: MoleculeStates) -> any TrainingTask {
    let shape = MoleculeStepShape(of: rows, noising.schedule)
    return MoleculeObjective(
      network, noising: noising, scaling: scaling, data: rows, shape: shape,
      batchSize: shape.bins(forMolecules: min(request.batchSize, rows.count), of: rows))
  }

  public func finish(_ training: FinishedTraining<MoleculeDomain>) throws -> Findings<TrainingResult> {
    training.announce("drawing \(Self.checkedDraws) molecules")
    let conditions = try DrawConditions(SampleOptions.parse([]), domain: domain, training: training.training)
    let draws = try model(training.parameters).draws(
      conditions.conditions(Self.checkedDraws, first: 0, seed: request.seed),
      RandomCoordinates(seed: request.seed, stream: RandomPurpose.sampling))
    return Findings(TrainingResult(training.outcome), constraints: Self.constraints(of: draws, in: domain))
  }

  // MARK: Draws

  public typealias SampleOptions = MoleculeSampleOptions

  public func samples(
    of run: TrainedRun<MoleculeWork>, count: Int, seed: UInt64, _ options: SampleOptions,
    announce: @escaping @Sendable (String) -> Void
  ) throws -> MoleculeStates {
    let conditions = try DrawConditions(options, domain: domain, training: run.states(.train))
    let progress = ProgressNote(count, "molecules", announce)
    var drawn: [MoleculeStates] = []
    for first in stride(from: 0, to: count, by: Self.piece) {
      let size = min(Self.piece, count - first)
      drawn.append(
        try model(run.parameters).draws(
          conditions.conditions(size, first: first, seed: seed),
          RandomCoordinates(seed: seed, stream: RandomPurpose.sampling, firstRow: first), options.sampling))
      progress.done(first + size)
    }
    let states = MoleculeStates(
      alphabet: domain.alphabet, graphs: drawn.flatMap(\.graphs), positions: drawn.flatMap(\.positions),
      properties: drawn.first?.properties == nil ? nil : drawn.flatMap { $0.properties ?? [] })
    return options.relax ? try states.relaxed() : states
  }

  private func model(_ parameters: [Float]) -> MoleculeModel {
    MoleculeModel(
      network, parameters: parameters, noising: noising, alphabet: domain.alphabet, scaling: scaling,
      startDeviation: startDeviation)
  }

  public static func constraints(of states: MoleculeStates, in domain: MoleculeDomain) -> ConstraintSummary {
    let molecules = states.molecules()
    let checks = MoleculeCheck.standard(.published)
    let broken = checks.compactMap { check -> ConstraintSummary.Check? in
      let excesses = molecules.compactMap { check.violations(in: $0).map(\.excess).max() }
      return excesses.isEmpty
        ? nil : ConstraintSummary.Check(name: check.name, count: excesses.count, worst: excesses.max() ?? 0)
    }
    return ConstraintSummary(samples: states.count, broken: broken)
  }

  // MARK: Evaluation

  public struct EvaluateOptions: ParsableArguments {
    public init() {}

    @Option(parsing: .unconditional, help: "How many molecules are drawn and judged.") var count = 1000
    @Option(parsing: .unconditional, help: "Seed of the draws.") var seed: UInt64 = 1
    @OptionGroup var sampling: SampleOptions

    public func validate() throws {
      guard (10...1_000_000).contains(count) else { throw ValidationError("--count \(count) is out of range; give 10 to 1000000") }
    }
  }

  public func evaluation(
    of run: TrainedRun<MoleculeWork>, _ options: EvaluateOptions, announce: @escaping @Sendable (String) -> Void
  ) throws -> MoleculeEvaluation {
    let clock = ContinuousClock()
    let beginning = clock.now
    announce("drawing \(options.count) molecules")
    let drawn = try samples(of: run, count: options.count, seed: options.seed, options.sampling, announce: announce)
    let seconds = (clock.now - beginning) / .seconds(1)
    announce("measuring them, and the data")
    func cost(_ part: DataSplit.Part) throws -> MoleculeLikelihood? {
      let states = run.states(part)
      let count = min(states.count, Self.greatestCostCount)
      guard count > 0 else { return nil }
      return try MoleculeLikelihood(
        of: states.rows((0..<count).map { $0 * states.count / count }), under: model(run.parameters), sizes: run.states(.train).sizes,
        RandomCoordinates(seed: options.seed, stream: RandomPurpose.evaluation))
    }
    guard let trainingCost = try cost(.train) else { throw ModelError("the run has no training molecules") }
    return try MoleculeEvaluation(
      drawn: drawn.molecules(), relaxed: options.sampling.relax ? nil : drawn.relaxed().molecules(), training: run.states(.train).molecules(),
      heldOut: run.states(.test).molecules(), trainingCost: trainingCost, heldOutCost: cost(.test),
      evaluations: options.sampling.evaluations, samplingSeconds: seconds, model: run.record.files["model.safetensors"] ?? "")
  }

  public func quickEvaluation(
    of run: TrainedRun<MoleculeWork>, announce: @escaping @Sendable (String) -> Void
  ) throws -> MoleculeEvaluation {
    try evaluation(of: run, EvaluateOptions.parse(["--count", "500"]), announce: announce)
  }

  public func page(of run: TrainedRun<MoleculeWork>, _ evaluation: MoleculeEvaluation) throws -> ReportPage {
    let drawn = try samples(of: run, count: 200, seed: 2, SampleOptions.parse([])) { _ in }
    return try MoleculeReport(run: run, evaluation: evaluation, drawn: drawn.molecules()).page()
  }

  // MARK: In words

  public static func lines(_ evaluation: MoleculeEvaluation) -> [String] { evaluation.lines }

  public static func lines(_ domain: MoleculeDomain) -> [String] {
    [
      "kinds of atoms: " + domain.alphabet.kinds.map(\.description).joined(separator: " "),
      "a state: kinds [n], orders [n(n − 1)/2], positions [n, 3] in Å without the centre of mass",
      "the network follows " + (domain.configuration.symmetry == .reflections ? "E(3)" : "SE(3)")
        + " and relabellings of atoms",
      "constraints: " + MoleculeCheck.standard(.published).map { $0.unit.isEmpty ? $0.name : "\($0.name) (\($0.unit))" }.joined(separator: ", "),
    ]
  }

  public static func laws(of domain: MoleculeDomain) -> [Law] { DomainLaws.basics(of: domain) + MoleculeLaws.all(for: domain) }

  public static var help: WorkHelp {
    WorkHelp(
      train: """
        The molecules are split into training, validation and test (80 : 10 : 10). A network learns to reveal graphs and \
        to take noise out of positions; the parameters that are best on validation are kept. The test molecules are left \
        for “evaluate”.
        """,
      copies: """
        and molecules of one graph may be in training and test; use --deduplicate to take each graph once.
        """,
      evaluate: "Draw molecules from a run and judge them by chemistry and against the data.",
      evaluation: """
        Prints each measure with its 95 % interval for the samples, and the same measure for the training molecules and for \
        held-out ones: what the data themselves reach. Stability is EDM's, from elements and coordinates alone; validity, by \
        the corrected valence table, is of the graph that the model gives.
        """,
      sampleOptions: "--formula C6H10O --seed 7")
  }
}
