import MoleculeDomain
import TestInputs

extension SeededGenerator {
  /// Atoms of few elements with random bonds, charges, isotopes and radicals; lawful as a value, rarely as chemistry.
  mutating func molecule(atoms count: Int, bondsAnAtom: Double = 1.2) throws -> Molecule {
    let elements = ["H", "C", "C", "C", "N", "O", "S", "Cl", "Fe"].compactMap(Element.init(symbol:))
    let atoms = (0..<count).map { _ in
      Atom(
        elements[below(elements.count)], at: SIMD3(coordinate(), coordinate(), coordinate()),
        formalCharge: below(8) == 0 ? below(31) - 15 : 0, isotope: below(12) == 0 ? 1 + below(999) : nil,
        radical: below(15) == 0 ? Atom.Radical(rawValue: 1 + below(3)) : nil)
    }
    var bonds: [[Int]: Bond] = [:]
    for _ in 0..<Int(Double(count) * bondsAnAtom) where count > 1 {
      let bond = Bond(below(count), below(count), BondOrder.allCases[below(4)])
      if bond.first != bond.second { bonds[[bond.first, bond.second]] = bond }
    }
    return try Molecule(title: "random \(count)", atoms: atoms, bonds: Array(bonds.values))
  }

  /// One that four decimals hold.
  private mutating func coordinate() -> Double { Double(below(20_000_000) - 10_000_000) / 1e4 }

  /// The same molecule with its atoms and bonds in another order.
  mutating func shuffled(_ molecule: Molecule) throws -> Molecule {
    let order = molecule.atoms.indices.shuffled(using: &self)
    var places = order
    for (place, atom) in order.enumerated() { places[atom] = place }
    let bonds = molecule.bonds.map { Bond(places[$0.second], places[$0.first], $0.order) }
    return try Molecule(title: molecule.title, atoms: order.map { molecule.atoms[$0] }, bonds: bonds.shuffled(using: &self))
  }
}

extension Molecule {
  /// A molecule of which only the graph matters: `"C C O"`, bonds as (atom, atom, order).
  init(_ symbols: String, _ bonds: [(Int, Int, Int)], charges: [Int: Int] = [:]) throws {
    let atoms = symbols.split(separator: " ").enumerated().compactMap { index, symbol in
      Element(symbol: String(symbol)).map { Atom($0, at: .zero, formalCharge: charges[index] ?? 0) }
    }
    try self.init(
      atoms: atoms, bonds: bonds.compactMap { first, second, order in BondOrder(rawValue: order).map { Bond(first, second, $0) } })
  }

  /// The same with hydrogens on every carbon up to four bonds.
  func saturated() throws -> Molecule {
    var (atoms, bonds) = (atoms, bonds)
    var valences = [Int](repeating: 0, count: atoms.count)
    for bond in bonds { for atom in [bond.first, bond.second] { valences[atom] += bond.order.rawValue } }
    for (atom, valence) in valences.enumerated() where atoms[atom].element == .carbon {
      for _ in 0..<max(4 - valence, 0) {
        bonds.append(Bond(atom, atoms.count, .single))
        atoms.append(Atom(.hydrogen, at: .zero))
      }
    }
    return try Molecule(title: title, atoms: atoms, bonds: bonds)
  }
}
