extension Element {
  /// Electrons of the outer shell, for counting lone pairs and π electrons. Elements that are not of the groups of hydrogen, boron, carbon,
  /// nitrogen or oxygen are taken as halogens: they bind once and share nothing.
  var outerElectrons: Int {
    switch self {
    case .hydrogen: 1
    case .boron: 3
    case .carbon, .silicon: 4
    case .nitrogen, .phosphorus: 5
    case .oxygen, .sulfur, .selenium, .tellurium: 6
    default: 7
    }
  }

  /// The number of bonds that fill the shell of a neutral atom.
  var usualValence: Int { Self.valence(electrons: outerElectrons) }

  fileprivate static func valence(electrons: Int) -> Int { electrons <= 4 ? electrons : 8 - electrons }
}

extension Atom {
  /// The number of bonds that fill the shell: that of the neutral atom with as many electrons (N⁺ binds as C does).
  var usualValence: Int { Element.valence(electrons: element.outerElectrons - formalCharge) }
}
