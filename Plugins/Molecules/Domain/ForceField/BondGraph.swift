extension ForceField {
  /// A molecule's bonds by atom, each with its index, so that an order can be changed and a ring be followed.
  struct BondGraph {
    struct Link {
      let atom: Int
      let bond: Int
    }

    let links: [[Link]]

    init(_ molecule: Molecule) {
      var links = [[Link]](repeating: [], count: molecule.atoms.count)
      for (index, bond) in molecule.bonds.enumerated() {
        links[bond.first].append(Link(atom: bond.second, bond: index))
        links[bond.second].append(Link(atom: bond.first, bond: index))
      }
      self.links = links
    }

    func degree(_ atom: Int) -> Int { links[atom].count }

    func areBonded(_ one: Int, _ other: Int) -> Bool { links[one].contains { $0.atom == other } }

    func neighbours(_ atom: Int) -> some Sequence<Int> { links[atom].lazy.map(\.atom) }
  }
}
