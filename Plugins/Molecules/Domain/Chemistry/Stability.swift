/// EDM's stability of a molecule, judged by its elements and positions alone.
///
/// An atom is stable when the orders of the bonds that `DistanceBonds` sees add up to a valence of its element; the molecule
/// is, when all its atoms are. Over a set of molecules, atom stability is the share of stable atoms among all atoms, and
/// molecule stability the share of stable molecules. Charges play no part, and connectedness is not asked for.
///
/// Source: as `DistanceBonds`.
public struct Stability: Hashable, Sendable {
  /// Whether each atom is stable.
  public let isAtomStable: [Bool]

  /// - Parameter positions: in Å. Every pair of atoms is looked at, so that the time grows with the square of their number.
  public init(_ elements: [Element], at positions: [SIMD3<Double>]) {
    var valences = [Int](repeating: 0, count: elements.count)
    for first in elements.indices {
      for second in 0..<first {
        let limits = DistanceBonds.limits[DistanceBonds.limitIndex(elements[first], elements[second])]
        let difference = positions[first] - positions[second]
        guard let order = DistanceBonds.order(limits, (difference * difference).sum().squareRoot()) else { continue }
        valences[first] += order.rawValue
        valences[second] += order.rawValue
      }
    }
    isAtomStable = zip(elements, valences).map { element, valence in
      Self.valences[element]?.contains(valence) ?? false
    }
  }

  public init(_ molecule: Molecule) {
    self.init(molecule.atoms.map(\.element), at: molecule.atoms.map(\.position))
  }

  public var stableAtomCount: Int { isAtomStable.count { $0 } }

  public var isMoleculeStable: Bool { isAtomStable.allSatisfy { $0 } }

  private static let valences: [Element: [Int]] = [
    .hydrogen: [1], .carbon: [4], .nitrogen: [3], .oxygen: [2], .fluorine: [1], .boron: [3], .aluminium: [3], .silicon: [4],
    .phosphorus: [3, 5], .sulfur: [4], .chlorine: [1], .arsenic: [3], .bromine: [1], .iodine: [1], .mercury: [1, 2],
    .bismuth: [3, 5],
  ]
}
