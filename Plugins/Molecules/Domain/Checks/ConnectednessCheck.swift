extension MoleculeCheck {
  /// Parts that no bond joins with the largest one (of parts of one size: the one with the first atom). A violation for each;
  /// its excess is the number of its atoms.
  public static let connectedness = MoleculeCheck(name: "connectedness", unit: "atoms", scale: 1) { structure, report in
    let components = structure.molecule.components
    let largest = components.indices.max { (components[$0].count, -$0) < (components[$1].count, -$1) }
    for (index, component) in components.enumerated() where index != largest {
      let names = component.map { "\($0 + 1) (\(structure.molecule.atoms[$0].element))" }.joined(separator: ", ")
      let subject = component.count == 1 ? "atom \(names) is" : "atoms \(names) are"
      report.note("no bond joins the rest of the molecule with what \(subject)", excess: Double(component.count), of: component)
    }
  }
}
