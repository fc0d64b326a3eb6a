import MoleculeDomain

/// A reader of the SMILES that the module writes, made from the format's description alone, so that a text and the molecule that
/// it came from can be compared.
struct SMILESReading {
  private var text: Substring
  private var atoms: [Atom] = []
  private var isAromatic: [Bool] = []
  private var bonds: [Bond] = []
  /// Hydrogens of each atom; nil for a bare symbol, which takes what its valence leaves.
  private var hydrogens: [Int?] = []
  private var rings: [Int: (atom: Int, order: BondOrder?)] = [:]

  static func molecule(_ smiles: String) throws -> Molecule? {
    var reading = SMILESReading(text: smiles[...])
    guard reading.read() else { return nil }
    return try reading.withHydrogens()
  }

  private init(text: Substring) { self.text = text }

  private mutating func read() -> Bool {
    var open: [Int?] = []
    var current: Int?
    var order: BondOrder?
    while let character = text.popFirst() {
      switch character {
      case "(": open.append(current)
      case ")":
        guard let last = open.popLast() else { return false }
        current = last
      case ".": current = nil
      case "-": order = .single
      case "=": order = .double
      case "#": order = .triple
      case "%", "0"..."9":
        guard let number = ringNumber(character), let atom = current else { return false }
        if let ring = rings.removeValue(forKey: number) {
          bonds.append(Bond(ring.atom, atom, ring.order ?? order ?? ordinary(ring.atom, atom)))
        } else {
          rings[number] = (atom, order)
        }
        order = nil
      default:
        guard character == "[" ? bracketAtom() : bareAtom(character) else { return false }
        let atom = atoms.count - 1
        if let current { bonds.append(Bond(current, atom, order ?? ordinary(current, atom))) }
        current = atom
        order = nil
      }
    }
    return rings.isEmpty && open.isEmpty
  }

  private func ordinary(_ one: Int, _ other: Int) -> BondOrder { isAromatic[one] && isAromatic[other] ? .aromatic : .single }

  private mutating func ringNumber(_ first: Character) -> Int? {
    guard first == "%" else { return first.wholeNumberValue }
    if text.first == "(" {
      let digits = text.dropFirst().prefix(while: \.isNumber)
      text = text.dropFirst(digits.count + 2)
      return Int(digits)
    }
    let digits = text.prefix(2)
    text = text.dropFirst(2)
    return Int(digits)
  }

  private mutating func bareAtom(_ first: Character) -> Bool {
    var symbol = String(first)
    if let second = text.first, ["Cl", "Br"].contains(symbol + String(second)) { symbol.append(text.removeFirst()) }
    guard ["B", "C", "N", "O", "P", "S", "F", "Cl", "Br", "I", "b", "c", "n", "o", "p", "s"].contains(symbol) else { return false }
    return append(symbol, nil, isotope: nil, charge: 0)
  }

  private mutating func bracketAtom() -> Bool {
    let isotope = Int(take(while: \.isNumber))
    guard let first = text.popFirst() else { return false }
    var symbol = String(first)
    if let second = text.first, second.isLowercase, Element(symbol: symbol.uppercased() + String(second)) != nil {
      symbol.append(text.removeFirst())
    }
    var count = 0
    if text.first == "H" {
      text.removeFirst()
      count = Int(take(while: \.isNumber)) ?? 1
    }
    var charge = 0
    if let sign = text.first, sign == "+" || sign == "-" {
      text.removeFirst()
      charge = (Int(take(while: \.isNumber)) ?? 1) * (sign == "+" ? 1 : -1)
    }
    guard text.popFirst() == "]" else { return false }
    return append(symbol, count, isotope: isotope, charge: charge)
  }

  private mutating func take(while condition: (Character) -> Bool) -> Substring {
    let taken = text.prefix(while: condition)
    text = text.dropFirst(taken.count)
    return taken
  }

  private mutating func append(_ symbol: String, _ count: Int?, isotope: Int?, charge: Int) -> Bool {
    guard let element = Element(symbol: symbol.prefix(1).uppercased() + symbol.dropFirst()) else { return false }
    atoms.append(Atom(element, at: .zero, formalCharge: charge, isotope: isotope))
    isAromatic.append(symbol.first?.isLowercase ?? false)
    hydrogens.append(count)
    return true
  }

  private func withHydrogens() throws -> Molecule {
    let valences: [Element: [Int]] = [
      .boron: [3], .carbon: [4], .nitrogen: [3, 5], .oxygen: [2], .phosphorus: [3, 5], .sulfur: [2, 4, 6], .fluorine: [1],
      .chlorine: [1], .bromine: [1], .iodine: [1],
    ]
    var (atoms, all) = (atoms, bonds)
    for atom in self.atoms.indices {
      var sum = 0
      for bond in bonds where bond.first == atom || bond.second == atom { sum += bond.order == .aromatic ? 1 : bond.order.rawValue }
      // An aromatic atom has one electron more in the ring.
      let free = (valences[atoms[atom].element]?.first { $0 >= sum } ?? sum) - sum - (isAromatic[atom] ? 1 : 0)
      for _ in 0..<(hydrogens[atom] ?? max(free, 0)) {
        all.append(Bond(atom, atoms.count, .single))
        atoms.append(Atom(.hydrogen, at: .zero))
      }
    }
    return try Molecule(atoms: atoms, bonds: all)
  }
}
