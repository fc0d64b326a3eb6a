extension ForceField {
  /// For every bond, the shortest rings that it is part of.
  ///
  /// They do not depend on the order of the atoms, as a smallest set of smallest rings does; each of a cube's six faces is there. Rings
  /// of more than 24 atoms are not looked for, nor more than 100 through one bond.
  struct SmallestRings {
    struct Ring: Hashable {
      /// Ascending.
      let atoms: [Int]
      let bonds: [Int]
    }

    private(set) var rings: [Ring] = []
    /// Whether each bond is part of a ring.
    private(set) var isCyclic: [Bool]
    private static let largest = 24
    private static let most = 100

    init(_ molecule: Molecule, _ graph: BondGraph) {
      isCyclic = [Bool](repeating: false, count: molecule.bonds.count)
      guard molecule.bonds.count >= 3 else { return }
      var known: Set<Ring> = []
      for (index, bond) in molecule.bonds.enumerated() where graph.degree(bond.first) > 1 && graph.degree(bond.second) > 1 {
        let found = Self.shortest(around: index, bond, graph)
        isCyclic[index] = !found.isEmpty
        for ring in found where known.insert(ring).inserted { rings.append(ring) }
      }
    }

    private static func shortest(around index: Int, _ bond: Bond, _ graph: BondGraph) -> [Ring] {
      // Distances from the first atom without the bond itself; then all descents from the second.
      var distances = [bond.first: 0]
      var front = [bond.first]
      while !front.isEmpty, distances[bond.second] == nil {
        var next: [Int] = []
        for atom in front {
          guard let distance = distances[atom], distance < largest - 1 else { continue }
          for link in graph.links[atom] where link.bond != index && distances[link.atom] == nil {
            distances[link.atom] = distance + 1
            next.append(link.atom)
          }
        }
        front = next
      }
      guard distances[bond.second] != nil else { return [] }
      var found: [Ring] = []
      func descend(_ atom: Int, _ atoms: [Int], _ bonds: [Int]) {
        guard found.count < most, let distance = distances[atom] else { return }
        if atom == bond.first {
          found.append(Ring(atoms: atoms.sorted(), bonds: bonds.sorted()))
          return
        }
        for link in graph.links[atom] where link.bond != index && distances[link.atom] == distance - 1 {
          descend(link.atom, atoms + [link.atom], bonds + [link.bond])
        }
      }
      descend(bond.second, [bond.second], [index])
      return found
    }
  }
}
