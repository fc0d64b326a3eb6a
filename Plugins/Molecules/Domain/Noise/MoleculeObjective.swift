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
  public let scaling: PositionScaling
  public let data: MoleculeStates
  public let shape: BinShape
  /// Bins of one step.
  public let batchSize: Int
  private let packings = Packings()

  public init(
    _ network: MoleculeNetwork, noising: MoleculeNoising, scaling: PositionScaling,
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
    let inputs = MoleculeInputs(trace, shape)
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
  private var moleculesPerStep: Double {
    Double(batchSize) * Double(data.count) / Double(packings.packing(self, seed: 0, epoch: 0).bins.count)
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let filling = try MoleculeFilling(executor, shape: shape, alphabet: alphabet, scaling: scaling)
    let weights = try executor.input("positionWeight")
    let targets = try executor.input("target")
    let kindTargets = try executor.input("kindTarget")
    let orderTargets = try executor.input("orderTarget")
    weights.update(repeating: 0)
    targets.update(repeating: 0)
    kindTargets.update(repeating: 0)
    orderTargets.update(repeating: 0)
    let kindCount = alphabet.kinds.count
    let coordinates = RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step)
    // Epochs have different numbers of bins: a step looks for its bins from the first epoch's number on.
    let perEpoch = packings.packing(self, seed: seed, epoch: 0).bins.count
    for bin in 0..<batchSize {
      filling.clear(bin)
      let number = step * batchSize + bin
      let packing = packings.packing(self, seed: seed, epoch: number / perEpoch)
      let places = number % perEpoch < packing.bins.count ? packing.bins[number % perEpoch] : []
      for place in places {
        var stream = coordinates.generator(row: bin * shape.molecules + place.number)
        let positions = data.positions[place.molecule]
        let graph = data.graphs[place.molecule]
        let draw = noising.draw(graph, positions, time: stream.uniform(), &stream)
        let noised = draw.molecule
        filling.write(noised, place, bin: bin)
        let firstAtom = bin * shape.atoms + place.firstAtom
        if draw.part == .positions {
          let (skip, output) = (scaling.skip(noised.deviation), scaling.output(noised.deviation))
          for atom in 0..<place.size {
            weights[firstAtom + atom] = 1
            for axis in 0..<3 {
              let index = 3 * atom + axis
              targets[3 * firstAtom + index] = Float((positions[index] - skip * noised.positions[index]) / output)
            }
          }
        } else {
          for atom in 0..<place.size where noised.graph.kinds[atom] < 0 {
            kindTargets[(firstAtom + atom) * kindCount + Int(graph.kinds[atom])] = Float(draw.weight)
          }
          guard draw.part != .kinds else { continue }
          let firstPair = bin * shape.pairs + place.firstPair
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
