/// Which bonds an atom of an element and formal charge may have.
///
/// An atom's bonds count as a pair: how many are aromatic, and the sum of the orders of the others (its hydrogens are atoms
/// like any other). An aromatic bond is no order of its own: benzene's carbon has (2, 1), the two carbons that naphthalene's
/// rings share have (3, 0), methane's has (0, 4).
public struct ValenceTable: Hashable, Sendable {
  /// The bonds of one atom.
  public struct Bonding: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let aromaticBonds: Int
    /// The sum of the orders of the bonds that are not aromatic.
    public let otherOrders: Int

    public init(aromaticBonds: Int, otherOrders: Int) {
      self.aromaticBonds = aromaticBonds
      self.otherOrders = otherOrders
    }

    public static func < (left: Bonding, right: Bonding) -> Bool {
      (left.aromaticBonds, left.otherOrders) < (right.aromaticBonds, right.otherOrders)
    }

    public var description: String {
      aromaticBonds == 0 ? "valence \(otherOrders)" : "\(aromaticBonds) aromatic bonds and valence \(otherOrders)"
    }
  }

  /// What is allowed, by element and charge.
  private let allowed: [Element: [Int: [Bonding]]]

  /// - Parameter allowed: by element and formal charge, pairs of the number of aromatic bonds and the sum of the others' orders.
  public init(_ allowed: [Element: [Int: [(aromatic: Int, other: Int)]]]) {
    self.allowed = allowed.mapValues { charges in
      charges.mapValues { pairs in pairs.map { Bonding(aromaticBonds: $0.aromatic, otherOrders: $0.other) }.sorted() }
    }
  }

  /// What an atom may have, ascending; empty when the table does not know the element with this charge.
  public func bondings(of element: Element, formalCharge: Int) -> [Bonding] {
    allowed[element]?[formalCharge] ?? []
  }

  /// The atoms whose bonds are not allowed, in the molecule's order; empty for a legal molecule.
  public func violations(in molecule: Molecule) -> [ValenceViolation] {
    let found = Self.bondings(in: molecule)
    return molecule.atoms.indices.compactMap { index in
      let atom = molecule.atoms[index]
      let allowed = bondings(of: atom.element, formalCharge: atom.formalCharge)
      guard !allowed.contains(found[index]) else { return nil }
      return ValenceViolation(
        atom: index, element: atom.element, formalCharge: atom.formalCharge, bonding: found[index], allowed: allowed)
    }
  }

  /// The bonds of every atom.
  static func bondings(in molecule: Molecule) -> [Bonding] {
    var aromatic = [Int](repeating: 0, count: molecule.atoms.count)
    var other = aromatic
    for bond in molecule.bonds {
      for atom in [bond.first, bond.second] {
        if bond.order == .aromatic { aromatic[atom] += 1 } else { other[atom] += bond.order.rawValue }
      }
    }
    return zip(aromatic, other).map { Bonding(aromaticBonds: $0, otherOrders: $1) }
  }
}
