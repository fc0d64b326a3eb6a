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
    for component in aromaticComponents {
      switch search.solve(component) {
      case .found: break
      case .none(let isCertain):
        let names = component.prefix(20).map { "\($0 + 1) (\(AtomKind(atoms[$0])))" }.joined(separator: ", ")
        let ending = component.count > 20 ? ", …" : ""
        throw ProgramError(
          .data, "\(isCertain ? "no" : "no quickly found") single and double bonds fit the aromatic atoms \(names)\(ending)",
          remedy: "correct their hydrogens and charges, or remove the molecule")
      }
    }
    let isDouble = search.isDouble
    return try Molecule(
      title: title, atoms: atoms,
      bonds: bonds.indices.map {
        bonds[$0].order == .aromatic ? Bond(bonds[$0].first, bonds[$0].second, isDouble[$0] ? .double : .single) : bonds[$0]
      }, dataFields: dataFields)
  }

  /// The sets of atoms that aromatic bonds hold together, without those that have none.
  private var aromaticComponents: [[Int]] {
    let neighbours = Neighbours(bonds.filter { $0.order == .aromatic }, atomCount: atoms.count)
    var isSeen = [Bool](repeating: false, count: atoms.count)
    var result: [[Int]] = []
    for start in atoms.indices where !isSeen[start] && !neighbours[start].isEmpty {
      var members = [start]
      isSeen[start] = true
      var position = 0
      while position < members.count {
        for neighbour in neighbours[members[position]] where !isSeen[neighbour.atom] {
          isSeen[neighbour.atom] = true
          members.append(neighbour.atom)
        }
        position += 1
      }
      result.append(members.sorted())
    }
    return result
  }
}
