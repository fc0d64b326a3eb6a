extension ForceField {
  /// The bonds that share their electrons around a ring, found from one Kekulé form.
  ///
  /// Hückel's rule: a ring of planar atoms is aromatic when its π electrons number 4n + 2. Rings of up to two or three that share
  /// bonds count together, and then only their outline is aromatic (azulene's). An atom gives
  /// - 1 electron with a double bond in a ring;
  /// - 0 or 1 with a double bond out of it: 0 when the other atom draws the electrons (C=O), as well as C⁺;
  /// - 2 as N, O, S, P or a negative carbon with single bonds only.
  /// An atom with more than three neighbours, two multiple bonds, or more bonds than its usual valence is in no aromatic ring.
  ///
  /// The rules are those of RDKit's aromaticity, except that it looks at up to six rings together.
  struct AromaticSystems {
    private(set) var isAromaticBond: [Bool]
    private(set) var isAromaticAtom: [Bool]

    private let molecule: Molecule
    private let graph: BondGraph
    private let orders: [BondOrder]
    private let isCyclic: [Bool]

    init(_ molecule: Molecule, _ graph: BondGraph, _ orders: [BondOrder], _ smallest: SmallestRings) {
      self.molecule = molecule
      self.graph = graph
      self.orders = orders
      isCyclic = smallest.isCyclic
      isAromaticBond = orders.map { $0 == .aromatic }
      isAromaticAtom = [Bool](repeating: false, count: molecule.atoms.count)
      for (bond, order) in zip(molecule.bonds, orders) where order == .aromatic {
        isAromaticAtom[bond.first] = true
        isAromaticAtom[bond.second] = true
      }
      guard !smallest.rings.isEmpty else { return }
      let electrons = molecule.atoms.indices.map(piElectrons)
      let rings = smallest.rings.filter { $0.atoms.allSatisfy { electrons[$0] != nil } }
      mark(rings, electrons.map { $0 ?? 0 })
    }

    private mutating func mark(_ rings: [SmallestRings.Ring], _ electrons: [Int]) {
      var isSettled = [Bool](repeating: false, count: rings.count)
      func obeys(_ members: [Int]) -> Bool {
        Set(members.flatMap { rings[$0].atoms }).reduce(0) { $0 + electrons[$1] } % 4 == 2
      }
      for ring in rings.indices where obeys([ring]) {
        markOutline([rings[ring]])
        isSettled[ring] = true
      }
      let neighbours = rings.indices.map { ring in
        rings.indices.filter { $0 != ring && !Set(rings[ring].bonds).isDisjoint(with: rings[$0].bonds) }
      }
      let pairs = rings.indices.flatMap { ring in neighbours[ring].filter { $0 > ring }.map { [ring, $0] } }
      let triples = Set(pairs.flatMap { pair in pair.flatMap { neighbours[$0] }.filter { !pair.contains($0) }.map { (pair + [$0]).sorted() } })
      for group in pairs + triples where !group.allSatisfy({ isSettled[$0] }) && obeys(group) {
        markOutline(group.map { rings[$0] })
        for ring in group { isSettled[ring] = true }
      }
    }

    /// The bonds that only one of the rings has.
    private mutating func markOutline(_ rings: [SmallestRings.Ring]) {
      var counts: [Int: Int] = [:]
      for ring in rings {
        for bond in ring.bonds { counts[bond, default: 0] += 1 }
        for atom in ring.atoms { isAromaticAtom[atom] = true }
      }
      for (bond, count) in counts where count == 1 { isAromaticBond[bond] = true }
    }

    // MARK: Electrons

    /// What an atom gives to a ring, nil when it can be in none that is aromatic.
    private func piElectrons(_ atom: Int) -> Int? {
      let description = molecule.atoms[atom]
      let (element, charge) = (description.element, description.formalCharge)
      let links = graph.links[atom]
      guard links.contains(where: { isCyclic[$0.bond] }), let free = Self.freeElectrons(atom, description, graph, orders) else { return nil }
      let multiple = links.filter { orders[$0.bond] != .single }
      let valence = links.reduce(0) { $0 + orders[$1.bond].rawValue }
      guard valence <= Valences.allowed(description)[0], multiple.count <= 1 else { return nil }
      let outward = multiple.first { !isCyclic[$0.bond] }
      let isDrawn = outward.map { Self.draws(molecule.atoms[$0.atom].element, from: element) } ?? false
      switch free {
      case 0: return multiple.isEmpty ? nil : outward == nil ? 1 : 0
      case 1:
        if outward != nil { return isDrawn ? 0 : 1 }
        return multiple.isEmpty ? (charge == 1 ? 0 : nil) : 1
      default: return (free - (isDrawn ? 1 : 0)) % 2 == 1 ? 1 : 2
      }
    }

    /// Electrons that are in no σ bond and could be shared: those of multiple bonds and lone pairs. Nil for atoms with more than
    /// three neighbours and for elements that bind once.
    static func freeElectrons(_ atom: Int, _ description: Atom, _ graph: BondGraph, _ orders: [BondOrder]) -> Int? {
      let usual = Valences.usual(description.element)
      let degree = graph.degree(atom)
      guard usual > 1, degree <= 3 else { return nil }
      let alone = max(Valences.outerElectrons(description.element) - usual - description.formalCharge, 0)
      let free = usual - degree + alone
      guard free >= 0 else { return nil }
      let excess = graph.links[atom].reduce(0) { $0 + (orders[$1.bond] == .aromatic ? 0 : orders[$1.bond].rawValue - 1) }
      return free > 1 && excess > 1 ? 1 : free
    }

    /// Later in the period, or earlier in the group.
    private static func draws(_ one: Element, from other: Element) -> Bool {
      let (first, second) = (Valences.outerElectrons(one), Valences.outerElectrons(other))
      return first == second ? one < other : first > second
    }
  }
}
