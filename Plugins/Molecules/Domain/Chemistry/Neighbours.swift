/// The bonds of every atom, so that a walk over the molecule takes as long as it has bonds.
struct Neighbours: Sendable {
  struct Neighbour: Hashable, Sendable {
    let atom: Int
    let order: BondOrder
    /// In 32 bits, so that it takes no memory beside the order.
    private let index: Int32

    init(atom: Int, order: BondOrder, bond: Int) {
      self.atom = atom
      self.order = order
      index = Int32(bond)
    }

    /// The bond's index in the list.
    var bond: Int { Int(index) }
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
    var neighbours = [Neighbour](repeating: Neighbour(atom: 0, order: .single, bond: 0), count: 2 * bonds.count)
    for (index, bond) in bonds.enumerated() {
      neighbours[next[bond.first]] = Neighbour(atom: bond.second, order: bond.order, bond: index)
      neighbours[next[bond.second]] = Neighbour(atom: bond.first, order: bond.order, bond: index)
      next[bond.first] += 1
      next[bond.second] += 1
    }
    self.starts = starts
    self.neighbours = neighbours
  }

  init(_ molecule: Molecule) { self.init(molecule.bonds, atomCount: molecule.atoms.count) }

  var atomCount: Int { starts.count - 1 }

  /// In the order of the bonds.
  subscript(atom: Int) -> ArraySlice<Neighbour> { neighbours[starts[atom]..<starts[atom + 1]] }

  func degree(_ atom: Int) -> Int { starts[atom + 1] - starts[atom] }

  func areBonded(_ one: Int, _ other: Int) -> Bool { self[one].contains { $0.atom == other } }

  /// The sets of atoms that bonds hold together, each ascending, in the order of their first atoms.
  var components: [[Int]] {
    var component = [Int](repeating: -1, count: atomCount)
    var count = 0
    for start in 0..<atomCount where component[start] < 0 {
      var waiting = [start]
      component[start] = count
      while let atom = waiting.popLast() {
        for neighbour in self[atom] where component[neighbour.atom] < 0 {
          component[neighbour.atom] = count
          waiting.append(neighbour.atom)
        }
      }
      count += 1
    }
    var result = [[Int]](repeating: [], count: count)
    for (atom, index) in component.enumerated() { result[index].append(atom) }
    return result
  }
}
