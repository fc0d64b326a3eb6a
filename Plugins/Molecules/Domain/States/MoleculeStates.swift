public import Bellman
internal import Tensors

/// Molecules as states: their graphs whole, and positions in Å without the centre of mass.
public struct MoleculeStates: StateCollection {
  public let alphabet: AtomAlphabet
  public let graphs: [MaskedGraph]
  /// x, y, z of each atom, molecule by molecule.
  public let positions: [[Double]]
  /// A number for each molecule that draws can be held to; nil where there is none.
  public let properties: [Double]?

  public init(alphabet: AtomAlphabet, graphs: [MaskedGraph], positions: [[Double]], properties: [Double]? = nil) {
    self.alphabet = alphabet
    self.graphs = graphs
    self.positions = positions
    self.properties = properties
  }

  public var count: Int { graphs.count }

  /// Numbers of atoms, counted at each asking.
  public var sizes: [Int] { graphs.map(\.atomCount) }

  public func rows(_ indices: some Sequence<Int>) -> MoleculeStates {
    let indices = Array(indices)
    return MoleculeStates(
      alphabet: alphabet, graphs: indices.map { graphs[$0] }, positions: indices.map { positions[$0] },
      properties: properties.map { values in indices.map { values[$0] } })
  }

  /// Molecules of one graph, whatever their positions.
  public var groupsOfEqualRows: [[Int]] {
    var indices: [String: Int] = [:]
    var groups: [[Int]] = []
    let molecules = self.molecules()
    for (row, graph) in Parallel.map(count, { molecules[$0].smiles }).enumerated() {
      if let index = indices[graph] {
        groups[index].append(row)
      } else {
        indices[graph] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  /// As a person reads them. A state whose positions are not finite has its atoms where they are not: at the origin.
  /// - Parameter property: the data field that the property becomes.
  public func molecules(property: String? = nil) -> [Molecule] {
    graphs.indices.compactMap { row in
      let atoms = graphs[row].kinds.enumerated().map { atom, kind in
        let kind = alphabet[Int(kind)]
        let place = SIMD3(positions[row][3 * atom], positions[row][3 * atom + 1], positions[row][3 * atom + 2])
        return Atom(
          kind.element, at: (place * place).sum().isFinite ? place : .zero, formalCharge: kind.formalCharge)
      }
      var fields: [DataField] = []
      if let property, let properties { fields.append(DataField(name: property, value: "\(properties[row])")) }
      return try? Molecule(atoms: atoms, bonds: graphs[row].bonds, dataFields: fields)
    }
  }

  /// The standard deviation of a coordinate, in Å.
  var coordinateDeviation: Double {
    let count = positions.reduce(0) { $0 + $1.count }
    let sum = positions.reduce(0.0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    return count > 0 ? (sum / Double(count)).squareRoot() : 1
  }

  /// Takes the centre of mass out of positions, in place.
  static func centre(_ positions: inout [Double]) {
    let count = positions.count / 3
    guard count > 0 else { return }
    for axis in 0..<3 {
      var mean = 0.0
      for atom in 0..<count { mean += positions[3 * atom + axis] }
      mean /= Double(count)
      for atom in 0..<count { positions[3 * atom + axis] -= mean }
    }
  }
}
