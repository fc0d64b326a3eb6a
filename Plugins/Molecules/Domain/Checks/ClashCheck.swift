import Files

extension MoleculeCheck {
  /// How near atoms may come that no bond joins, as fractions of the sum of their van der Waals radii.
  public struct ClashLimits: Hashable, Sendable, Codable {
    /// Four bonds apart or more, or in different parts.
    public var distant: Double
    /// Three bonds apart: small rings and double bonds hold such atoms nearer than they would stay by themselves.
    public var threeBonds: Double
    /// A hydrogen at N, O, F or S before another of these four or chlorine, which hydrogen bonds draw together.
    public var hydrogenBond: Double

    /// Without arguments what 8,745 molecules of QM9 keep: their least fractions are 0.72, 0.68 and 0.62.
    public init(distant: Double = 0.7, threeBonds: Double = 0.68, hydrogenBond: Double = 0.6) {
      self.distant = distant
      self.threeBonds = threeBonds
      self.hydrogenBond = hydrogenBond
    }
  }

  /// Atoms nearer to each other than a fraction of the sum of their van der Waals radii. Atoms one bond apart are left to the
  /// bond lengths, those two bonds apart to the bond angles; elements without a published radius are not judged. Unit: Å.
  public static func clash(_ limits: ClashLimits = ClashLimits()) -> MoleculeCheck {
    MoleculeCheck(name: "clash", unit: "Å", scale: 0.1) { structure, report in
      let radii = structure.molecule.atoms.map { $0.element.vanDerWaalsRadius ?? 0 }
      let reach = 2 * (radii.max() ?? 0) * max(limits.distant, limits.threeBonds, limits.hydrogenBond)
      guard reach > 0 else { return }
      structure.visitPairs(within: reach, &report) { first, second, distance, report in
        guard radii[first] > 0, radii[second] > 0 else { return }
        let fraction = distance / (radii[first] + radii[second])
        guard fraction < max(limits.distant, limits.threeBonds, limits.hydrogenBond) else { return }
        let separation = structure.separation(first, second)
        guard separation != 1, separation != 2 else { return }
        var limit = separation == 3 ? limits.threeBonds : limits.distant
        if structure.isHydrogenBond(first, second) { limit = min(limit, limits.hydrogenBond) }
        report.require("distance", distance, in: limit * (radii[first] + radii[second])...(.infinity), of: [first, second])
      }
    }
  }
}

extension MoleculeStructure {
  /// Visits near pairs in ascending order; where too many atoms lie in one place to look at pairs, that is what is reported.
  func visitPairs(
    within reach: Double, _ report: inout MoleculeCheck.Report,
    _ body: (Int, Int, Double, inout MoleculeCheck.Report) -> Void
  ) {
    var pairs: [(Int, Int, Double)] = []
    do throws(ProgramError) {
      try ClosePairs.visit(molecule.atoms.map(\.position), within: reach) { pairs.append(($0, $1, $2)) }
    } catch {
      report.note(error.problem, excess: reach, of: [])
      return
    }
    for (first, second, distance) in pairs.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) { body(first, second, distance, &report) }
  }

  fileprivate func isHydrogenBond(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (molecule.atoms[one].element, molecule.atoms[other].element)
    guard (first == .hydrogen) != (second == .hydrogen) else { return false }
    let (hydrogen, acceptor) = first == .hydrogen ? (one, second) : (other, first)
    let isDonated = neighbours[hydrogen].contains { Self.donors.contains(molecule.atoms[$0.atom].element) }
    return isDonated && (Self.donors.contains(acceptor) || acceptor == .chlorine)
  }

  private static let donors: Set<Element> = [.nitrogen, .oxygen, .fluorine, .sulfur]
}
