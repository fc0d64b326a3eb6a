internal import Foundation
internal import Tensors

/// Writes molecules into the inputs of a program over bins, for one half of the network.
struct MoleculeFilling<Scalar: ExecutableScalar> {
  let shape: BinShape
  let alphabet: AtomAlphabet
  let scaling: MoleculeScaling
  private let rowsAtOnce: Int
  private let own: Own
  private let property: UnsafeMutableBufferPointer<Scalar>?
  private let share: UnsafeMutableBufferPointer<Scalar>
  private let kind: UnsafeMutableBufferPointer<Int32>
  private let residual: UnsafeMutableBufferPointer<Int32>
  private let order: UnsafeMutableBufferPointer<Int32>
  private let path: UnsafeMutableBufferPointer<Int32>
  private let ring: UnsafeMutableBufferPointer<Int32>
  private let first: UnsafeMutableBufferPointer<Int32>
  private let second: UnsafeMutableBufferPointer<Int32>
  private let molecule: UnsafeMutableBufferPointer<Int32>

  private enum Own {
    case graph(
      composition: UnsafeMutableBufferPointer<Scalar>, part: UnsafeMutableBufferPointer<Int32>, open: UnsafeMutableBufferPointer<Int32>)
    case positions(UnsafeMutableBufferPointer<Scalar>, noise: UnsafeMutableBufferPointer<Scalar>)
  }

  init(
    _ executor: Executor<Scalar>, _ half: MoleculeHalf, shape: BinShape, alphabet: AtomAlphabet, scaling: MoleculeScaling
  ) throws {
    self.shape = shape
    self.scaling = scaling
    self.alphabet = alphabet
    rowsAtOnce = executor.plan.program.rowCount
    func numbers(_ input: MoleculeInputs.Input) throws -> UnsafeMutableBufferPointer<Scalar> { try executor.input(input.name(half)) }
    func indices(_ input: MoleculeInputs.Input) throws -> UnsafeMutableBufferPointer<Int32> { try executor.indexInput(input.name(half)) }
    own =
      switch half {
      case .graph: .graph(composition: try numbers(.composition), part: try indices(.part), open: try indices(.open))
      case .positions: .positions(try numbers(.positions), noise: try numbers(.noise))
      }
    property = scaling.property == nil ? nil : try numbers(.property)
    share = try numbers(.share)
    kind = try indices(.kind)
    residual = try indices(.residual)
    order = try indices(.order)
    path = try indices(.path)
    ring = try indices(.ring)
    first = try indices(.first)
    second = try indices(.second)
    molecule = try indices(.molecule)
  }

  /// Makes a bin hold nothing.
  func clear(_ bin: Int) {
    let local = bin % rowsAtOnce
    let (atoms, pairs) = (bin * shape.atoms, bin * shape.pairs)
    func clear(_ values: UnsafeMutableBufferPointer<Scalar>, each count: Int) {
      for index in atoms * count..<(atoms + shape.atoms) * count { values[index] = 0 }
    }
    switch own {
    case .graph(let composition, let part, let open):
      clear(composition, each: alphabet.count + 1)
      for atom in atoms..<atoms + shape.atoms {
        part[atom] = 0
        open[atom] = 0
      }
    case .positions(let positions, let noise):
      clear(positions, each: 3)
      clear(noise, each: NoiseFeatures.count)
    }
    if let property { clear(property, each: PropertyScaling.count) }
    for atom in 0..<shape.atoms {
      kind[atoms + atom] = Int32(alphabet.count)
      residual[atoms + atom] = 0
      molecule[atoms + atom] = Int32((local + 1) * shape.molecules - 1)
    }
    for pair in 0..<shape.pairs {
      order[pairs + pair] = 0
      path[pairs + pair] = 0
      ring[pairs + pair] = 0
      first[pairs + pair] = Int32((local + 1) * shape.atoms - 1)
      second[pairs + pair] = first[pairs + pair]
    }
    for index in 0..<shape.molecules { share[bin * shape.molecules + index] = 0 }
  }

  func write(_ noised: NoisedMolecule, seen: VisibleGraph, _ place: BinPacking.Place, bin: Int) {
    let local = bin % rowsAtOnce
    let graph = seen.graph
    let firstAtom = bin * shape.atoms + place.firstAtom
    let atoms = firstAtom..<firstAtom + seen.extent.atoms
    if let property, let scaling = scaling.property {
      Self.write(scaling.features(noised.property ?? scaling.mean), to: property, each: atoms)
    }
    switch own {
    case .graph(let composition, let part, let open):
      Self.write(seen.composition, to: composition, each: atoms)
      let (partRow, openRow) = (MoleculeNetwork.row(of: noised.part), MoleculeNetwork.row(ofOpenOrders: seen.openOrders))
      for target in atoms {
        part[target] = partRow
        open[target] = openRow
      }
    case .positions(let positions, let noise):
      Self.write(NoiseFeatures.values(deviation: noised.deviation), to: noise, each: atoms)
      let factor = scaling.input(noised.deviation)
      for (index, value) in noised.positions.enumerated() { positions[3 * firstAtom + index] = Scalar(factor * value) }
    }
    graph.residualValences(alphabet, into: UnsafeMutableBufferPointer(rebasing: residual[atoms]))
    for (atom, target) in atoms.enumerated() {
      kind[target] = graph.kinds[atom] < 0 ? Int32(alphabet.count) : Int32(graph.kinds[atom])
      let hidden = Int32(MoleculeNetwork.residualCount - 1)
      residual[target] = residual[target] < 0 ? hidden : min(residual[target], hidden - 1)
      molecule[target] = Int32(local * shape.molecules + place.number)
    }
    if !atoms.isEmpty { share[bin * shape.molecules + place.number] = Scalar(1 / Double(atoms.count)) }
    guard seen.extent.pairs > 0 else { return }
    let firstPair = bin * shape.pairs + place.firstPair
    let pairs = firstPair..<firstPair + seen.extent.pairs
    let count = graph.orders.count
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { room in
      let paths = UnsafeMutableBufferPointer(rebasing: room[..<count])
      let rings = UnsafeMutableBufferPointer(rebasing: room[count...])
      graph.shortestPaths(longest: MoleculeNetwork.longestPath, into: paths)
      graph.smallRings(largest: MoleculeNetwork.largestRing, into: rings)
      for (target, pair) in zip(pairs, seen.pairs) {
        let (one, other) = MaskedGraph.atoms(ofPair: pair)
        order[target] = graph.orders[pair] < 0 ? Int32(MoleculeNetwork.orderCount - 1) : Int32(graph.orders[pair])
        path[target] = paths[pair]
        ring[target] = rings[pair]
        first[target] = Int32(local * shape.atoms + place.firstAtom + one)
        second[target] = Int32(local * shape.atoms + place.firstAtom + other)
      }
    }
  }

  private static func write(_ features: [Double], to values: UnsafeMutableBufferPointer<Scalar>, each atoms: Range<Int>) {
    for target in atoms {
      for (index, value) in features.enumerated() { values[target * features.count + index] = Scalar(value) }
    }
  }
}
