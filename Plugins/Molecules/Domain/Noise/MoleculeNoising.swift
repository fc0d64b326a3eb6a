internal import Foundation
internal import Networks
package import Tensors

/// What a molecule is at a time before its end: noise in what is not yet revealed, and what is to be learnt there.
public struct MoleculeNoising: Hashable, Sendable {
  public let schedule: MoleculeSchedule
  public let alphabet: AtomAlphabet
  public let coupling: NoiseCoupling
  /// Whether noise may be reflected to lie nearer.
  private let symmetry: MoleculeSymmetry

  public init(
    _ schedule: MoleculeSchedule, alphabet: AtomAlphabet, coupling: NoiseCoupling = .independent,
    symmetry: MoleculeSymmetry = .reflections
  ) {
    self.schedule = schedule
    self.coupling = coupling
    self.symmetry = symmetry
    self.alphabet = alphabet
  }

  /// A noised molecule, and what its hidden variables are worth in the loss.
  package struct Draw {
    package var molecule: NoisedMolecule
    /// Each hidden variable's weight: with N variables of which m are hidden, N/m makes the mean over times the negative
    /// log-likelihood of the part in nats, whatever the order in which it is revealed.
    package var weight: Double
  }

  package func draw(_ graph: MaskedGraph, _ positions: [Double], time: Double, _ stream: inout RandomStream) -> Draw {
    let (part, fraction) = schedule.progress(at: time)
    return draw(graph, positions, part, fraction: fraction, &stream)
  }

  /// Positions with noise of a deviation, in the subspace without the centre of mass.
  func noisy(_ positions: [Double], _ graph: MaskedGraph, deviation: Double, _ stream: inout RandomStream) -> [Double] {
    var noise = [Double](repeating: 0, count: positions.count)
    for index in noise.indices { noise[index] = stream.normal() }
    MoleculeStates.centre(&noise)
    if coupling == .aligned {
      NoiseAlignment(motions: symmetry == .reflections ? .rotationsAndReflections : .properRotations)
        .align(&noise, to: positions, graph)
    }
    for index in noise.indices { noise[index] = positions[index] + deviation * noise[index] }
    return noise
  }

  /// - Parameter fraction: how far the part is under way.
  package func draw(
    _ graph: MaskedGraph, _ positions: [Double], _ part: MoleculeSchedule.Part, fraction: Double, _ stream: inout RandomStream
  ) -> Draw {
    if part == .positions {
      let deviation = schedule.deviation(at: fraction)
      return Draw(
        molecule: NoisedMolecule(
          graph, positions: noisy(positions, graph, deviation: deviation, &stream), deviation: deviation), weight: 1)
    }
    var hidden = graph
    let variables = self.variables(of: part, in: graph)
    // Later parts are hidden whole, and while kinds are, nothing says of a pair that it is of two leaves.
    switch part {
    case .kinds: for pair in graph.orders.indices { hidden.hide(pair: pair) }
    case .skeleton: for pair in self.variables(of: .leaves, in: graph) { hidden.hide(pair: pair) }
    case .leaves, .positions: break
    }
    let count = max(1, Int(((1 - fraction) * Double(variables.count)).rounded(.up)))
    for variable in Self.chosen(count, of: variables, &stream) {
      if part == .kinds { hidden.hide(atom: variable) } else { hidden.hide(pair: variable) }
    }
    return Draw(
      molecule: NoisedMolecule(hidden, revealing: part), weight: variables.isEmpty ? 0 : Double(variables.count) / Double(count))
  }

  /// The standard deviation of a coordinate at the greatest noise: σ₀ for independent noise (the data add a hundredth), measured for noise
  /// that is correlated with the data.
  public func startDeviation(of states: MoleculeStates, seed: UInt64) -> Double {
    guard coupling == .aligned else { return schedule.largestDeviation }
    var stream = RandomStream(seed: seed, stream: RandomPurpose.start)
    var (sum, dimension) = (0.0, 0.0)
    for row in states.graphs.indices.prefix(Self.measuredMolecules) {
      let noisy = noisy(states.positions[row], states.graphs[row], deviation: schedule.largestDeviation, &stream)
      sum += noisy.reduce(0) { $0 + $1 * $1 }
      dimension += Double(max(noisy.count - 3, 0))
    }
    return dimension > 0 ? (sum / dimension).squareRoot() : schedule.largestDeviation
  }

  private static var measuredMolecules: Int { 1000 }

  /// The variables of a part in a graph whose kinds are known: atoms for kinds, packed pairs for bonds.
  package func variables(of part: MoleculeSchedule.Part, in graph: MaskedGraph) -> [Int] {
    switch part {
    case .kinds: Array(graph.kinds.indices)
    case .skeleton: alphabet.pairs(of: graph.kinds) { $0 == 0 }
    case .leaves: alphabet.pairs(of: graph.kinds) { $0 == 1 }
    case .positions: []
    }
  }

  /// The pairs of two leaves, known to have no bond as soon as the kinds are.
  package func leafPairs(in graph: MaskedGraph) -> [Int] { alphabet.pairs(of: graph.kinds) { $0 == 2 } }

  /// `count` of the elements in random order.
  static func chosen(_ count: Int, of elements: [Int], _ stream: inout RandomStream) -> ArraySlice<Int> {
    var elements = elements
    let count = min(count, elements.count)
    for place in 0..<count {
      let other = place + Int(stream.uniform() * Double(elements.count - place))
      elements.swapAt(place, min(other, elements.count - 1))
    }
    return elements.prefix(count)
  }
}
