/// What decides how wide an angle at an atom is, as far as the graph tells: the atom's element and bonds, and small rings.
public struct AngleSite: Hashable, Sendable {
  /// How the bonds of an atom spread.
  public enum Arrangement: Hashable, Sendable {
    /// Two neighbours of a carbon or nitrogen with a triple bond or two double bonds.
    case linear
    /// A double or aromatic bond and at most three neighbours.
    case trigonal
    /// Four neighbours.
    case tetrahedral
    /// Single bonds to fewer than four neighbours; lone pairs may push or lie across.
    case open
    /// More than four neighbours.
    case crowded
  }

  /// Whether a ring of three or four atoms forces the angle.
  public enum SmallRing: Hashable, Sendable {
    /// The atom is in none.
    case none
    /// The angle belongs to a ring of three atoms.
    case three
    /// The angle belongs to a ring of four atoms.
    case four
    /// The atom is in one, which the angle does not belong to.
    case beside
  }

  public let centre: Element
  public let neighbourCount: Int
  public let arrangement: Arrangement
  public let ring: SmallRing

  /// The range within a quarter of the ideal angle, as wide as PoseBusters allows bond angles to be; nil where no angle is
  /// ideal. In degrees.
  ///
  /// Ideal are 180°, 120° and 109.47° (Gillespie and Nyholm 1957), 60° and 90° in rings of three and four atoms. Single bonds
  /// beside lone pairs have the range from tetrahedral to trigonal. Beside a small ring, whose narrow angle leaves more room, the
  /// upper ideal is 150° at a trigonal atom (of a ring of three: two bonds share the remaining 300°), 135° at one with lone pairs
  /// (of a ring of four: 270°), and 120° at a tetrahedral one.
  public var publishedRange: ClosedRange<Double>? {
    let tetrahedral = 109.4712
    let ideal: ClosedRange<Double>
    switch (ring, arrangement) {
    case (.three, _): ideal = 60...60
    case (.four, _): ideal = 90...90
    case (_, .linear): ideal = 180...180
    case (.beside, .trigonal): ideal = 120...150
    case (_, .trigonal): ideal = 120...120
    case (.none, .tetrahedral): ideal = tetrahedral...tetrahedral
    case (.beside, .open): ideal = tetrahedral...135
    case (.beside, .tetrahedral), (_, .open): ideal = tetrahedral...120
    case (_, .crowded): return nil
    }
    return 0.75 * ideal.lowerBound...min(1.25 * ideal.upperBound, 180)
  }
}

extension MoleculeStructure {
  /// The angles with their sites, in the order of `angles`.
  public var sites: [(angle: Angle, site: AngleSite)] {
    var result: [(angle: Angle, site: AngleSite)] = []
    var centre = -1
    var start = 0
    for angle in angles {
      if angle.centre != centre {
        markBesideRings(&result, from: start)
        (centre, start) = (angle.centre, result.count)
      }
      let site = AngleSite(
        centre: molecule.atoms[centre].element, neighbourCount: neighbours[centre].count, arrangement: arrangement(centre),
        ring: ring(angle))
      result.append((angle, site))
    }
    markBesideRings(&result, from: start)
    return result
  }

  /// The angles at one centre, of which one may show that the centre is in a small ring.
  private func markBesideRings(_ sites: inout [(angle: Angle, site: AngleSite)], from start: Int) {
    guard sites[start...].contains(where: { $0.site.ring != .none }) else { return }
    for index in start..<sites.count where sites[index].site.ring == .none {
      let site = sites[index].site
      sites[index].site = AngleSite(
        centre: site.centre, neighbourCount: site.neighbourCount, arrangement: site.arrangement, ring: .beside)
    }
  }

  private func ring(_ angle: Angle) -> AngleSite.SmallRing {
    if areBonded(angle.first, angle.last) { return .three }
    let closesFour = neighbours[angle.first].contains { $0.atom != angle.centre && areBonded($0.atom, angle.last) }
    return closesFour ? .four : .none
  }

  func arrangement(_ atom: Int) -> AngleSite.Arrangement {
    let around = neighbours[atom]
    let element = molecule.atoms[atom].element
    switch around.count {
    case 5...: return .crowded
    case 4: return .tetrahedral
    case 2 where element == .carbon || element == .nitrogen:
      if around.contains(where: { $0.order == .triple }) || around.count(where: { $0.order == .double }) == 2 { return .linear }
    default: break
    }
    return around.contains { $0.order != .single } ? .trigonal : .open
  }
}
