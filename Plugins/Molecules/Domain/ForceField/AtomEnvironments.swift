extension ForceField {
  /// What the force field needs to know of each atom and bond: orders with aromatic bonds as such, shapes, conjugation.
  ///
  /// An atom has as many orbitals in use as neighbours and lone pairs together: two or fewer make it linear, three planar, four
  /// tetrahedral. Four make it planar as well when it has at most three neighbours and a conjugated bond: so the nitrogen of an
  /// amide or aniline, the oxygen of an ester or furan. A bond is conjugated when it is aromatic, or when one of its atoms, with two or
  /// three neighbours, has a multiple bond and another bond to an atom with free electrons: both these bonds are.
  ///
  /// The rules are RDKit's, whose types other programs compare with; two radical electrons are taken for a lone pair, one for none,
  /// so that methyl is planar.
  struct AtomEnvironments {
    enum Shape {
      case linear, planar, tetrahedral, bipyramidal, octahedral, crowded
    }

    let molecule: Molecule
    let neighbours: Neighbours
    /// 1, 1.5, 2 or 3.
    let orders: [Double]
    let isConjugated: [Bool]
    let shapes: [Shape]
    /// The sum of the orders of an atom's bonds in the Kekulé form.
    let valences: [Int]

    init(_ molecule: Molecule) {
      self.molecule = molecule
      let neighbours = Neighbours(molecule)
      // Aromatic bonds without a Kekulé form stay as they are, with the order 1.5.
      let kekule = molecule.kekuleOrders
      let aromaticity = Aromaticity(molecule, neighbours, kekule)
      let valences = molecule.atoms.indices.map { atom in
        Int(neighbours[atom].reduce(0.0) { $0 + (kekule[$1.bond] == .aromatic ? 1.5 : Double(kekule[$1.bond].rawValue)) })
      }
      let hasConjugatedBond = Self.conjugation(molecule, neighbours, kekule, aromaticity)
      self.neighbours = neighbours
      self.valences = valences
      orders = zip(kekule, aromaticity.isAromaticBond).map { $1 ? 1.5 : Double($0.rawValue) }
      shapes = molecule.atoms.indices.map { atom in
        let free = molecule.atoms[atom].element.outerElectrons - valences[atom] - molecule.atoms[atom].formalCharge
        switch neighbours.degree(atom) + max(free, 0) / 2 {
        case ...2: return .linear
        case 3: return .planar
        case 4: return neighbours.degree(atom) <= 3 && hasConjugatedBond[atom] ? .planar : .tetrahedral
        case 5: return .bipyramidal
        case 6: return .octahedral
        default: return .crowded
        }
      }
      isConjugated = zip(hasConjugatedBond, aromaticity.isAromaticAtom).map { $0 || $1 }
    }

    /// Whether each atom has a conjugated bond.
    private static func conjugation(
      _ molecule: Molecule, _ neighbours: Neighbours, _ orders: [BondOrder], _ aromaticity: Aromaticity
    ) -> [Bool] {
      var isConjugated = [Bool](repeating: false, count: molecule.atoms.count)
      for (index, bond) in molecule.bonds.enumerated() where aromaticity.isAromaticBond[index] {
        isConjugated[bond.first] = true
        isConjugated[bond.second] = true
      }
      let canShare = molecule.atoms.indices.map { atom in
        let element = molecule.atoms[atom].element
        // Lone pairs of P and S hardly share in π bonds, so that a phosphine or sulfide beside a double bond stays bent.
        let isHeavy = element == .phosphorus || (element == .sulfur && neighbours.degree(atom) > 1)
        return !isHeavy && aromaticity.freeElectrons(atom) ?? 0 > 0
      }
      for atom in molecule.atoms.indices where canShare[atom] && 2...3 ~= neighbours.degree(atom) {
        for multiple in neighbours[atom] where orders[multiple.bond] != .single || aromaticity.isAromaticBond[multiple.bond] {
          for other in neighbours[atom] where other.bond != multiple.bond && canShare[other.atom] {
            for member in [atom, multiple.atom, other.atom] { isConjugated[member] = true }
          }
        }
      }
      return isConjugated
    }

    // MARK: Types

    var types: [AtomType] { molecule.atoms.indices.map(type) }

    private func type(_ atom: Int) -> AtomType {
      let isPlanar = shapes[atom] == .planar
      let isResonant = isPlanar && isConjugated[atom]
      let isLinear = shapes[atom] == .linear
      switch molecule.atoms[atom].element {
      case .hydrogen: return neighbours.degree(atom) > 1 ? .bridgingHydrogen : .hydrogen
      case .boron: return isPlanar || isLinear ? .planarBoron : .tetrahedralBoron
      case .carbon: return isLinear ? .linearCarbon : isResonant ? .resonantCarbon : isPlanar ? .planarCarbon : .tetrahedralCarbon
      case .nitrogen: return isLinear ? .linearNitrogen : isResonant ? .resonantNitrogen : isPlanar ? .planarNitrogen : .tetrahedralNitrogen
      case .oxygen: return isLinear ? .linearOxygen : isResonant ? .resonantOxygen : isPlanar ? .planarOxygen : .tetrahedralOxygen
      case .fluorine: return .fluorine
      case .silicon: return .silicon
      case .phosphorus: return valences[atom] <= 3 ? .trivalentPhosphorus : .pentavalentPhosphorus
      case .sulfur:
        if isPlanar { return isResonant ? .resonantSulfur : .planarSulfur }
        return valences[atom] <= 2 ? .divalentSulfur : valences[atom] <= 4 ? .tetravalentSulfur : .hexavalentSulfur
      case .chlorine: return .chlorine
      case .bromine: return .bromine
      default: return .iodine
      }
    }
  }
}
