/// Places for the double bonds of aromatic components.
///
/// An atom with a aromatic bonds and a sum s of the other orders needs a number d of double bonds such that s + a + d is an
/// allowed total of the corrected table. Where d ≤ 1 for all, that is a perfect matching of those that need one. The atom with
/// the fewest ways left is decided first; a wrong decision is taken back.
struct KekuleSearch {
  enum Outcome {
    case found
    /// Certain when every way was tried.
    case none(isCertain: Bool)
  }

  /// Of every bond of the molecule; aromatic where no component with it is solved.
  private(set) var orders: [BondOrder]

  /// The aromatic bonds' indices in the molecule; `neighbours` has these bonds only, and counts them.
  private let places: [Int]
  private let neighbours: Neighbours
  private var isDouble: [Bool]
  private var isDecided: [Bool]
  /// How many more double bonds an atom may have, as bits.
  private var wanted: [UInt32]
  private var budget = 0

  private static var largestBudget: Int { 100_000 }

  init(_ molecule: Molecule) {
    orders = molecule.bonds.map(\.order)
    places = molecule.bonds.indices.filter { molecule.bonds[$0].order == .aromatic }
    neighbours = Neighbours(places.map { molecule.bonds[$0] }, atomCount: molecule.atoms.count)
    isDouble = [Bool](repeating: false, count: places.count)
    isDecided = isDouble
    let bondings = ValenceTable.bondings(in: molecule)
    wanted = molecule.atoms.indices.map { Self.wanted(molecule.atoms[$0], bondings[$0]) }
  }

  /// How many double bonds an atom may have, as bits: one at most, unless the table has its aromatic bonds and they are no
  /// fewer than two double ones, as for a nitrogen cation without other bonds.
  private static func wanted(_ atom: Atom, _ found: ValenceTable.Bonding) -> UInt32 {
    let bondings = ValenceTable.corrected.bondings(of: atom.element, formalCharge: atom.formalCharge)
    var bits: UInt32 = 0
    for allowed in bondings where allowed.aromaticBonds == 0 {
      let doubles = allowed.otherOrders - found.otherOrders - found.aromaticBonds
      if 0...min(found.aromaticBonds, 31) ~= doubles { bits |= 1 << UInt32(doubles) }
    }
    return bits & 3 == 0 && bondings.contains(found) ? bits : bits & 3
  }

  /// The sets of atoms that aromatic bonds hold together, without those that have none.
  var components: [[Int]] { neighbours.components.filter { $0.count > 1 } }

  /// Decides the bonds of one component.
  mutating func solve(_ component: [Int]) -> Outcome {
    let outcome = decide(component)
    guard case .found = outcome else { return outcome }
    for atom in component {
      for link in neighbours[atom] { orders[places[link.bond]] = isDouble[link.bond] ? .double : .single }
    }
    return outcome
  }

  private mutating func decide(_ component: [Int]) -> Outcome {
    guard component.allSatisfy({ wanted[$0] != 0 }) else { return .none(isCertain: true) }
    let all = wanted
    for atom in component { wanted[atom] &= ~wanted[atom] + 1 }
    if isSolved(component) { return .found }
    if wanted != all {
      wanted = all
      if isSolved(component) { return .found }
    }
    return .none(isCertain: budget > 0)
  }

  private mutating func isSolved(_ component: [Int]) -> Bool {
    // Every double bond counts at two atoms.
    let isFixed = component.allSatisfy { wanted[$0].nonzeroBitCount == 1 }
    budget = Self.largestBudget
    if isFixed, component.reduce(0, { $0 + wanted[$1].trailingZeroBitCount }) % 2 == 1 { return false }
    return search(component)
  }

  private enum Step {
    case done, dead
    case place(Int, Neighbours.Neighbour)
  }

  private struct Decision {
    let bond: Int
    let atoms: (Int, Int)
    /// What the atoms wanted before.
    let wanted: (UInt32, UInt32)
    var isDouble = true
  }

  /// A loop, since aromatic components may have more atoms than a thread's stack has room for calls.
  private mutating func search(_ component: [Int]) -> Bool {
    var decisions: [Decision] = []
    defer { for decision in decisions { isDecided[decision.bond] = false } }
    while budget > 0 {
      budget -= 1
      switch step(component) {
      case .done: return true
      case .dead: guard takeBack(&decisions) else { return false }
      case .place(let atom, let link):
        decisions.append(Decision(bond: link.bond, atoms: (atom, link.atom), wanted: (wanted[atom], wanted[link.atom])))
        isDecided[link.bond] = true
        isDouble[link.bond] = true
        wanted[atom] >>= 1
        wanted[link.atom] >>= 1
      }
    }
    while takeBack(&decisions) {}
    return false
  }

  private func step(_ component: [Int]) -> Step {
    var best: (atom: Int, ways: Int)?
    for atom in component {
      let open = neighbours[atom].count { isOpen($0) }
      // More double bonds than there are open bonds are out of reach.
      let least = wanted[atom].trailingZeroBitCount
      guard least <= open else { return .dead }
      if least > 0, open < best?.ways ?? .max { best = (atom, open) }
    }
    // Nobody needs another one.
    guard let atom = best?.atom else { return .done }
    guard let link = neighbours[atom].filter({ isOpen($0) }).min(by: { precedes($0, $1) }) else { return .dead }
    return .place(atom, link)
  }

  private func isOpen(_ link: Neighbours.Neighbour) -> Bool { !isDecided[link.bond] && wanted[link.atom] > 1 }

  /// Makes the last double bond a single one. False when there is none left.
  private mutating func takeBack(_ decisions: inout [Decision]) -> Bool {
    while var decision = decisions.popLast() {
      guard decision.isDouble else {
        isDecided[decision.bond] = false
        continue
      }
      decision.isDouble = false
      isDouble[decision.bond] = false
      (wanted[decision.atoms.0], wanted[decision.atoms.1]) = decision.wanted
      decisions.append(decision)
      return true
    }
    return false
  }

  /// Partners that need a double bond come before those that may have one.
  private func precedes(_ one: Neighbours.Neighbour, _ other: Neighbours.Neighbour) -> Bool {
    let needs = (wanted[one.atom] & 1 == 0, wanted[other.atom] & 1 == 0)
    return needs.0 == needs.1 ? one.atom < other.atom : needs.0
  }
}
