public import Files

/// A tetrahedral centre that two geometries of one graph show with different hands.
public struct ChiralityChange: Hashable, Sendable, CustomStringConvertible {
  public let before: TetrahedralCentre
  public let after: TetrahedralCentre

  /// `atom 3 (C) was left-handed and is flat`
  public var description: String {
    "atom \(before.atom + 1) (\(before.element)) was \(Self.word(before.handedness)) and is \(Self.word(after.handedness))"
  }

  private static func word(_ handedness: TetrahedralCentre.Handedness) -> String {
    switch handedness {
    case .left: "left-handed"
    case .right: "right-handed"
    case .flat: "flat"
    }
  }
}

extension Molecule {
  /// The centres whose handedness other positions of the same atoms change; empty when chirality is preserved. Atoms that are
  /// flat before have nothing to preserve, those that become flat have changed.
  ///
  /// - Parameter positions: in Å, one for each atom.
  /// - Throws: `ProgramError` when their number differs from that of the atoms.
  public func chiralityChanges(at positions: [SIMD3<Double>]) throws(ProgramError) -> [ChiralityChange] {
    guard positions.count == atoms.count else {
      throw ProgramError(
        .data, "\(positions.count) positions for \(atoms.count) atoms", remedy: "give one position for each atom, in their order")
    }
    return zip(tetrahedralCentres, tetrahedralCentres(at: positions)).compactMap { before, after in
      let isKept = before.handedness == .flat || before.handedness == after.handedness
      return isKept ? nil : ChiralityChange(before: before, after: after)
    }
  }
}
