internal import Bellman
internal import Networks
internal import Tensors

/// A trained network's answers for molecules.
///
/// Programs are compiled when a part is first asked for, with bins that suit the molecules then; they are made anew where larger ones come.
final class MoleculePredictor<Scalar: ExecutableScalar> {
  /// What is expected of one molecule at its end, given what it is now: of the part that is being revealed.
  struct Prediction {
    /// D = E[X₁ | X_t] of the positions, in Å.
    var positions: [Double] = []
    /// What the network adds to the scaled positions.
    var displacement: [Double] = []
    /// Log-probabilities (unnormalised) of kinds, atom by atom, or of orders 0…3, pair by pair; nothing is said of pairs that are not seen.
    var logits: [Double] = []
  }

  private typealias Part = MoleculeSchedule.Part

  private let network: MoleculeNetwork
  private let alphabet: AtomAlphabet
  private let scaling: MoleculeScaling
  private let parameters: AlignedMemory<Scalar>
  private var programs: [Part: Program] = [:]
  /// Bins that are evaluated together.
  private static var bins: Int { 16 }

  init(_ network: MoleculeNetwork, parameters: AlignedMemory<Scalar>, alphabet: AtomAlphabet, scaling: MoleculeScaling) throws {
    self.network = network
    self.alphabet = alphabet
    self.scaling = scaling
    self.parameters = parameters
  }

  /// The network's answers for one part of molecules.
  private struct Program {
    let shape: BinShape
    let executor: Executor<Scalar>
    let filling: MoleculeFilling<Scalar>
    let answer: UnsafeBufferPointer<Scalar>

    init(_ predictor: MoleculePredictor, _ part: Part, _ extents: [MoleculeExtent]) throws {
      let shape = BinShape(extents)
      let network = predictor.network
      let half: MoleculeHalf = part == .positions ? .positions : .graph
      let plan = try Plan.compile(Scalar.scalarType, batch: bins) { trace in
        let answer =
          switch part {
          case .kinds: network.graphAnswers(trace, shape).kinds.reshaped([trace.rowCount, shape.atoms, -1])
          case .skeleton, .leaves: network.graphAnswers(trace, shape).orders.reshaped([trace.rowCount, shape.pairs, -1])
          case .positions: network.displacement(trace, shape).reshaped([trace.rowCount, shape.atoms, 3])
          }
        trace.output("answer", answer, .rows)
      }
      self.shape = shape
      executor = try Executor<Scalar>(plan, capacity: bins)
      filling = try MoleculeFilling(executor, half, shape: shape, alphabet: predictor.alphabet, scaling: predictor.scaling)
      answer = try executor.output("answer")
    }

    /// Whether a molecule has room.
    func holds(_ extent: MoleculeExtent) -> Bool { extent.atoms < shape.atoms && extent.pairs < shape.pairs }
  }

  func predictions(_ molecules: [NoisedMolecule]) throws -> [Prediction] {
    var result = [Prediction](repeating: Prediction(), count: molecules.count)
    for (part, indices) in Dictionary(grouping: molecules.indices, by: { molecules[$0].part }) {
      let seen = indices.map { VisibleGraph(molecules[$0], alphabet) }
      let extents = seen.map(\.extent)
      let program: Program
      if let made = programs[part], extents.allSatisfy(made.holds) {
        program = made
      } else {
        program = try Program(self, part, extents)
        programs[part] = program
      }
      let packing = BinPacking(indices.indices, extents: extents, shape: program.shape)
      for start in stride(from: 0, to: packing.bins.count, by: Self.bins) {
        let bins = packing.bins[start..<min(start + Self.bins, packing.bins.count)]
        for bin in 0..<Self.bins {
          program.filling.clear(bin)
          guard bin < bins.count else { continue }
          for place in bins[start + bin] {
            program.filling.write(molecules[indices[place.molecule]], seen: seen[place.molecule], place, bin: bin)
          }
        }
        try program.executor.run(with: parameters, rows: Self.bins)
        for (bin, places) in bins.enumerated() {
          for place in places {
            let index = indices[place.molecule]
            result[index] = prediction(program, molecules[index], seen[place.molecule], place, bin: bin)
          }
        }
      }
    }
    return result
  }

  private func prediction(
    _ program: Program, _ molecule: NoisedMolecule, _ seen: VisibleGraph, _ place: BinPacking.Place, bin: Int
  ) -> Prediction {
    var result = Prediction()
    let firstAtom = bin * program.shape.atoms + place.firstAtom
    let firstPair = bin * program.shape.pairs + place.firstPair
    let answer = program.answer
    switch molecule.part {
    case .kinds:
      result.logits = answer[firstAtom * network.kinds..<(firstAtom + seen.extent.atoms) * network.kinds].map { Double($0) }
    case .skeleton, .leaves:
      result.logits = [Double](repeating: 0, count: 4 * molecule.graph.orders.count)
      for pair in seen.pairs.indices {
        let whole = seen.pairInMolecule(pair)
        for order in 0..<4 { result.logits[4 * whole + order] = Double(answer[4 * (firstPair + pair) + order]) }
      }
    case .positions:
      let (skip, output) = (scaling.skip(molecule.deviation), scaling.output(molecule.deviation))
      result.displacement = answer[3 * firstAtom..<3 * (firstAtom + seen.extent.atoms)].map { Double($0) }
      result.positions = zip(molecule.positions, result.displacement).map { skip * $0 + output * $1 }
    }
    return result
  }
}
