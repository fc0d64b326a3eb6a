/// A molecule as SMILES writes it: ordinary hydrogens are a number at the atom that they are bonded to.
struct MolecularGraph {
  struct Node: Comparable {
    let element: Element
    let formalCharge: Int
    /// 0 when none is given.
    let isotope: Int
    var hydrogens = 0
    var aromaticBonds = 0
    /// The sum of the orders of the other bonds, without those to the counted hydrogens.
    var otherOrders = 0

    /// Heavy atoms lead, so that strings begin with one.
    private var key: [Int] {
      [element == .hydrogen ? 1 : 0, element.atomicNumber, formalCharge, isotope, hydrogens, aromaticBonds, otherOrders]
    }

    static func < (left: Node, right: Node) -> Bool { left.key.lexicographicallyPrecedes(right.key) }
  }

  private(set) var nodes: [Node]
  let neighbours: Neighbours

  init(_ molecule: Molecule) {
    let all = Neighbours(molecule)
    let isCounted = molecule.atoms.indices.map { Self.isOrdinaryHydrogen($0, molecule, all) }
    var places = [Int](repeating: -1, count: molecule.atoms.count)
    nodes = []
    for (index, atom) in molecule.atoms.enumerated() where !isCounted[index] {
      places[index] = nodes.count
      nodes.append(Node(element: atom.element, formalCharge: atom.formalCharge, isotope: atom.isotope ?? 0))
    }
    var bonds: [Bond] = []
    for bond in molecule.bonds {
      let (first, second) = (places[bond.first], places[bond.second])
      switch (first, second) {
      case (-1, _): nodes[second].hydrogens += 1
      case (_, -1): nodes[first].hydrogens += 1
      default:
        bonds.append(Bond(first, second, bond.order))
        for node in [first, second] {
          if bond.order == .aromatic {
            nodes[node].aromaticBonds += 1
          } else {
            nodes[node].otherOrders += bond.order.rawValue
          }
        }
      }
    }
    neighbours = Neighbours(bonds, atomCount: nodes.count)
  }

  private init(_ nodes: [Node], _ neighbours: Neighbours) {
    self.nodes = nodes
    self.neighbours = neighbours
  }

  /// The connected parts, in no particular order.
  var components: [MolecularGraph] {
    var places = [Int](repeating: -1, count: nodes.count)
    return nodes.indices.compactMap { start in
      guard places[start] < 0 else { return nil }
      var members = [start]
      places[start] = 0
      var position = 0
      while position < members.count {
        for neighbour in neighbours[members[position]] where places[neighbour.atom] < 0 {
          places[neighbour.atom] = members.count
          members.append(neighbour.atom)
        }
        position += 1
      }
      let bonds = members.flatMap { member in
        neighbours[member].filter { $0.atom > member }.map { Bond(places[member], places[$0.atom], $0.order) }
      }
      return MolecularGraph(members.map { nodes[$0] }, Neighbours(bonds, atomCount: members.count))
    }
  }

  /// One with nothing but a single bond to an atom that is not hydrogen.
  private static func isOrdinaryHydrogen(_ index: Int, _ molecule: Molecule, _ neighbours: Neighbours) -> Bool {
    let atom = molecule.atoms[index]
    guard atom.element == .hydrogen, atom.formalCharge == 0, atom.isotope == nil, neighbours[index].count == 1,
      let only = neighbours[index].first
    else { return false }
    return only.order == .single && molecule.atoms[only.atom].element != .hydrogen
  }
}
