extension MoleculeStructure {
  /// The rings of five and six atoms whose six π electrons keep them flat, written with aromatic bonds or as one of Kekulé's
  /// forms. Each ring is a list of its atoms around it, from the lowest index; rings with a bond across are not counted.
  ///
  /// An atom gives 1 electron when its double bond is part of a ring of five or six atoms; 2 from the lone pair of N, O, S or
  /// Se (or of a negative carbon) with single bonds only; 0 as the carbon of C=O, C=N or C=S outside of rings, as boron, or as
  /// a positive carbon. Other atoms, such as those with four neighbours, are in no such ring. A ring all of whose bonds are aromatic
  /// is taken as it is.
  ///
  /// Source: Hückel's rule for 4n + 2 = 6 electrons, ring by ring: rings that are aromatic only together (azulene's) are not found.
  public var aromaticRings: [[Int]] {
    let electrons = molecule.atoms.indices.map(candidate)
    guard electrons.count(where: { $0 != nil }) >= 5 else { return [] }
    return conjugatedRings(electrons).filter { ring in
      let inRing = zip(ring, ring.dropFirst() + ring.prefix(1)).map { order($0, $1) }
      if inRing.allSatisfy({ $0 == .aromatic }) { return true }
      return !inRing.contains(.triple) && ring.reduce(0) { $0 + (electrons[$1] ?? 0) } == 6
    }
  }

  func order(_ one: Int, _ other: Int) -> BondOrder? { neighbours[one].first { $0.atom == other }?.order }

  /// The number of π electrons that an atom can give to a ring, nil when it cannot be in a flat one.
  private func candidate(_ atom: Int) -> Int? {
    let around = neighbours[atom]
    guard around.count == 2 || around.count == 3 else { return nil }
    let (element, charge) = (molecule.atoms[atom].element, molecule.atoms[atom].formalCharge)
    guard Self.ringElements.contains(element), !around.contains(where: { $0.order == .triple }) else { return nil }
    if around.contains(where: { $0.order == .aromatic }) { return 1 }
    let doubles = around.filter { $0.order == .double }
    if doubles.count > 1 { return nil }
    if let double = doubles.first {
      if shareRing(atom, double.atom) { return 1 }
      return Self.acceptors.contains(molecule.atoms[double.atom].element) && element == .carbon ? 0 : nil
    }
    switch element {
    case .carbon: return charge == -1 ? 2 : charge == 1 ? 0 : nil
    case .boron: return charge == 0 ? 0 : nil
    default: return charge == 0 || charge == -1 ? 2 : nil
    }
  }

  /// Whether a bond is part of a ring of five or six atoms: a way of four or five bonds leads around it.
  private func shareRing(_ one: Int, _ other: Int) -> Bool {
    func reaches(_ atom: Int, from previous: Int, left: Int) -> Bool {
      neighbours[atom].contains { next in
        guard next.atom != previous else { return false }
        if next.atom == other { return left <= 2 }
        return next.atom != one && left > 1 && reaches(next.atom, from: atom, left: left - 1)
      }
    }
    return neighbours[one].contains { start in
      start.atom != other && reaches(start.atom, from: one, left: 4)
    }
  }

  /// Rings of five and six candidates without a bond across. Candidates have at most three neighbours, so that the walk
  /// from each is short.
  private func conjugatedRings(_ electrons: [Int?]) -> [[Int]] {
    var rings: [[Int]] = []
    var path: [Int] = []
    func extend(_ atom: Int, from start: Int) {
      path.append(atom)
      for next in neighbours[atom] where next.atom > start && electrons[next.atom] != nil && !path.contains(next.atom) {
        let across = path.dropLast().filter { areBonded($0, next.atom) }
        if across.isEmpty, path.count < 5 {
          extend(next.atom, from: start)
        } else if across == [start], path.count == 4 || path.count == 5, path[1] < next.atom {
          rings.append(path + [next.atom])
        }
      }
      path.removeLast()
    }
    for start in electrons.indices where electrons[start] != nil { extend(start, from: start) }
    return rings
  }

  private static let ringElements: Set<Element> = Set(
    [.boron, .carbon, .nitrogen, .oxygen, .sulfur] + [Element(symbol: "Se")].compactMap { $0 })
  private static let acceptors: Set<Element> = [.nitrogen, .oxygen, .sulfur]
}
