public import Files

extension MaskedGraph {
  /// The graph of a molecule, with everything known. Aromatic bonds are given a place for their double bonds first.
  ///
  /// - Throws: `ProgramError` when an atom's kind is not in the alphabet, or aromatic bonds have no Kekulé structure.
  public init(_ molecule: Molecule, alphabet: AtomAlphabet) throws(ProgramError) {
    let molecule = try molecule.kekulised()
    var kinds: [Int8] = []
    for (index, atom) in molecule.atoms.enumerated() {
      guard let kind = alphabet.index(of: AtomKind(atom)) else {
        throw ProgramError(
          .data, "atom \(index + 1) is \(AtomKind(atom)), which is not in the alphabet",
          remedy: "leave out the molecule, or make an alphabet that has this kind")
      }
      kinds.append(Int8(kind))
    }
    var orders = [Int8](repeating: 0, count: Self.pairCount(atomCount: kinds.count))
    for bond in molecule.bonds { orders[Self.pairIndex(bond.first, bond.second)] = Int8(bond.order.rawValue) }
    try self.init(kinds: kinds, orders: orders)
  }

  /// The bonds that are known, in ascending order of their pairs' indices.
  public var bonds: [Bond] {
    orders.indices.compactMap { index in
      guard let order = BondOrder(rawValue: Int(orders[index])) else { return nil }
      let (first, second) = Self.atoms(ofPair: index)
      return Bond(first, second, order)
    }
  }

  /// Whether everything is known, every atom's total bond order is one that its kind may have, and, where asked for, bonds
  /// hold all atoms together.
  public func isLegal(_ alphabet: AtomAlphabet, _ connectivity: Connectivity = .required) -> Bool {
    guard isFullyKnown, kinds.allSatisfy({ $0 < alphabet.count }) else { return false }
    let bonds = self.bonds
    var totals = [Int](repeating: 0, count: atomCount)
    for bond in bonds {
      totals[bond.first] += bond.order.rawValue
      totals[bond.second] += bond.order.rawValue
    }
    let areAllowed = zip(kinds, totals).allSatisfy { alphabet.valences[Int($0)].contains($1) }
    guard areAllowed, connectivity == .required, atomCount > 0 else { return areAllowed }
    let neighbours = Neighbours(bonds, atomCount: atomCount)
    var isReached = [Bool](repeating: false, count: atomCount)
    isReached[0] = true
    var waiting = [0]
    while let atom = waiting.popLast() {
      for neighbour in neighbours[atom] where !isReached[neighbour.atom] {
        isReached[neighbour.atom] = true
        waiting.append(neighbour.atom)
      }
    }
    return !isReached.contains(false)
  }
}
