extension ForceField {
  /// The kinds of atom that the force field tells apart; raw values are the paper's names: the element, the shape (1 linear,
  /// 2 planar, R planar and resonant, 3 tetrahedral) and for P and S the oxidation state.
  public enum AtomType: String, Hashable, Sendable, CaseIterable {
    case hydrogen = "H_"
    case bridgingHydrogen = "H_b"
    case planarBoron = "B_2"
    case tetrahedralBoron = "B_3"
    case linearCarbon = "C_1"
    case planarCarbon = "C_2"
    case resonantCarbon = "C_R"
    case tetrahedralCarbon = "C_3"
    case linearNitrogen = "N_1"
    case planarNitrogen = "N_2"
    case resonantNitrogen = "N_R"
    case tetrahedralNitrogen = "N_3"
    case linearOxygen = "O_1"
    case planarOxygen = "O_2"
    case resonantOxygen = "O_R"
    case tetrahedralOxygen = "O_3"
    case fluorine = "F_"
    case silicon = "Si3"
    case trivalentPhosphorus = "P_3+3"
    case pentavalentPhosphorus = "P_3+5"
    case divalentSulfur = "S_3+2"
    case tetravalentSulfur = "S_3+4"
    case hexavalentSulfur = "S_3+6"
    case resonantSulfur = "S_R"
    case planarSulfur = "S_2"
    case chlorine = "Cl"
    case bromine = "Br"
    case iodine = "I_"

    /// The single-bond radius in Å and the natural angle between two bonds in degrees.
    ///
    /// Source: UFF, table I, columns r and θ₀.
    var geometry: (radius: Double, angle: Double) {
      switch self {
      case .hydrogen: (0.354, 180)
      case .bridgingHydrogen: (0.460, 83.5)
      case .planarBoron: (0.828, 120)
      case .tetrahedralBoron: (0.838, 109.47)
      case .linearCarbon: (0.706, 180)
      case .planarCarbon: (0.732, 120)
      case .resonantCarbon: (0.729, 120)
      case .tetrahedralCarbon: (0.757, 109.47)
      case .linearNitrogen: (0.656, 180)
      case .planarNitrogen: (0.685, 111.2)
      case .resonantNitrogen: (0.699, 120)
      case .tetrahedralNitrogen: (0.700, 106.7)
      case .linearOxygen: (0.639, 180)
      case .planarOxygen: (0.634, 120)
      case .resonantOxygen: (0.680, 110)
      case .tetrahedralOxygen: (0.658, 104.51)
      case .fluorine: (0.668, 180)
      case .silicon: (1.117, 109.47)
      case .trivalentPhosphorus: (1.101, 93.8)
      case .pentavalentPhosphorus: (1.056, 109.47)
      case .divalentSulfur: (1.064, 92.1)
      case .tetravalentSulfur: (1.049, 103.2)
      case .hexavalentSulfur: (1.027, 109.47)
      case .resonantSulfur: (1.077, 92.2)
      case .planarSulfur: (0.854, 120)
      case .chlorine: (1.044, 180)
      case .bromine: (1.192, 180)
      case .iodine: (1.382, 180)
      }
    }
  }
}
