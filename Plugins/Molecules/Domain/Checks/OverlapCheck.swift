extension MoleculeCheck {
  /// Atoms on top of each other, bonded or not.
  ///
  /// - Parameter least: in Å. No nuclei of a molecule are nearer than those of H₂, at 0.74 Å.
  public static func overlap(least: Double = 0.5) -> MoleculeCheck {
    MoleculeCheck(name: "overlap", unit: "Å", scale: 0.1) { structure, report in
      structure.visitPairs(within: least, &report) { first, second, distance, report in
        report.require("distance", distance, in: least...(.infinity), of: [first, second])
      }
    }
  }
}
