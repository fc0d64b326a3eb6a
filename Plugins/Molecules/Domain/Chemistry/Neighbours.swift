/// The bonds of every atom, so that a walk over the molecule takes as long as it has bonds.
struct Neighbours: Sendable {
  struct Neighbour: Hashable, Sendable {
    let atom: Int
    let order: BondOrder
  }

  private let starts: [Int]
  private let neighbours: [Neighbour]

  /// - Parameter bonds: between atoms below `atomCount`.
  init(_ bonds: [Bond], atomCount: Int) {
    var starts = [Int](repeating: 0, count: atomCount + 1)
    for bond in bonds {
      starts[bond.first + 1] += 1
      starts[bond.second + 1] += 1
    }
    for index in 0..<atomCount { starts[index + 1] += starts[index] }
    var next = starts
    var neighbours = [Neighbour](repeating: Neighbour(atom: 0, order: .single), count: 2 * bonds.count)
    for bond in bonds {
      neighbours[next[bond.first]] = Neighbour(atom: bond.second, order: bond.order)
      neighbours[next[bond.second]] = Neighbour(atom: bond.first, order: bond.order)
      next[bond.first] += 1
      next[bond.second] += 1
    }
    self.starts = starts
    self.neighbours = neighbours
  }

  init(_ molecule: Molecule) { self.init(molecule.bonds, atomCount: molecule.atoms.count) }

  var atomCount: Int { starts.count - 1 }

  subscript(atom: Int) -> ArraySlice<Neighbour> { neighbours[starts[atom]..<starts[atom + 1]] }
}
