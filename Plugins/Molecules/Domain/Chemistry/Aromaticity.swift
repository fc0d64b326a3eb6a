/// The bonds that share their electrons around a ring, found from one Kekulé form.
///
/// Hückel's rule: a ring of planar atoms is aromatic when its π electrons number 4n + 2. Rings of up to two or three that share
/// bonds count together, and then only their outline is aromatic (azulene's). An atom gives
/// - 1 electron with a double bond in a ring;
/// - 0 or 1 with a double bond out of it: 0 when the other atom draws the electrons (C=O);
/// - with single bonds only 2 as N, O, S, P, Se, Te or a negative carbon, 0 as boron or a positive carbon.
/// An atom with more than three neighbours, two multiple bonds, or more bonds than its usual valence is in no aromatic ring.
/// Bonds that have no Kekulé form, and rings all of whose bonds are such, are taken as they are.
///
/// The rules are those of RDKit's aromaticity, by which other programs give force-field types (UFF) and judge which rings are flat
/// (PoseBusters), except that it looks at up to six rings together, and that boron in it gives nothing, although its orbital is
/// as empty as that of C⁺: borazine is flat, with bonds of 1.44 Å.
///
/// Source: Hückel, Z. Phys. 70, 204 (1931).
struct Aromaticity: Sendable {
  private(set) var isAromaticBond: [Bool]
  private(set) var isAromaticAtom: [Bool]
  /// The rings that are aromatic by themselves or together with others.
  private(set) var rings: [SmallestRings.Ring] = []

  private let molecule: Molecule
  private let neighbours: Neighbours
  private let orders: [BondOrder]

  /// - Parameters:
  ///   - neighbours: those of the molecule.
  ///   - orders: `kekuleOrders` of the molecule.
  init(_ molecule: Molecule, _ neighbours: Neighbours, _ orders: [BondOrder]) {
    self.molecule = molecule
    self.neighbours = neighbours
    self.orders = orders
    isAromaticBond = orders.map { $0 == .aromatic }
    isAromaticAtom = [Bool](repeating: false, count: molecule.atoms.count)
    for (bond, order) in zip(molecule.bonds, orders) where order == .aromatic {
      isAromaticAtom[bond.first] = true
      isAromaticAtom[bond.second] = true
    }
    // Where no atom could be planar, as in a heap of atoms that distances join, rings are too many to be looked for.
    guard molecule.atoms.indices.count(where: { 2...3 ~= neighbours.degree($0) }) >= 3 else { return }
    let smallest = SmallestRings(molecule, neighbours)
    guard !smallest.rings.isEmpty else { return }
    let electrons = molecule.atoms.indices.map { piElectrons($0, smallest.isCyclic) }
    let candidates = smallest.rings.filter { ring in
      ring.atoms.allSatisfy { electrons[$0] != nil } || isLeftAromatic(ring)
    }
    mark(candidates, electrons)
  }

  /// Whether a ring of atoms that could be planar has no Kekulé form.
  private func isLeftAromatic(_ ring: SmallestRings.Ring) -> Bool {
    ring.bonds.allSatisfy { orders[$0] == .aromatic } && ring.atoms.allSatisfy { freeElectrons($0) != nil }
  }

  /// - Parameter electrons: nil for the atoms of bonds without a Kekulé form.
  private mutating func mark(_ candidates: [SmallestRings.Ring], _ electrons: [Int?]) {
    func obeys(_ group: [Int]) -> Bool {
      let given = Set(group.flatMap { candidates[$0].atoms }).map { electrons[$0] }
      return !given.contains(nil) && given.reduce(0) { $0 + ($1 ?? 0) } % 4 == 2
    }
    var isSettled = candidates.map(isLeftAromatic)
    for ring in candidates.indices where obeys([ring]) {
      markOutline([candidates[ring]])
      isSettled[ring] = true
    }
    if isSettled.contains(false) {
      for group in Self.groups(candidates) where !group.allSatisfy({ isSettled[$0] }) && obeys(group) {
        markOutline(group.map { candidates[$0] })
        for ring in group { isSettled[ring] = true }
      }
    }
    rings = zip(candidates, isSettled).filter(\.1).map(\.0)
  }

  /// The indices of two and of three rings that hang together by common bonds: all pairs, then all triples, ascending.
  private static func groups(_ rings: [SmallestRings.Ring]) -> [[Int]] {
    var owners: [Int: [Int]] = [:]
    for (ring, bonds) in rings.map(\.bonds).enumerated() {
      for bond in bonds { owners[bond, default: []].append(ring) }
    }
    let near = rings.indices.map { ring in Set(rings[ring].bonds.flatMap { owners[$0] ?? [] }).subtracting([ring]).sorted() }
    let pairs = rings.indices.flatMap { ring in near[ring].filter { $0 > ring }.map { [ring, $0] } }
    let triples = Set(pairs.flatMap { pair in pair.flatMap { near[$0] }.filter { !pair.contains($0) }.map { (pair + [$0]).sorted() } })
    // Sorted, since a group that is settled first decides about those that it shares rings with.
    return pairs + triples.sorted { $0.lexicographicallyPrecedes($1) }
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
  private func piElectrons(_ atom: Int, _ isCyclic: [Bool]) -> Int? {
    let (around, description) = (neighbours[atom], molecule.atoms[atom])
    guard around.contains(where: { isCyclic[$0.bond] }), let free = freeElectrons(atom),
      !around.contains(where: { orders[$0.bond] == .aromatic }),
      around.reduce(0, { $0 + orders[$1.bond].rawValue }) <= description.usualValence
    else { return nil }
    let multiple = around.filter { orders[$0.bond] != .single }
    guard multiple.count <= 1 else { return nil }
    if let multiple = multiple.first {
      return !isCyclic[multiple.bond] && Self.draws(molecule.atoms[multiple.atom].element, from: description.element) ? 0 : 1
    }
    if free > 1 { return 2 }
    let isVacant = description.formalCharge == (description.element == .boron ? 0 : 1)
    return isVacant ? 0 : nil
  }

  /// Electrons that are in no σ bond and could be shared: those of multiple bonds and lone pairs. Nil for atoms with more than
  /// three neighbours and for elements that bind once.
  func freeElectrons(_ atom: Int) -> Int? {
    let (around, element) = (neighbours[atom], molecule.atoms[atom].element)
    let usual = element.usualValence
    guard usual > 1, around.count <= 3 else { return nil }
    let alone = max(element.outerElectrons - usual - molecule.atoms[atom].formalCharge, 0)
    let free = usual - around.count + alone
    guard free >= 0 else { return nil }
    let excess = around.reduce(0) { $0 + (orders[$1.bond] == .aromatic ? 0 : orders[$1.bond].rawValue - 1) }
    return free > 1 && excess > 1 ? 1 : free
  }

  /// Later in the period, or earlier in the group.
  private static func draws(_ one: Element, from other: Element) -> Bool {
    let (first, second) = (one.outerElectrons, other.outerElectrons)
    return first == second ? one < other : first > second
  }
}
