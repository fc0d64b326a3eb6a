public import Bellman
internal import Foundation
public import Networks
internal import Synchronization
public import Tensors

/// Regression on the control of a molecule: mean over times and molecules of the noise's error in positions, and of the negative
/// log-likelihood of what is hidden of the graph.
///
/// Graphs are much smaller than what positions need to be seen with, and are drawn several times as often; each of the two counts with its share of
/// the time all the same.
public struct MoleculeObjective: TrainingTask {
  public let network: MoleculeNetwork
  public let noising: MoleculeNoising
  public let scaling: MoleculeScaling
  public let data: MoleculeStates
  public let shape: MoleculeStepShape
  /// Bins of one step.
  public let batchSize: Int
  private let epochs = Epochs()

  public init(
    _ network: MoleculeNetwork, noising: MoleculeNoising, scaling: MoleculeScaling,
    data: MoleculeStates, shape: MoleculeStepShape, batchSize: Int
  ) {
    self.network = network
    self.noising = noising
    self.scaling = scaling
    self.data = data
    self.shape = shape
    self.batchSize = batchSize
  }

  public var parameters: ParameterTree { network.parameters }

  private var alphabet: AtomAlphabet { data.alphabet }

  public func loss(_ trace: Trace) -> Tensor {
    let answers = network.graphAnswers(trace, shape.graphs)
    let displacement = network.displacement(trace, shape.positions)
    let weight = trace.rows("positionWeight", [shape.positions.atoms, 1])
    let target = trace.rows("target", [shape.positions.atoms, 3])
    let error = (displacement.reshaped(target.shape) - target).square() * weight
    func crossEntropy(_ logits: Tensor, _ name: String, _ count: Int, _ choices: Int) -> Tensor {
      let chosen = trace.rows(name, [count, choices]).reshaped(logits.shape)
      // Rows whose weights are all zero are not asked about.
      return (logits.logSumExp(axis: 1) * chosen.sum(axis: 1)).sum() - (logits * chosen).sum()
    }
    let graph =
      crossEntropy(answers.kinds, "kindTarget", shape.graphs.atoms, alphabet.count)
      + crossEntropy(answers.orders, "orderTarget", shape.graphs.pairs, 4)
    let start = noising.schedule.positionStart
    return graph * (start / moleculesPerStep(.graph)) + error.sum() * (0.5 * (1 - start) / moleculesPerStep(.positions))
  }

  /// Molecules whose graphs, or whose positions, are in a step, over the steps of an epoch.
  package func moleculesPerStep(_ half: MoleculeHalf) -> Double {
    Double(batchSize) * Double(data.count) / Double(max(epochs.epoch(self, half, seed: 0, number: 0).packing.bins.count, 1))
  }

