import Files

/// Whether a molecule's bonds are those that its distances imply by `DistanceBonds`.
public struct DistanceAgreement: Hashable, Sendable {
  /// Whether the same pairs of atoms are bonded, whatever the orders.
  public let hasSamePairs: Bool
  /// Whether besides every order is the implied one, up to resonance.
  ///
  /// Bonds that resonance evens out have no order of their own, and the lookup knows neither aromatic bonds nor charges. So a
  /// single, double or aromatic bond may be implied single or double when it belongs to an aromatic ring
  /// (`MoleculeStructure.aromaticRings`), or to a pair of bonds X=A–Y where X and Y are of one element and X has one unit of charge more than
  /// Y (carboxylate, nitro group, amidinium), so that exchanging them gives the same charges. All other orders must be equal.
  public let hasSameOrders: Bool

  public init(_ molecule: Molecule) { self.init(MoleculeStructure(molecule)) }

  public init(_ structure: MoleculeStructure) {
    let molecule = structure.molecule
    // Atoms on top of each other have no implied bonds.
    let implied = try? DistanceBonds.bonds(molecule.atoms.map(\.element), at: molecule.atoms.map(\.position))
    guard let implied, implied.count == molecule.bonds.count else {
      (hasSamePairs, hasSameOrders) = (false, false)
      return
    }
    let sorted = implied.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    hasSamePairs = zip(sorted, molecule.bonds).allSatisfy { $0.first == $1.first && $0.second == $1.second }
    guard hasSamePairs else {
      hasSameOrders = false
      return
    }
    let differing = zip(sorted, molecule.bonds).filter { $0.order != $1.order }
    guard !differing.isEmpty else {
      hasSameOrders = true
      return
    }
    let rings = structure.aromaticRings
    hasSameOrders = differing.allSatisfy { implied, own in
      guard implied.order != .triple, own.order != .triple else { return false }
      return rings.contains { Self.isSide(own, of: $0) } || structure.isEvenedOut(own)
    }
  }

  private static func isSide(_ bond: Bond, of ring: [Int]) -> Bool {
    guard let one = ring.firstIndex(of: bond.first), let other = ring.firstIndex(of: bond.second) else { return false }
    let distance = abs(one - other)
    return distance == 1 || distance == ring.count - 1
  }
}

extension MoleculeStructure {
  /// Whether a bond is one of a pair X=A–Y that can be exchanged.
  fileprivate func isEvenedOut(_ bond: Bond) -> Bool {
    [(bond.first, bond.second), (bond.second, bond.first)].contains { centre, end in
      let atom = molecule.atoms[end]
      return neighbours[centre].contains { other in
        let partner = molecule.atoms[other.atom]
        guard other.atom != end, partner.element == atom.element else { return false }
        switch (bond.order, other.order) {
        case (.double, .single): return atom.formalCharge == partner.formalCharge + 1
        case (.single, .double): return partner.formalCharge == atom.formalCharge + 1
        default: return false
        }
      }
    }
  }
}
