internal import Bellman
internal import Networks
internal import Tensors

/// A trained network's answers for molecules of any sizes.
final class MoleculePredictor<Scalar: ExecutableScalar> {
  /// What is expected of one molecule at its end, given what it is now.
  struct Prediction {
    /// D = E[X₁ | X_t] of the positions, in Å.
    var positions: [Double] = []
    /// What the network adds to the scaled positions.
    var displacement: [Double] = []
    /// Log-probabilities (unnormalised) of kinds, atom by atom, and of orders 0…3, pair by pair.
    var kinds: [Double] = []
    var orders: [Double] = []
  }

  /// Which answers are wanted.
  enum Wanted { case positions, kinds, orders, everything }

  private let executor: Executor<Scalar>
  private let filling: MoleculeFilling<Scalar>
  private let shape: BinShape
  private let scaling: MoleculeScaling
  private let kindCount: Int
  private let parameters: AlignedMemory<Scalar>
  /// Bins that are evaluated together.
  private static var bins: Int { 16 }

  init(
    _ network: MoleculeNetwork, parameters: AlignedMemory<Scalar>, alphabet: AtomAlphabet, scaling: MoleculeScaling, sizes: [Int]
  ) throws {
    let shape = BinShape(sizes: sizes)
    self.shape = shape
    self.scaling = scaling
    self.parameters = parameters
    kindCount = alphabet.kinds.count
    let plan = try Plan.compile(Scalar.scalarType, batch: Self.bins) { trace in
      let answer = network(MoleculeInputs(trace, shape, seesProperty: scaling.property != nil))
      trace.output("displacement", answer.displacement.reshaped([trace.rowCount, shape.atoms, 3]), .rows)
      trace.output("kinds", answer.kinds.reshaped([trace.rowCount, shape.atoms, -1]), .rows)
      trace.output("orders", answer.orders.reshaped([trace.rowCount, shape.pairs, -1]), .rows)
    }
    executor = try Executor<Scalar>(plan, capacity: Self.bins)
    filling = try MoleculeFilling(executor, shape: shape, alphabet: alphabet, scaling: scaling)
  }

  func predictions(_ molecules: [NoisedMolecule], _ wanted: Wanted) throws -> [Prediction] {
    var result = [Prediction](repeating: Prediction(), count: molecules.count)
    let packing = BinPacking(molecules.indices, sizes: molecules.map(\.size), shape: shape)
    let (displacement, kinds, orders) = (
      try executor.output("displacement"), try executor.output("kinds"), try executor.output("orders")
    )
    for start in stride(from: 0, to: packing.bins.count, by: Self.bins) {
      let bins = packing.bins[start..<min(start + Self.bins, packing.bins.count)]
      for bin in 0..<Self.bins {
        filling.clear(bin)
        guard bin < bins.count else { continue }
        for place in bins[start + bin] { filling.write(molecules[place.molecule], place, bin: bin) }
      }
      try executor.run(with: parameters, rows: Self.bins)
      for (bin, places) in bins.enumerated() {
        for place in places {
          let firstAtom = bin * shape.atoms + place.firstAtom
          let firstPair = bin * shape.pairs + place.firstPair
          let molecule = molecules[place.molecule]
          if wanted == .positions || wanted == .everything {
            let (skip, output) = (scaling.skip(molecule.deviation), scaling.output(molecule.deviation))
            let moves = (0..<3 * place.size).map { Double(displacement[3 * firstAtom + $0]) }
            result[place.molecule].displacement = moves
            result[place.molecule].positions = (0..<3 * place.size).map {
              skip * molecule.positions[$0] + output * moves[$0]
            }
          }
          if wanted == .kinds || wanted == .everything {
            result[place.molecule].kinds = kinds[firstAtom * kindCount..<(firstAtom + place.size) * kindCount].map { Double($0) }
          }
          if wanted == .orders || wanted == .everything {
            result[place.molecule].orders =
              orders[4 * firstPair..<4 * (firstPair + BinShape.pairs(place.size))].map { Double($0) }
          }
        }
      }
    }
    return result
  }
}