  /// What a step sees of one half: for each bin its molecules, noised.
  ///
  /// An epoch's molecules are packed anew in random order. Steps count their bins by the first epoch's number of them, from which
  /// that of others differs by one or two: so many nearly empty bins are left out or added.
  package func draws(
    _ half: MoleculeHalf, seed: UInt64, step: Int
  ) -> [[(place: BinPacking.Place, draw: MoleculeNoising.Draw)]] {
    let coordinates = RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step).branch(half == .graph ? 1 : 0)
    let perEpoch = epochs.epoch(self, half, seed: seed, number: 0).packing.bins.count
    return (0..<batchSize).map { bin in
      let number = step * batchSize + bin
      let epoch = epochs.epoch(self, half, seed: seed, number: number / perEpoch)
      guard number % perEpoch < epoch.packing.bins.count else { return [] }
      return epoch.packing.bins[number % perEpoch].map { place in
        var stream = coordinates.generator(row: bin * shape[half].molecules + place.number)
        var draw = noising.draw(
          data.graphs[place.molecule], data.positions[place.molecule], time: epoch.times[place.molecule], &stream)
        draw.molecule.property = data.properties?[place.molecule]
        return (place, draw)
      }
    }
  }

  /// (x₁ − s²c² x)/(σ s c), what the network should add to the scaled positions.
  package func target(_ molecule: Int, _ noised: NoisedMolecule) -> [Double] {
    let (skip, output) = (scaling.skip(noised.deviation), scaling.output(noised.deviation))
    return zip(data.positions[molecule], noised.positions).map { ($0 - skip * $1) / output }
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    try fillPositions(executor, seed: seed, step: step)
    try fillGraphs(executor, seed: seed, step: step)
  }

  private func fillPositions(_ executor: Executor<Float>, seed: UInt64, step: Int) throws {
    let filling = try MoleculeFilling(executor, .positions, shape: shape.positions, alphabet: alphabet, scaling: scaling)
    let weights = try executor.input("positionWeight")
    let targets = try executor.input("target")
    for input in [weights, targets] { input.update(repeating: 0) }
    for (bin, contents) in draws(.positions, seed: seed, step: step).enumerated() {
      filling.clear(bin)
      for (place, draw) in contents {
        filling.write(draw.molecule, seen: VisibleGraph(draw.molecule, alphabet), place, bin: bin)
        let firstAtom = bin * shape.positions.atoms + place.firstAtom
        for atom in firstAtom..<firstAtom + place.extent.atoms { weights[atom] = 1 }
        for (index, value) in target(place.molecule, draw.molecule).enumerated() { targets[3 * firstAtom + index] = Float(value) }
      }
    }
  }

  private func fillGraphs(_ executor: Executor<Float>, seed: UInt64, step: Int) throws {
    let filling = try MoleculeFilling(executor, .graph, shape: shape.graphs, alphabet: alphabet, scaling: scaling)
    let kindTargets = try executor.input("kindTarget")
    let orderTargets = try executor.input("orderTarget")
    for input in [kindTargets, orderTargets] { input.update(repeating: 0) }
    for (bin, contents) in draws(.graph, seed: seed, step: step).enumerated() {
      filling.clear(bin)
      for (place, draw) in contents {
        let (noised, graph) = (draw.molecule, data.graphs[place.molecule])
        let seen = VisibleGraph(noised, alphabet)
        filling.write(noised, seen: seen, place, bin: bin)
        let firstAtom = bin * shape.graphs.atoms + place.firstAtom
        let firstPair = bin * shape.graphs.pairs + place.firstPair
        guard noised.part != .kinds else {
          for (atom, kind) in graph.kinds.enumerated() where noised.graph.kinds[atom] < 0 {
            kindTargets[(firstAtom + atom) * alphabet.count + Int(kind)] = Float(draw.weight)
          }
          continue
        }
        // What is seen and hidden belongs to the part: later ones are not seen, earlier ones are known.
        for (place, pair) in seen.pairs.enumerated() where seen.graph.orders[pair] < 0 {
          orderTargets[(firstPair + place) * 4 + Int(graph.orders[seen.pairInMolecule(place)])] = Float(draw.weight)
        }
      }
    }
  }

  /// One pass over the molecules: each with a time of the half's windows, packed by what is seen of it then.
  private struct Epoch {
    let times: [Double]
    let packing: BinPacking

    /// Multiples of it, without their whole parts, fill the unit interval evenly however many there are.
    private static var goldenRatio: Double { 0.5 * (5.0.squareRoot() - 1) }

    init(_ objective: MoleculeObjective, _ half: MoleculeHalf, seed: UInt64, number: Int) {
      let (data, schedule) = (objective.data, objective.noising.schedule)
      var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.batchOrder, step: number).branch(half == .graph ? 1 : 0)
        .generator(row: 0)
      let order = MoleculeNoising.chosen(data.count, of: Array(0..<data.count), &stream)
      // Each molecule's time is uniform, and those of molecules that come together are spread evenly: steps differ less from each other.
      let start = stream.uniform()
      var times = [Double](repeating: 0, count: data.count)
      for (place, molecule) in order.enumerated() {
        let fraction = start + Double(place) * Self.goldenRatio
        times[molecule] = schedule.time(half, at: fraction - fraction.rounded(.down))
      }
      self.times = times
      packing = BinPacking(
        order, extents: MoleculeStepShape.extents(data, schedule, at: times), shape: objective.shape[half])
    }
  }

  /// Epochs are functions of seed and number, kept while they are used.
  private final class Epochs: Sendable {
    private struct Key: Hashable {
      let half: MoleculeHalf
      let number: Int
    }

    private let kept = Mutex<[Key: (seed: UInt64, epoch: Epoch)]>([:])

    func epoch(_ objective: MoleculeObjective, _ half: MoleculeHalf, seed: UInt64, number: Int) -> Epoch {
      let key = Key(half: half, number: number)
      if let found = kept.withLock({ $0[key] }), found.seed == seed { return found.epoch }
      let epoch = Epoch(objective, half, seed: seed, number: number)
      kept.withLock {
        $0 = $0.filter { $0.key.half != half || $0.key.number == 0 || $0.key.number == number - 1 }
        $0[key] = (seed, epoch)
      }
      return epoch
    }
  }
}
