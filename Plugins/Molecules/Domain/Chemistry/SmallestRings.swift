/// For every bond, the shortest rings that it is part of.
///
/// They do not depend on the order of the atoms, as a smallest set of smallest rings does; each of a cube's six faces is there. Rings
/// of more than 24 atoms are not looked for, nor more than 100 through one bond. No ring has a bond across.
///
/// Not every small ring is a shortest one: of norbornane's three, that of six atoms has only bonds that the two of five have.
/// `MaskedGraph.smallRings`, which asks for the smallest ring that two atoms have in common, needs it and so visits all rings.
struct SmallestRings: Sendable {
  struct Ring: Hashable, Sendable {
    /// Around the ring, from the lowest index towards the lower of its two neighbours.
    let atoms: [Int]
    /// Each from the atom of the same place to the next.
    let bonds: [Int]

    /// - Parameters:
    ///   - atoms: around the ring, from any and in either direction.
    ///   - bonds: each from the atom of the same place to the next.
    fileprivate init(_ atoms: [Int], _ bonds: [Int]) {
      let start = atoms.indices.min { atoms[$0] < atoms[$1] } ?? 0
      let turned = Array(atoms[start...] + atoms[..<start])
      let turnedBonds = Array(bonds[start...] + bonds[..<start])
      let isAscending = turned[1] < turned[turned.count - 1]
      self.atoms = isAscending ? turned : [turned[0]] + turned[1...].reversed()
      self.bonds = isAscending ? turnedBonds : turnedBonds.reversed()
    }
  }

  private(set) var rings: [Ring] = []
  /// Whether each bond is part of a ring.
  private(set) var isCyclic: [Bool]
  private static let largest = 24
  private static let most = 100

  /// - Parameter neighbours: those of the molecule.
  init(_ molecule: Molecule, _ neighbours: Neighbours) {
    isCyclic = [Bool](repeating: false, count: molecule.bonds.count)
    guard molecule.bonds.count >= 3 else { return }
    var known: Set<Ring> = []
    var distances = [Int](repeating: -1, count: neighbours.atomCount)
    for (index, bond) in molecule.bonds.enumerated() where neighbours.degree(bond.first) > 1 && neighbours.degree(bond.second) > 1 {
      let found = Self.shortest(around: index, bond, neighbours, &distances)
      isCyclic[index] = !found.isEmpty
      for ring in found where known.insert(ring).inserted { rings.append(ring) }
    }
  }

  /// - Parameter distances: −1 for every atom, before and after; handed in so that not every bond allocates them.
  private static func shortest(around index: Int, _ bond: Bond, _ neighbours: Neighbours, _ distances: inout [Int]) -> [Ring] {
    // Distances from the first atom without the bond itself, until the second has one; then all descents from there.
    var reached = [bond.first]
    distances[bond.first] = 0
    defer { for atom in reached { distances[atom] = -1 } }
    var position = 0
    while position < reached.count, distances[bond.second] < 0, distances[reached[position]] < largest - 1 {
      let atom = reached[position]
      position += 1
      for next in neighbours[atom] where next.bond != index && distances[next.atom] < 0 {
        distances[next.atom] = distances[atom] + 1
        reached.append(next.atom)
      }
    }
    guard distances[bond.second] > 0 else { return [] }
    var found: [Ring] = []
    func descend(_ atom: Int, _ atoms: [Int], _ bonds: [Int]) {
      guard atom != bond.first else { return found.append(Ring(atoms, bonds + [index])) }
      for next in neighbours[atom] where found.count < most && next.bond != index && distances[next.atom] == distances[atom] - 1 {
        descend(next.atom, atoms + [next.atom], bonds + [next.bond])
      }
    }
    descend(bond.second, [bond.second], [])
    return found
  }
}
