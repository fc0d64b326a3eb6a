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
  private let scaling: PositionScaling
  private let noising: MoleculeNoising
  private let network: MoleculeNetwork
  private let shape: BinShape

  private static var deviationName: String { "coordinate deviation" }
  /// Draws that are checked at the end of training.
  private static var checkedDraws: Int { 256 }
  /// Molecules that are drawn together.
  private static var piece: Int { 1000 }

  public init(
    fitting domain: MoleculeDomain, training: MoleculeStates, validation: MoleculeStates, request: TrainingRequest,
    announce: @escaping @Sendable (String) -> Void
  ) throws {
    self.init(domain, training, request, PositionScaling(of: training))
  }

  public init(
    restoring domain: MoleculeDomain, training: MoleculeStates, request: TrainingRequest, from path: String
  ) throws {
    let stored = try StoredArrays(reading: path).array(Self.deviationName, rank: 1).values
    guard let deviation = stored.first, stored.count == 1, deviation > 0, deviation.isFinite else {
      throw ModelError("the scale of the positions is not a positive number")
    }
    self.init(domain, training, request, PositionScaling(dataDeviation: deviation))
  }

  private init(
    _ domain: MoleculeDomain, _ training: MoleculeStates, _ request: TrainingRequest, _ scaling: PositionScaling
  ) {
    self.domain = domain
    self.request = request
    self.scaling = scaling
    noising = MoleculeNoising(MoleculeSchedule(), alphabet: domain.alphabet)
    network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: request.network, symmetry: domain.configuration.symmetry, scaling: scaling)
    shape = BinShape(sizes: training.sizes)
  }

  public func write(to path: String) throws {
    var arrays = StoredArrays()
    arrays.store(Self.deviationName, shape: [1], [scaling.dataDeviation])
    try arrays.write(to: path)
  }

  public var parameters: ParameterTree { network.parameters }

  public func task(_ rows: MoleculeStates) -> any TrainingTask {
    MoleculeObjective(
      network, noising: noising, scaling: scaling, data: rows, shape: shape,
      batchSize: shape.bins(forMolecules: request.batchSize, sizes: rows.sizes))
  }

  public func validate(_ result: MoleculeResult, _ states: MoleculeStates) throws {}

  public func finish(_ training: FinishedTraining<MoleculeDomain>) throws -> Findings<MoleculeResult> {
    training.announce("drawing \(Self.checkedDraws) molecules")
    let draws = try model(training.parameters).draws(
      sizes: Self.drawnSizes(Self.checkedDraws, from: training.training, seed: request.seed, first: 0),
      RandomCoordinates(seed: request.seed, stream: RandomPurpose.sampling))
    let outcome = training.outcome
    return Findings(
      MoleculeResult(
        steps: outcome.step, validationLoss: outcome.bestValidationLoss,
        trainingSeconds: outcome.history.last?.seconds ?? 0),
      constraints: Self.constraints(of: draws, in: domain))
  }

  // MARK: Draws

  public struct SampleOptions: ParsableArguments {
    public init() {}

    @Option(parsing: .unconditional, help: "Atoms of each molecule; drawn from the training molecules' when not given.")
    var atoms: Int?
    @Option(help: ArgumentHelp("Draw isomers of one composition, such as C6H6O.", valueName: "formula")) var formula: String?
    @Option(parsing: .unconditional, help: "Evaluations of the network for positions.") var steps = MoleculeModel.Sampling()
      .positionSteps
    @Option(
      parsing: .unconditional, help: "Evaluations of the network for the bonds between atoms that can have several.")
    var bondSteps = MoleculeModel.Sampling().skeletonSteps
    @Flag(help: "Relax each molecule with the package’s force field (UFF) after it is drawn.") var relax = false

    public func validate() throws {
      if atoms != nil, formula != nil { throw ValidationError("--atoms and --formula exclude each other; give one") }
      if let atoms, !(1...1000).contains(atoms) { throw ValidationError("--atoms \(atoms) is out of range; give 1 to 1000") }
      guard (2...10_000).contains(steps) else { throw ValidationError("--steps \(steps) is out of range; give 2 to 10000") }
      guard (1...10_000).contains(bondSteps) else {
        throw ValidationError("--bond-steps \(bondSteps) is out of range; give 1 to 10000")
      }
    }

    var sampling: MoleculeModel.Sampling {
      var sampling = MoleculeModel.Sampling()
      sampling.positionSteps = steps
      sampling.skeletonSteps = bondSteps
      return sampling
    }
  }

  public func samples(
    of run: TrainedRun<MoleculeWork>, count: Int, seed: UInt64, _ options: SampleOptions,
    announce: @escaping @Sendable (String) -> Void
  ) throws -> MoleculeStates {
    let training = run.states(.train)
    let kinds = try options.formula.map { try MolecularFormula($0).kinds(in: domain.alphabet) }
    let clock = ContinuousClock()
    let beginning = clock.now
    var drawn: [MoleculeStates] = []
    for first in stride(from: 0, to: count, by: Self.piece) {
      let size = min(Self.piece, count - first)
      let model = model(run.parameters)
      let randomness = RandomCoordinates(seed: seed, stream: RandomPurpose.sampling, firstRow: first)
      if let kinds {
        drawn.append(try model.draws(kinds: [[Int]](repeating: kinds, count: size), randomness, options.sampling))
      } else {
        let sizes =
          options.atoms.map { [Int](repeating: $0, count: size) }
          ?? Self.drawnSizes(size, from: training, seed: seed, first: first)
        drawn.append(try model.draws(sizes: sizes, randomness, options.sampling))
      }
      let done = first + size
      if done < count {
        let left = (clock.now - beginning) / .seconds(1) * Double(count - done) / Double(done)
        announce("\(done) of \(count) molecules, \(Int(left)) s left")
      }
    }
    let states = MoleculeStates(
      alphabet: domain.alphabet, graphs: drawn.flatMap(\.graphs), positions: drawn.flatMap(\.positions))
    return options.relax ? try states.relaxed() : states
  }

  private func model(_ parameters: [Float]) -> MoleculeModel {
    MoleculeModel(network, parameters: parameters, noising: noising, alphabet: domain.alphabet, scaling: scaling)
  }

  /// Numbers of atoms, each that of a training molecule.
  private static func drawnSizes(_ count: Int, from training: MoleculeStates, seed: UInt64, first: Int) -> [Int] {
    let sizes = training.sizes
    return (0..<count).map { row in
      var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.start, firstRow: first).generator(row: row)
      return sizes[min(sizes.count - 1, Int(stream.uniform() * Double(sizes.count)))]
    }
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
    return try MoleculeEvaluation(
      drawn: drawn.molecules(), relaxed: options.sampling.relax ? nil : drawn.relaxed().molecules(), training: run.states(.train).molecules(),
      heldOut: run.states(.test).molecules(),
      evaluations: options.sampling.sampling.evaluations, samplingSeconds: seconds, model: run.record.files["model.safetensors"] ?? "")
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

  public static func lines(_ result: MoleculeResult) -> [String] {
    [
      "trained \(result.steps) steps in \(Int(result.trainingSeconds.rounded())) s"
        + (result.validationLoss.map { ", validation loss \(NumberText.short($0))" } ?? "")
    ]
  }

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

/// What training found.
public struct MoleculeResult: Codable, Hashable, Sendable {
  public let steps: Int
  public let validationLoss: Double?
  /// Of training, over all parts of the run.
  public let trainingSeconds: Double
}
