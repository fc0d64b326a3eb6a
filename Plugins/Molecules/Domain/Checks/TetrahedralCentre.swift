/// An atom whose four neighbours are all different, and on which side of three of them the fourth lies.
///
/// Neighbours are told apart by the colours of the refined graph: elements, charges, isotopes and bonds, whatever their number
/// of bonds away. Neighbours that differ only by the handedness of other atoms are not told apart (pseudo-asymmetric atoms),
/// nor are lone pairs taken for a neighbour (sulfoxides, phosphines).
public struct TetrahedralCentre: Hashable, Sendable {
  /// The side of the neighbours' order; no R or S, which rank neighbours by other rules.
  public enum Handedness: Hashable, Sendable {
    case left, right
    /// The four neighbours lie too near to a plane, or two directions too near to each other, to tell.
    case flat
  }

  /// The index in the molecule's atoms, counted from 0.
  public let atom: Int
  public let element: Element
  /// In the order of their colours, which the graph alone decides.
  public let neighbours: [Int]
  /// (u₁ − u₄) · ((u₂ − u₄) × (u₃ − u₄)) of the unit vectors to the neighbours: ±16/(3√3) = ±3.08 for a regular tetrahedron,
  /// 0 for four directions in a plane, and of the other sign in the mirror.
  public let signedVolume: Double

  /// By the sign of the volume; flat below a tenth of the regular one.
  public var handedness: Handedness {
    let regular = 16 / (3 * 3.0.squareRoot())
    return abs(signedVolume) < regular / 10 ? .flat : signedVolume > 0 ? .right : .left
  }
}

extension Molecule {
  /// The atoms with four different neighbours, ascending.
  public var tetrahedralCentres: [TetrahedralCentre] { tetrahedralCentres(at: atoms.map(\.position)) }

  /// The same with other positions, in Å, one for each atom.
  public func tetrahedralCentres(at positions: [SIMD3<Double>]) -> [TetrahedralCentre] {
    let neighbours = Neighbours(self)
    guard positions.count == atoms.count, atoms.indices.contains(where: { neighbours[$0].count == 4 }) else { return [] }
    let colours = ColourRefinement(atoms.map(StereoKey.init), neighbours).colours
    return atoms.indices.compactMap { atom in
      let around = neighbours[atom].map(\.atom).sorted { colours[$0] < colours[$1] }
      guard around.count == 4, zip(around, around.dropFirst()).allSatisfy({ colours[$0] != colours[$1] }) else { return nil }
      let directions = around.map { other in
        let offset = positions[other] - positions[atom]
        return offset / max(Geometry.length(offset), .leastNormalMagnitude)
      }
      let volume = Geometry.signedVolume(
        directions[0] - directions[3], directions[1] - directions[3], directions[2] - directions[3])
      return TetrahedralCentre(atom: atom, element: atoms[atom].element, neighbours: around, signedVolume: volume)
    }
  }
}

private struct StereoKey: Comparable {
  let values: [Int]

  init(_ atom: Atom) { values = [atom.element.atomicNumber, atom.formalCharge, atom.isotope ?? 0] }

  static func < (left: StereoKey, right: StereoKey) -> Bool { left.values.lexicographicallyPrecedes(right.values) }
}
