extension MoleculeCheck {
  /// Atoms whose bonds a table does not allow for their element and charge.
  ///
  /// The excess is the least difference, over what is allowed, of the sums of the orders, an aromatic bond counting 1½, and at
  /// least ½; 1 where the table does not know the element with this charge. Unit: bonds.
  public static func valence(_ table: ValenceTable = .corrected) -> MoleculeCheck {
    MoleculeCheck(name: "valence", unit: "bonds", scale: 1) { structure, report in
      for violation in table.violations(in: structure.molecule) {
        let differences = violation.allowed.map { abs($0.sum - violation.bonding.sum) }
        report.note(violation.description, excess: differences.min().map { max($0, 0.5) } ?? 1, of: [violation.atom])
      }
    }
  }
}

extension ValenceTable.Bonding {
  fileprivate var sum: Double { 1.5 * Double(aromaticBonds) + Double(otherOrders) }
}
