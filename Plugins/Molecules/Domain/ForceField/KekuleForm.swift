extension ForceField {
  /// Places for the double bonds of rings written with aromatic bonds.
  ///
  /// An atom whose other bonds leave one electron pair of its valence open needs exactly one double bond; a set of bonds
  /// that gives one to each such atom is sought, starting each time with the atom that has the fewest choices. When none is found the
  /// aromatic bonds of that part stay as they are, with the order 1.5.
  struct KekuleForm {
    private(set) var orders: [BondOrder]
    private let graph: BondGraph
    private var isOpen: [Bool]
    private var stepsLeft = 0

    init(_ molecule: Molecule, _ graph: BondGraph) {
      self.graph = graph
      orders = molecule.bonds.map(\.order)
      isOpen = [Bool](repeating: false, count: molecule.atoms.count)
      guard orders.contains(.aromatic) else { return }
      for atom in molecule.atoms.indices { isOpen[atom] = needsDoubleBond(atom, molecule.atoms[atom]) }
      for part in aromaticParts() { settle(part) }
    }

    private func isAromatic(_ link: BondGraph.Link) -> Bool { orders[link.bond] == .aromatic }

    private func needsDoubleBond(_ atom: Int, _ description: Atom) -> Bool {
      let aromatic = graph.links[atom].count(where: isAromatic)
      guard aromatic > 0 else { return false }
      let others = graph.links[atom].filter { !isAromatic($0) }.reduce(0) { $0 + orders[$1.bond].rawValue }
      return Valences.allowed(description).contains(aromatic + others + 1) && !Valences.allowed(description).contains(aromatic + others)
    }

    /// The atoms that aromatic bonds join.
    private func aromaticParts() -> [[Int]] {
      var isSeen = [Bool](repeating: false, count: isOpen.count)
      return isOpen.indices.compactMap { start in
        guard !isSeen[start], graph.links[start].contains(where: isAromatic) else { return nil }
        var members = [start]
        isSeen[start] = true
        var position = 0
        while position < members.count {
          for link in graph.links[members[position]] where isAromatic(link) && !isSeen[link.atom] {
            isSeen[link.atom] = true
            members.append(link.atom)
          }
          position += 1
        }
        return members
      }
    }

    private mutating func settle(_ part: [Int]) {
      // Parts that have a form need hardly more steps than atoms; the bound is for those that have none.
      stepsLeft = 1000 + 20 * part.count
      let bonds = Set(part.flatMap { graph.links[$0].filter(isAromatic).map(\.bond) })
      var doubles: [Int] = []
      guard match(part, &doubles) else { return }
      for bond in bonds { orders[bond] = .single }
      for bond in doubles { orders[bond] = .double }
    }

    private mutating func match(_ part: [Int], _ doubles: inout [Int]) -> Bool {
      guard stepsLeft > 0 else { return false }
      stepsLeft -= 1
      var fewest: (atom: Int, partners: [BondGraph.Link])?
      for atom in part where isOpen[atom] {
        let partners = graph.links[atom].filter { isAromatic($0) && isOpen[$0.atom] }
        if partners.count < fewest?.partners.count ?? .max { fewest = (atom, partners) }
        if partners.count < 2 { break }
      }
      guard let fewest else { return true }
      isOpen[fewest.atom] = false
      for partner in fewest.partners {
        isOpen[partner.atom] = false
        doubles.append(partner.bond)
        if match(part, &doubles) { return true }
        doubles.removeLast()
        isOpen[partner.atom] = true
      }
      isOpen[fewest.atom] = true
      return false
    }
  }
}
