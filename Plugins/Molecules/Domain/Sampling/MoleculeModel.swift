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

    public init() {}

    /// Evaluations of the network a molecule, at most.
    public var evaluations: Int { kindSteps + skeletonSteps + leafSteps + positionSteps }
  }

  public let network: MoleculeNetwork
  public let noising: MoleculeNoising
  public let alphabet: AtomAlphabet
  public let scaling: PositionScaling
  private let values: [Float]

  /// - Parameter parameters: laid out as the network's tree lays them out.
  public init(
    _ network: MoleculeNetwork, parameters: [Float], noising: MoleculeNoising, alphabet: AtomAlphabet,
    scaling: PositionScaling
  ) {
    self.network = network
    self.noising = noising
    self.alphabet = alphabet
    self.scaling = scaling
    values = parameters
  }

  private func predictor(_ sizes: [Int]) throws -> MoleculePredictor<Float> {
    try MoleculePredictor(
      network, parameters: AlignedMemory(values, emptyValue: 0), alphabet: alphabet, scaling: scaling, sizes: sizes)
  }

  /// Molecules of the given numbers of atoms. What is drawn for row i depends on the coordinates and on i alone, but for the rounding
  /// of sums that share a bin.
  public func draws(
    sizes: [Int], _ randomness: RandomCoordinates, _ sampling: Sampling = Sampling()
  ) throws -> MoleculeStates {
    try draws(from: sizes.map { MaskedGraph(atomCount: $0) }, randomness, sampling)
  }

  /// Molecules of given kinds of atoms, each a list of indices in the alphabet: the law of the model given the composition, for
  /// kinds are revealed before all else.
  public func draws(
    kinds: [[Int]], _ randomness: RandomCoordinates, _ sampling: Sampling = Sampling()
  ) throws -> MoleculeStates {
    let starts = kinds.map { kinds in
      var graph = MaskedGraph(atomCount: kinds.count)
      for (atom, kind) in kinds.enumerated() { graph.reveal(kind: Int8(kind), ofAtom: atom) }
      return graph
    }
    return try draws(from: starts, randomness, sampling)
  }

  private func draws(
    from starts: [MaskedGraph], _ randomness: RandomCoordinates, _ sampling: Sampling
  ) throws -> MoleculeStates {
    let predictor = try predictor(starts.map(\.atomCount))
    var generators = starts.indices.map { randomness.generator(row: $0) }
    let graphs = try GraphSampler(
      noising: noising, alphabet: alphabet,
      steps: [.kinds: sampling.kindSteps, .skeleton: sampling.skeletonSteps, .leaves: sampling.leafSteps]
    ).graphs(from: starts, generators: &generators) { molecules, part in
      part == .kinds
        ? try predictor.predictions(molecules, .kinds).map(\.kinds) : try predictor.predictions(molecules, .orders).map(\.orders)
    }
    return try positions(graphs, predictor, &generators, sampling)
  }

  /// Positions for graphs that are given.
  public func conformers(
    of graphs: [MaskedGraph], _ randomness: RandomCoordinates, _ sampling: Sampling = Sampling()
  ) throws -> MoleculeStates {
    var generators = graphs.indices.map { randomness.generator(row: $0) }
    return try positions(graphs, predictor(graphs.map(\.atomCount)), &generators, sampling)
  }

  private func positions(
    _ graphs: [MaskedGraph], _ predictor: MoleculePredictor<Float>, _ generators: inout [RandomStream], _ sampling: Sampling
  ) throws -> MoleculeStates {
    let sampler = PositionSampler(schedule: noising.schedule, steps: sampling.positionSteps)
    return MoleculeStates(
      alphabet: alphabet, graphs: graphs,
      positions: try sampler.positions(for: graphs, generators: &generators) {
        try predictor.predictions($0, .positions).map(\.positions)
      })
  }
}
