extension MoleculeCheck {
  /// Bonds longer or shorter than bonds of their elements and order are. Unit: Å.
  public static func bondLength(_ ranges: GeometryRanges) -> MoleculeCheck {
    MoleculeCheck(name: "bond length", unit: "Å", scale: 0.1) { structure, report in
      for bond in structure.molecule.bonds {
        report.require(
          "distance", structure.length(of: bond), in: ranges.length(BondType(bond, in: structure.molecule)),
          of: [bond.first, bond.second])
      }
    }
  }
}
