public import Bellman
internal import Foundation
public import Networks
internal import Synchronization
public import Tensors

/// Regression on the control of a molecule: mean over molecules of the noise's error in positions, and of the negative
/// log-likelihood of what is hidden of the graph.
public struct MoleculeObjective: TrainingTask {
  public let network: MoleculeNetwork
  public let noising: MoleculeNoising
  public let scaling: MoleculeScaling
  public let data: MoleculeStates
  public let shape: BinShape
  /// Bins of one step.
  public let batchSize: Int
  private let packings = Packings()

  public init(
    _ network: MoleculeNetwork, noising: MoleculeNoising, scaling: MoleculeScaling,
    data: MoleculeStates, shape: BinShape, batchSize: Int
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
    let inputs = MoleculeInputs(trace, shape, seesProperty: scaling.property != nil)
    let answer = network(inputs)
    let weight = trace.rows("positionWeight", [shape.atoms, 1])
    let target = trace.rows("target", [shape.atoms, 3])
    let error = (answer.displacement.reshaped(target.shape) - target).square() * weight
    func crossEntropy(_ logits: Tensor, _ name: String, _ count: Int, _ choices: Int) -> Tensor {
      let chosen = trace.rows(name, [count, choices]).reshaped(logits.shape)
      // Rows whose weights are all zero are not asked about.
      return (logits.logSumExp(axis: 1) * chosen.sum(axis: 1)).sum() - (logits * chosen).sum()
    }
    let sum =
      error.sum() * 0.5 + crossEntropy(answer.kinds, "kindTarget", shape.atoms, alphabet.kinds.count)
      + crossEntropy(answer.orders, "orderTarget", shape.pairs, 4)
    return sum * (1 / moleculesPerStep)
  }

  /// Molecules of a step, over the steps of an epoch.
  package var moleculesPerStep: Double {
    Double(batchSize) * Double(data.count) / Double(packings.packing(self, seed: 0, epoch: 0).bins.count)
  }

  /// What a step sees: for each bin its molecules, noised.
  ///
  /// An epoch's molecules are packed anew in random order. Steps count their bins by the first epoch's number of them, from which
  /// that of others differs by one or two: so many nearly empty bins are left out or added.
  package func draws(seed: UInt64, step: Int) -> [[(place: BinPacking.Place, draw: MoleculeNoising.Draw)]] {
    let coordinates = RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step)
    let perEpoch = packings.packing(self, seed: seed, epoch: 0).bins.count
    return (0..<batchSize).map { bin in
      let number = step * batchSize + bin
      let packing = packings.packing(self, seed: seed, epoch: number / perEpoch)
      guard number % perEpoch < packing.bins.count else { return [] }
      return packing.bins[number % perEpoch].map { place in
        var stream = coordinates.generator(row: bin * shape.molecules + place.number)
        var draw = noising.draw(
          data.graphs[place.molecule], data.positions[place.molecule], time: stream.uniform(), &stream)
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
    let filling = try MoleculeFilling(executor, shape: shape, alphabet: alphabet, scaling: scaling)
    let weights = try executor.input("positionWeight")
    let targets = try executor.input("target")
    let kindTargets = try executor.input("kindTarget")
    let orderTargets = try executor.input("orderTarget")
    for input in [weights, targets, kindTargets, orderTargets] { input.update(repeating: 0) }
    for (bin, contents) in draws(seed: seed, step: step).enumerated() {
      filling.clear(bin)
      for (place, draw) in contents {
        let (noised, graph) = (draw.molecule, data.graphs[place.molecule])
        filling.write(noised, place, bin: bin)
        let firstAtom = bin * shape.atoms + place.firstAtom
        let firstPair = bin * shape.pairs + place.firstPair
        switch draw.part {
        case .positions:
          for atom in firstAtom..<firstAtom + place.size { weights[atom] = 1 }
          for (index, value) in target(place.molecule, noised).enumerated() { targets[3 * firstAtom + index] = Float(value) }
        case .kinds:
          for (atom, kind) in graph.kinds.enumerated() where noised.graph.kinds[atom] < 0 {
            kindTargets[(firstAtom + atom) * alphabet.count + Int(kind)] = Float(draw.weight)
          }
        case .skeleton, .leaves:
          for pair in noising.variables(of: draw.part, in: graph) where noised.graph.orders[pair] < 0 {
            orderTargets[(firstPair + pair) * 4 + Int(graph.orders[pair])] = Float(draw.weight)
          }
        }
      }
    }
  }

  /// The bins of an epoch: a function of seed and epoch, kept while it is used.
  private final class Packings: Sendable {
    private let kept = Mutex<[Int: (seed: UInt64, packing: BinPacking)]>([:])

    func packing(_ objective: MoleculeObjective, seed: UInt64, epoch: Int) -> BinPacking {
      if let found = kept.withLock({ $0[epoch] }), found.seed == seed { return found.packing }
      var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.batchOrder, step: epoch).generator(row: 0)
      let order = MoleculeNoising.chosen(objective.data.count, of: Array(0..<objective.data.count), &stream)
      let packing = BinPacking(order, sizes: objective.data.sizes, shape: objective.shape)
      kept.withLock {
        $0 = $0.filter { $0.key == 0 || $0.key == epoch - 1 }
        $0[epoch] = (seed, packing)
      }
      return packing
    }
  }
}
