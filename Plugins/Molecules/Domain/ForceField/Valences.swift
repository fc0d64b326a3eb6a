extension ForceField {
  /// Electrons and valences of the elements, for counting lone pairs and π electrons.
  enum Valences {
    /// Electrons of the outer shell.
    static func outerElectrons(_ element: Element) -> Int {
      switch element {
      case .hydrogen: 1
      case .boron: 3
      case .carbon, .silicon: 4
      case .nitrogen, .phosphorus: 5
      case .oxygen, .sulfur: 6
      default: 7
      }
    }

    /// The number of bonds that fill the shell of a neutral atom.
    static func usual(_ element: Element) -> Int {
      let outer = outerElectrons(element)
      return outer <= 4 ? outer : 8 - outer
    }

    /// Of a charged atom: that of the neutral atom with as many electrons (N⁺ binds as C does), and 2 or 4 more for P and S.
    static func allowed(_ atom: Atom) -> [Int] {
      let electrons = outerElectrons(atom.element) - atom.formalCharge
      let least = electrons <= 4 ? electrons : 8 - electrons
      return atom.element == .phosphorus || atom.element == .sulfur ? [least, least + 2, least + 4] : [least]
    }
  }
}
