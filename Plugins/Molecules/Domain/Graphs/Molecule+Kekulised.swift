public import Files

extension Molecule {
  /// The molecule with its aromatic bonds replaced by single and double ones, such that every atom that had some has a total
  /// bond order of the corrected valence table. A molecule without aromatic bonds comes back unchanged.
  ///
  /// The choice among several structures is a function of the order of the atoms alone. Structures in which every atom has as
  /// few double bonds as its element and charge allow are tried first: so the sulfur of thiophene, which might have three
  /// bonds by the table, keeps two.
  ///
  /// - Throws: `ProgramError` naming the atoms of a set joined by aromatic bonds for which there is no such structure.
  public func kekulised() throws(ProgramError) -> Molecule {
    guard bonds.contains(where: { $0.order == .aromatic }) else { return self }
    var search = KekuleSearch(self)
    for component in search.components {
      guard case .none(let isCertain) = search.solve(component) else { continue }
      let names = component.prefix(20).map { "\($0 + 1) (\(AtomKind(atoms[$0])))" }.joined(separator: ", ")
      let ending = component.count > 20 ? ", …" : ""
      throw ProgramError(
        .data, "\(isCertain ? "no" : "no quickly found") single and double bonds fit the aromatic atoms \(names)\(ending)",
        remedy: "correct their hydrogens and charges, or remove the molecule")
    }
    return try Molecule(
      title: title, atoms: atoms, bonds: zip(bonds, search.orders).map { Bond($0.first, $0.second, $1) }, dataFields: dataFields)
  }

  /// The orders of the bonds as `kekulised` chooses them. Sets of atoms joined by aromatic bonds for which there is no such structure
  /// keep these.
  var kekuleOrders: [BondOrder] {
    guard bonds.contains(where: { $0.order == .aromatic }) else { return bonds.map(\.order) }
    var search = KekuleSearch(self)
    for component in search.components { _ = search.solve(component) }
    return search.orders
  }
}
