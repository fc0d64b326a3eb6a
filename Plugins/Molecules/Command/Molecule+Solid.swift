internal import Figures
internal import MoleculeDomain

extension Molecule {
  /// The molecule as balls and sticks, the atoms of violations marked.
  func solid(title: String? = nil, _ violations: [CheckViolation] = []) -> BallsAndSticks {
    var remarks: [Int: String] = [:]
    for violation in violations {
      for atom in violation.atoms where remarks[atom.index] == nil { remarks[atom.index] = "\(violation)" }
    }
    let worst = violations.max { $0.severity < $1.severity }
    return BallsAndSticks(
      title: title ?? smiles, caption: worst.map { "\($0)" } ?? "",
      balls: atoms.enumerated().map { index, atom in
        .init(
          at: atom.position, radius: atom.element == .hydrogen ? 0.22 : 0.34, colour: atom.element.ballColour,
          label: atom.element.symbol, remark: remarks[index])
      },
      sticks: bonds.map { .init($0.first, $0.second, $0.order.lines) }, stickRadius: 0.09)
  }
}

extension BondOrder {
  fileprivate var lines: BallsAndSticks.Stick.Lines {
    switch self {
    case .single: .single
    case .double: .double
    case .triple: .triple
    case .aromatic: .dashed
    }
  }
}

extension Element {
  /// The customary colours of models: R. B. Corey, L. Pauling (1953) and W. L. Koltun (1965).
  fileprivate var ballColour: BallColour {
    switch self {
    case .hydrogen: BallColour(0xE8E8E8)
    case .carbon: BallColour(0x606060)
    case .nitrogen: BallColour(0x3B5BDB)
    case .oxygen: BallColour(0xE03131)
    case .fluorine: BallColour(0x69DB7C)
    case .chlorine: BallColour(0x2F9E44)
    case .bromine: BallColour(0x8C2F0D)
    case .iodine: BallColour(0x6A1B9A)
    case .sulfur: BallColour(0xF2C037)
    case .phosphorus: BallColour(0xF08C00)
    case .boron: BallColour(0xE8A0A0)
    case .silicon: BallColour(0xC9A66B)
    default: BallColour(0xC2255C)
    }
  }
}
