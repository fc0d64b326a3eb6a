extension MolecularGraph.Node {
  /// The atom's text: its symbol alone where readers know its hydrogens, all that there is to say in brackets otherwise.
  var smiles: String {
    let isAromatic = aromaticBonds > 0
    let symbol = isAromatic ? element.symbol.lowercased() : element.symbol
    if formalCharge == 0, isotope == 0, impliedHydrogens == hydrogens { return symbol }
    var text = "["
    if isotope > 0 { text += "\(isotope)" }
    text += symbol
    if hydrogens > 0 { text += hydrogens == 1 ? "H" : "H\(hydrogens)" }
    switch formalCharge {
    case 0: break
    case 1: text += "+"
    case -1: text += "-"
    default: text += formalCharge > 0 ? "+\(formalCharge)" : "\(formalCharge)"
    }
    return text + "]"
  }

  /// How many hydrogens a reader gives a bare symbol; nil for elements that must stand in brackets.
  private var impliedHydrogens: Int? {
    if aromaticBonds > 0 {
      switch (element, aromaticBonds, otherOrders) {
      case (.carbon, 2, 0): return 1
      case (.carbon, 2, 1...2), (.carbon, 3, 0): return 0
      case (.nitrogen, 2, 0...1), (.nitrogen, 3, 0), (.oxygen, 2, 0), (.sulfur, 2, 0): return 0
      default: return nil
      }
    }
    return Self.ordinaryValences[element]?.first { $0 >= otherOrders }.map { $0 - otherOrders }
  }

  private static let ordinaryValences: [Element: [Int]] = [
    .boron: [3], .carbon: [4], .nitrogen: [3], .oxygen: [2], .phosphorus: [3, 5], .sulfur: [2, 4, 6], .fluorine: [1], .chlorine: [1],
    .bromine: [1], .iodine: [1],
  ]
}
