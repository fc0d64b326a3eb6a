public import Bellman
internal import Networks
internal import Tensors

/// A trained control of molecules: draws graphs, then positions.
public struct MoleculeModel: Sendable {
  /// How draws are made.
  public struct Sampling: Hashable, Sendable {
    /// Evaluations of the network for kinds of atoms, for the skeleton's bonds, for those of leaves, and for positions.
    public var kindSteps = 10
    public var skeletonSteps = 24
    public var leafSteps = 1
    public var positionSteps = 14
    public var order = RevealingOrder.certain

    public init() {}

    /// Evaluations of the network a molecule, at most.
    public var evaluations: Int { kindSteps + skeletonSteps + leafSteps + positionSteps }
  }

  public let network: MoleculeNetwork
  public let noising: MoleculeNoising
  public let alphabet: AtomAlphabet
  public let scaling: MoleculeScaling
  /// Of a coordinate of the noise that draws begin with, in Å.
  public let startDeviation: Double
  private let values: [Float]

  /// - Parameters:
  ///   - parameters: laid out as the network's tree lays them out.
  ///   - startDeviation: that of the noising process (`MoleculeNoising.startDeviation`); nil for its greatest noise.
  public init(
    _ network: MoleculeNetwork, parameters: [Float], noising: MoleculeNoising, alphabet: AtomAlphabet,
    scaling: MoleculeScaling, startDeviation: Double? = nil
  ) {
    self.network = network
    self.noising = noising
    self.alphabet = alphabet
    self.scaling = scaling
    self.startDeviation = startDeviation ?? noising.schedule.largestDeviation
    values = parameters
  }

  /// What evaluates the network.
  func predictor() throws -> MoleculePredictor<Float> {
    try MoleculePredictor(network, parameters: AlignedMemory(values, emptyValue: 0), alphabet: alphabet, scaling: scaling)
  }

  /// Molecules that keep conditions, one each. What is drawn for row i depends on the coordinates and on i alone, but for the rounding
  /// of sums that share a bin.
  ///
  /// - Throws: `ProgramError` where no legal molecule keeps a condition.
  public func draws(
    _ conditions: [MoleculeCondition], _ randomness: RandomCoordinates, _ sampling: Sampling = Sampling()
  ) throws -> MoleculeStates {
    let predictor = try predictor()
    var generators = conditions.indices.map { randomness.generator(row: $0) }
    let graphs = try GraphSampler(
      noising: noising, alphabet: alphabet,
      steps: [.kinds: sampling.kindSteps, .skeleton: sampling.skeletonSteps, .leaves: sampling.leafSteps], order: sampling.order
    ).graphs(from: conditions, generators: &generators) { try predictor.predictions($0).map(\.logits) }
    let whole = zip(conditions, graphs).map { MoleculeCondition($1, places: $0.places, property: $0.property) }
    let positions = try PositionSampler(
      schedule: noising.schedule, steps: sampling.positionSteps, startDeviation: startDeviation,
      motions: network.symmetry == .reflections ? .rotationsAndReflections : .properRotations
    ).positions(for: whole, generators: &generators) { try predictor.predictions($0).map(\.positions) }
    return MoleculeStates(
      alphabet: alphabet, graphs: graphs, positions: positions,
      properties: scaling.property.map { property in conditions.map { $0.property ?? property.mean } })
  }
}
