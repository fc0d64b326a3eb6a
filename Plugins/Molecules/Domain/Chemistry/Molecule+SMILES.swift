extension Molecule {
  /// The molecule as a line of text (SMILES), the same for any order of its atoms and bonds.
  ///
  /// Bonds stand as they are: Kekulé's double bonds as double bonds, aromatic bonds between small letters. Hydrogens are counted
  /// at their atom, but for those with a charge, an isotope, another hydrogen or not exactly one single bond. Parts that no bond
  /// joins are separated by points.
  ///
  /// Two texts are equal exactly when the molecules' graphs are: elements, charges, isotopes, bonds with their orders. So one
  /// molecule has several texts where one chemistry has several graphs: resonance forms, tautomers, the Kekulé and the aromatic form
  /// of a ring. Stereochemistry is not written, nor the multiplicity of radicals, which hydrogens and bonds show. A graph made
  /// to defeat the search for its order, or one of more than a thousand atoms with as many symmetries, can have several texts as well
  /// (see `CanonicalOrder`).
  ///
  /// Format: Weininger, “SMILES, a chemical language and information system” (1988); OpenSMILES 1.0.
  public var smiles: String {
    let graph = MolecularGraph(self)
    return graph.components.map { SMILESWriter($0).text() }.sorted().joined(separator: ".")
  }
}
