import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct KekulisedTests {
  /// A ring of aromatic bonds, further bonds, and hydrogens up to what is said.
  private func ring(_ symbols: String, of size: Int, _ more: [(Int, Int, Int)] = [], charges: [Int: Int] = [:]) throws -> Molecule {
    try Molecule(symbols, (0..<size).map { ($0, ($0 + 1) % size, 4) } + more, charges: charges)
  }

  private func doubles(_ molecule: Molecule) -> [[Int]] {
    molecule.bonds.filter { $0.order == .double }.map { [$0.first, $0.second] }
  }

  @Test func knownRings() throws {
    let benzene = try ring("C C C C C C H H H H H H", of: 6, (0..<6).map { ($0, $0 + 6, 1) })
    #expect(try doubles(benzene.kekulised()).count == 3)
    #expect(try ValenceTable.corrected.violations(in: benzene.kekulised()).isEmpty)
    let hydrogens: [(Int, Int, Int)] = (1...4).map { ($0, $0 + 4, 1) }
    for (heteroatom, more) in [("O", []), ("S", []), ("N", [(0, 9, 1)])] as [(String, [(Int, Int, Int)])] {
      let molecule = try ring("\(heteroatom) C C C C H H H H" + (more.isEmpty ? "" : " H"), of: 5, hydrogens + more)
      #expect(try doubles(molecule.kekulised()) == [[1, 2], [3, 4]])
      #expect(try ValenceTable.corrected.violations(in: molecule.kekulised()).isEmpty)
    }
    // Pyridine N-oxide with charges, and the cyclopentadienyl anion.
    let oxide = try ring("N C C C C C O H H H H H", of: 6, [(0, 6, 1)] + (1...5).map { ($0, $0 + 6, 1) }, charges: [0: 1, 6: -1])
    #expect(try doubles(oxide.kekulised()).count == 3)
    let anion = try ring("C C C C C H H H H H", of: 5, (0..<5).map { ($0, $0 + 5, 1) }, charges: [0: -1])
    #expect(try doubles(anion.kekulised()) == [[1, 2], [3, 4]])
    // A carbonyl carbon in the ring has its double bond outside of it.
    let pyridone = try ring("N C C C C C O H H H H H", of: 6, [(1, 6, 2), (0, 7, 1)] + (2...5).map { ($0, $0 + 6, 1) })
    #expect(try doubles(pyridone.kekulised()) == [[1, 6], [2, 3], [4, 5]])
  }

  @Test func withoutAromaticBondsNothingChanges() throws {
    let molecule = try Molecule("C C O", [(0, 1, 2), (1, 2, 1)])
    #expect(try molecule.kekulised() == molecule)
  }

  @Test func saysWhichAtomsHaveNoStructure() throws {
    // A pyrrole whose nitrogen lacks its hydrogen.
    let molecule = try Molecule(
      "O H N C C C C H H H H", [(0, 1, 1), (2, 3, 4), (3, 4, 4), (4, 5, 4), (5, 6, 4), (2, 6, 4)] + (3...6).map { ($0, $0 + 4, 1) })
    do {
      _ = try molecule.kekulised()
      Issue.record("found one")
    } catch {
      #expect(error.problem == "no single and double bonds fit the aromatic atoms 3 (N), 4 (C), 5 (C), 6 (C), 7 (C)")
    }
  }

  /// Against all ways to make aromatic bonds single or double.
  @Test func findsOneWhenThereIsOne() throws {
    var generator = SeededGenerator(state: 4)
    var (found, none) = (0, 0)
    for _ in 0..<3000 {
      let size = 3 + generator.below(6)
      var bonds: [[Int]: Int] = [:]
      for atom in 0..<size { bonds[[min(atom, (atom + 1) % size), max(atom, (atom + 1) % size)]] = 4 }
      for _ in 0..<generator.below(3) {
        let (one, other) = (generator.below(size), generator.below(size))
        if one != other { bonds[[min(one, other), max(one, other)]] = 4 }
      }
      var atoms = (0..<size).map { _ in
        Atom(generator.below(4) == 0 ? [.nitrogen, .oxygen, .sulfur][generator.below(3)] : .carbon, at: .zero, formalCharge: generator.below(8) == 0 ? 1 : 0)
      }
      var list = bonds.keys.map { Bond($0[0], $0[1], .aromatic) }
      // Mostly one for a carbon with two neighbours, as in molecules.
      for atom in 0..<size {
        let isUsual = atoms[atom].element == .carbon && bonds.keys.count { $0.contains(atom) } == 2
        guard generator.below(10) < (isUsual ? 9 : 1) else { continue }
        list.append(Bond(atom, atoms.count, .single))
        atoms.append(Atom(.hydrogen, at: .zero))
      }
      let molecule = try Molecule(atoms: atoms, bonds: list)
      let aromatic = molecule.bonds.indices.filter { molecule.bonds[$0].order == .aromatic }
      let exists = (0..<1 << aromatic.count).contains { choice in isLegal(molecule, aromatic, choice, size) }
      if exists {
        found += 1
        let result = try molecule.kekulised()
        #expect(ValenceTable.corrected.violations(in: result).allSatisfy { $0.atom >= size })
        #expect(result.bonds.map { [$0.first, $0.second] } == molecule.bonds.map { [$0.first, $0.second] })
      } else {
        none += 1
        #expect(throws: ProgramError.self) { try molecule.kekulised() }
      }
    }
    #expect(found > 300 && none > 300, "\(found) found, \(none) none")
  }

  private func isLegal(_ molecule: Molecule, _ aromatic: [Int], _ choice: Int, _ size: Int) -> Bool {
    var totals = [Int](repeating: 0, count: molecule.atoms.count)
    var doubles = totals
    let bondings = Self.bondings(molecule)
    var place = 0
    for bond in molecule.bonds {
      var order = bond.order.rawValue
      if bond.order == .aromatic {
        order = 1 + choice >> place & 1
        doubles[bond.first] += order - 1
        doubles[bond.second] += order - 1
        place += 1
      }
      totals[bond.first] += order
      totals[bond.second] += order
    }
    return (0..<size).allSatisfy { atom in
      let kind = AtomKind(molecule.atoms[atom])
      let allowed = ValenceTable.corrected.bondings(of: kind.element, formalCharge: kind.formalCharge)
      // Two double bonds only at the cation that the table lets be aromatic without a third bond.
      let isCumulated = kind.description == "N+1" && bondings[atom] == .init(aromaticBonds: 2, otherOrders: 0)
      return doubles[atom] <= (isCumulated ? 2 : 1) && allowed.contains { $0.aromaticBonds == 0 && $0.otherOrders == totals[atom] }
    }
  }

  private static func bondings(_ molecule: Molecule) -> [ValenceTable.Bonding] {
    molecule.atoms.indices.map { atom in
      let orders = molecule.bonds.filter { $0.first == atom || $0.second == atom }.map(\.order)
      return .init(
        aromaticBonds: orders.count { $0 == .aromatic }, otherOrders: orders.reduce(0) { $0 + ($1 == .aromatic ? 0 : $1.rawValue) })
    }
  }

  /// A sheet of hexagons of some thousand atoms ends soon and without a deep stack.
  @Test func largeSheets() throws {
    let (rows, columns) = (40, 40)
    func number(_ row: Int, _ column: Int) -> Int { row * columns + column }
    var bonds: [Bond] = []
    for row in 0..<rows {
      for column in 0..<columns {
        if column + 1 < columns { bonds.append(Bond(number(row, column), number(row, column + 1), .aromatic)) }
        if row + 1 < rows, (row + column) % 2 == 0 { bonds.append(Bond(number(row, column), number(row + 1, column), .aromatic)) }
      }
    }
    var atoms = (0..<rows * columns).map { _ in Atom(.carbon, at: .zero) }
    var counts = [Int](repeating: 0, count: atoms.count)
    for bond in bonds { for atom in [bond.first, bond.second] { counts[atom] += 1 } }
    for (atom, count) in counts.enumerated() {
      for _ in 0..<(3 - count) {
        bonds.append(Bond(atom, atoms.count, .single))
        atoms.append(Atom(.hydrogen, at: .zero))
      }
    }
    let result = try Molecule(atoms: atoms, bonds: bonds).kekulised()
    #expect(ValenceTable.corrected.violations(in: result).isEmpty && doubles(result).count == rows * columns / 2)
  }
}
