extension MoleculeCheck {
  /// Double bonds that are twisted, or whose atoms stand out of the plane of their neighbours.
  ///
  /// For a double bond with its neighbours, four to six atoms, the largest distance of one of them from their plane of least
  /// squares; a twist by the angle τ of two neighbours at the distance ρ from the bond's axis shows as ρ sin(τ/2), so that
  /// the limit for X–C=C–X with ρ ≈ 0.95 Å is about 30°. Judged are bonds between two atoms of C, N, O and S whose other bonds
  /// are single and at most two each: those of allenes and sulfoxides are not flat. Unit: Å. The first of the atoms named lies
  /// farthest off; the bond's own two are among them.
  ///
  /// - Parameter largest: in Å; without it the limit of Buttenschoen, Morris and Deane, “PoseBusters” (2024).
  public static func flatDoubleBond(largest: Double = 0.25) -> MoleculeCheck {
    MoleculeCheck(name: "flat double bond", unit: "Å", scale: 0.1) { structure, report in
      for bond in structure.molecule.bonds where bond.order == .double {
        guard structure.isTrigonal(bond.first), structure.isTrigonal(bond.second) else { continue }
        let others = [bond.first, bond.second].flatMap { structure.neighbours[$0].map(\.atom) }
        let around = others.filter { $0 != bond.first && $0 != bond.second }
        guard around.count >= 2, Set(around).count == around.count else { continue }
        structure.requireFlat([bond.first, bond.second] + around, "distance from its double bond’s plane", largest, &report)
      }
    }
  }
}

extension MoleculeStructure {
  fileprivate func isTrigonal(_ atom: Int) -> Bool {
    let around = neighbours[atom]
    switch molecule.atoms[atom].element {
    case .carbon, .nitrogen:
      return around.count <= 3 && around.count { $0.order == .double } == 1 && around.allSatisfy { $0.order != .triple }
    case .oxygen, .sulfur: return around.count == 1
    default: return false
    }
  }
}
