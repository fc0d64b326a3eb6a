internal import Foundation
internal import Tensors

/// Writes molecules into the inputs of a program over bins.
struct MoleculeFilling<Scalar: ExecutableScalar> {
  let shape: BinShape
  let alphabet: AtomAlphabet
  let scaling: MoleculeScaling
  private let rowsAtOnce: Int
  private let positions: UnsafeMutableBufferPointer<Scalar>
  private let noise: UnsafeMutableBufferPointer<Scalar>
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

  init(_ executor: Executor<Scalar>, shape: BinShape, alphabet: AtomAlphabet, scaling: MoleculeScaling) throws {
    self.shape = shape
    self.scaling = scaling
    self.alphabet = alphabet
    rowsAtOnce = executor.plan.program.rowCount
    positions = try executor.input("positions")
    noise = try executor.input("noise")
    property = scaling.property == nil ? nil : try executor.input("property")
    share = try executor.input("share")
    kind = try executor.indexInput("kind")
    residual = try executor.indexInput("residual")
    order = try executor.indexInput("order")
    path = try executor.indexInput("path")
    ring = try executor.indexInput("ring")
    first = try executor.indexInput("first")
    second = try executor.indexInput("second")
    molecule = try executor.indexInput("molecule")
  }

  /// Makes a bin hold nothing.
  func clear(_ bin: Int) {
    let local = bin % rowsAtOnce
    let (atoms, pairs) = (bin * shape.atoms, bin * shape.pairs)
    for atom in 0..<shape.atoms {
      for axis in 0..<3 { positions[3 * (atoms + atom) + axis] = 0 }
      for feature in 0..<NoiseFeatures.count { noise[(atoms + atom) * NoiseFeatures.count + feature] = 0 }
      if let property {
        for feature in 0..<PropertyScaling.count { property[(atoms + atom) * PropertyScaling.count + feature] = 0 }
      }
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

  func write(_ noised: NoisedMolecule, _ place: BinPacking.Place, bin: Int) {
    let local = bin % rowsAtOnce
    let size = place.size
    let graph = noised.graph
    let firstAtom = bin * shape.atoms + place.firstAtom
    let factor = scaling.input(noised.deviation)
    let features = NoiseFeatures.values(deviation: noised.deviation)
    let atoms = firstAtom..<firstAtom + size
    if let property, let scaling = scaling.property {
      let values = scaling.features(noised.property ?? scaling.mean)
      for target in atoms {
        for (index, value) in values.enumerated() { property[target * values.count + index] = Scalar(value) }
      }
    }
    graph.residualValences(alphabet, into: UnsafeMutableBufferPointer(rebasing: residual[atoms]))
    for (atom, target) in atoms.enumerated() {
      for axis in 0..<3 { positions[3 * target + axis] = Scalar(factor * noised.positions[3 * atom + axis]) }
      for (index, value) in features.enumerated() { noise[target * features.count + index] = Scalar(value) }
      kind[target] = graph.kinds[atom] < 0 ? Int32(alphabet.count) : Int32(graph.kinds[atom])
      let hidden = Int32(MoleculeNetwork.residualCount - 1)
      residual[target] = residual[target] < 0 ? hidden : min(residual[target], hidden - 1)
      molecule[target] = Int32(local * shape.molecules + place.number)
    }
    let firstPair = bin * shape.pairs + place.firstPair
    let pairs = firstPair..<firstPair + BinShape.pairs(size)
    graph.shortestPaths(longest: MoleculeNetwork.longestPath, into: UnsafeMutableBufferPointer(rebasing: path[pairs]))
    graph.smallRings(largest: MoleculeNetwork.largestRing, into: UnsafeMutableBufferPointer(rebasing: ring[pairs]))
    var pair = firstPair
    for j in 0..<size {
      for i in 0..<j {
        let value = graph.orders[pair - firstPair]
        order[pair] = value < 0 ? Int32(MoleculeNetwork.orderCount - 1) : Int32(value)
        first[pair] = Int32(local * shape.atoms + place.firstAtom + i)
        second[pair] = Int32(local * shape.atoms + place.firstAtom + j)
        pair += 1
      }
    }
    share[bin * shape.molecules + place.number] = Scalar(1 / Double(size))
  }
}
