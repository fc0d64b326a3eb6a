import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct AtomTypeTests {
  /// The types of a molecule's atoms but hydrogen, in the text's order.
  private func types(_ smiles: String) throws -> String {
    let molecule = try ForceFieldStructures.molecule(smiles)
    let types = try ForceField(for: molecule).atomTypes
    return zip(molecule.atoms, types).filter { $0.0.element != .hydrogen }.map(\.1.rawValue).joined(separator: " ")
  }

  @Test(arguments: [
    ("C", "C_3"), ("C=C", "C_2 C_2"), ("C#C", "C_1 C_1"), ("C=C=C", "C_R C_1 C_R"), ("C=CC=C", "C_R C_R C_R C_R"),
    ("CC=O", "C_3 C_2 O_2"), ("COC", "C_3 O_3 C_3"), ("CC(=O)OC", "C_3 C_R O_R O_R C_3"), ("[C-]#[O+]", "C_1 O_1"), ("O=C=O", "O_R C_1 O_R"),
    ("N", "N_3"), ("C=N", "C_2 N_2"), ("CC#N", "C_3 C_1 N_1"), ("CNC=O", "C_3 N_R C_R O_R"), ("C[NH3+]", "C_3 N_3"),
    ("CN(=O)=O", "C_3 N_R O_R O_R"), ("C[N+](=O)[O-]", "C_3 N_R O_R O_R"), ("CC(=O)[O-]", "C_3 C_R O_R O_R"),
    ("Nc1ccccc1", "N_R C_R C_R C_R C_R C_R C_R"), ("c1cc[nH]c1", "C_R C_R C_R N_R C_R"), ("c1ccoc1", "C_R C_R C_R O_R C_R"),
    ("CSC", "C_3 S_3+2 C_3"), ("CS(=O)C", "C_3 S_3+4 O_2 C_3"), ("CS(=O)(=O)C", "C_3 S_3+6 O_2 O_2 C_3"), ("CC(=S)C", "C_3 C_2 S_2 C_3"),
    ("c1ccsc1", "C_R C_R C_R S_R C_R"), ("C=CSC", "C_2 C_2 S_3+2 C_3"), ("CP(C)C", "C_3 P_3+3 C_3 C_3"), ("CP(=O)(C)C", "C_3 P_3+5 O_2 C_3 C_3"),
    ("C[P+](C)(C)C", "C_3 P_3+5 C_3 C_3 C_3"), ("C[SiH3]", "C_3 Si3"), ("CB(C)C", "C_3 B_2 C_3 C_3"), ("F[B-](F)(F)F", "F_ B_3 F_ F_ F_"),
    ("FC(Cl)(Br)I", "F_ C_3 Cl Br I_"), ("[CH3+]", "C_2"), ("[CH3]", "C_2"), ("[CH2-]C", "C_3 C_3"), ("[CH2-]C=C", "C_R C_R C_R"),
    ("B1NBNBN1", "B_2 N_R B_2 N_R B_2 N_R"),
  ])
  func typesAreThoseOfTheBonding(smiles: String, expected: String) throws {
    #expect(try types(smiles) == expected)
  }

  @Test func hydrogenBetweenTwoBoronsIsABridge() throws {
    let diborane = try Molecule("B B H H H H H H", [(0, 2, 1), (0, 3, 1), (1, 2, 1), (1, 3, 1), (0, 4, 1), (0, 5, 1), (1, 6, 1), (1, 7, 1)])
    #expect(try ForceField(for: diborane).atomTypes.map(\.rawValue) == ["B_3", "B_3", "H_b", "H_b", "H_", "H_", "H_", "H_"])
  }

  /// Aromatic and Kekulé texts of the same molecules; the second of two Kekulé forms where there are several.
  @Test(arguments: [
    ("c1ccccc1", "C1=CC=CC=C1"), ("Cc1ccccc1C", "CC1=C(C)C=CC=C1"), ("Cc1ccccc1C", "CC1=CC=CC=C1C"), ("c1ccc2ccccc2c1", "C1=CC=C2C=CC=CC2=C1"),
    ("c1ccc2cccc2cc1", "C1=CC=C2C=CC=C2C=C1"), ("c1cc[nH]c1", "C1=CNC=C1"), ("c1ccoc1", "O1C=CC=C1"), ("c1ccncc1", "C1=CC=NC=C1"),
    ("c1ccsc1", "S1C=CC=C1"), ("Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CN1C=NC2=C1C(=O)N(C)C(=O)N2C"), ("c1ccc[n+]([O-])c1", "C1=CC=C[N+]([O-])=C1"),
    ("c1ccc2[nH]ccc2c1", "C1=CC=C2NC=CC2=C1"), ("c1ccc(-c2ccccc2)cc1", "C1=CC=C(C2=CC=CC=C2)C=C1"),
    ("c1cc2ccc3cccc4ccc(c1)c2c34", "C1=CC2=CC=C3C=CC=C4C=CC(=C1)C2=C34"),
  ])
  func aromaticAndKekuleTextsMeanTheSame(aromatic: String, kekule: String) throws {
    let (one, other) = (try ForceFieldStructures.molecule(aromatic), try ForceFieldStructures.molecule(kekule))
    let field = try ForceField(for: one)
    let places = try ForceFieldStructures.relaxed(one, starts: 1).positions
    let match = try #require(correspondence(one, other), "\(aromatic) is not \(kekule)")
    let rearranged = match.map { places[$0] }
    #expect(match.map { field.atomTypes[$0] } == (try ForceField(for: other).atomTypes))
    #expect(abs(try ForceField(for: other).energy(at: rearranged) - field.energy(at: places)) < 1e-9)
  }

  /// For each atom of the second molecule one of the first, such that elements and bonds agree whatever their orders; by trial.
  private func correspondence(_ one: Molecule, _ other: Molecule) -> [Int]? {
    func table(_ molecule: Molecule) -> [Set<Int>] {
      var table = [Set<Int>](repeating: [], count: molecule.atoms.count)
      for bond in molecule.bonds {
        table[bond.first].insert(bond.second)
        table[bond.second].insert(bond.first)
      }
      return table
    }
    let (first, second) = (table(one), table(other))
    guard first.count == second.count else { return nil }
    var match: [Int] = []
    func extend() -> Bool {
      let atom = match.count
      guard atom < second.count else { return true }
      for candidate in first.indices where !match.contains(candidate) && one.atoms[candidate].element == other.atoms[atom].element {
        guard first[candidate].count == second[atom].count,
          match.indices.allSatisfy({ second[atom].contains($0) == first[candidate].contains(match[$0]) })
        else { continue }
        match.append(candidate)
        if extend() { return true }
        match.removeLast()
      }
      return false
    }
    return extend() ? match : nil
  }

  /// The length at rest of a bond between carbons, from its stiffness k = 664.12 · 1.912² / r₀³. The mixed difference of
  /// the energy of all bonds by the places of the two atoms is k, since every other bond has only one of them.
  private func length(_ molecule: Molecule, _ first: Int, _ second: Int) throws -> Double {
    let field = try ForceField(for: molecule)
    func energy(_ one: Double, _ other: Double) -> Double {
      var places = molecule.atoms.map { _ in SIMD3<Double>.zero }
      places[first].x = -1 - one
      places[second].x = 1 + other
      return field.termEnergies(at: places)[.bonds] ?? .nan
    }
    let stiffness = (energy(0.5, 0.5) - energy(0.5, 0) - energy(0, 0.5) + energy(0, 0)) / 0.25
    return cbrt(664.12 * 1.912 * 1.912 / stiffness)
  }

  /// UFF, equations 2 and 3, for two atoms of the type C_R.
  private static func length(order: Double) -> Double { 0.729 * 2 * (1 - 0.1332 * log(order)) }

  /// Only 4n + 2 electrons are shared around a ring: benzene's, azulene's outline, tropylium's, the cyclopentadienyl anion's, those of
  /// indole's ring of six.
  @Test(arguments: [
    ("C1=CC=CC=C1", 0, 1), ("C1=CC=C2C=CC=C2C=C1", 0, 1), ("[CH+]1C=CC=CC=C1", 1, 2), ("[CH-]1C=CC=C1", 1, 2),
    ("C1=CC=C2NC=CC2=C1", 0, 1),
  ])
  func ringsOfHueckelAreAromatic(smiles: String, first: Int, second: Int) throws {
    #expect(abs(try length(ForceFieldStructures.molecule(smiles), first, second) - Self.length(order: 1.5)) < 1e-4)
  }

  /// Those of cyclooctatetraene, cyclobutadiene, fulvene and the cyclopentadienyl cation are not.
  @Test(arguments: [("C1=CC=CC=CC=C1", 0, 1), ("C1=CC=C1", 0, 1), ("C=C1C=CC=C1", 2, 3), ("[CH+]1C=CC=C1", 1, 2)])
  func otherRingsAreNot(smiles: String, first: Int, second: Int) throws {
    #expect(abs(try length(ForceFieldStructures.molecule(smiles), first, second) - Self.length(order: 2)) < 1e-4)
  }

  @Test func aromaticBondsWithoutAKekuleFormStay() throws {
    // Five carbons in a ring, each with a hydrogen and no charge: no set of double bonds gives one to each.
    let ring = (0..<5).map { ($0, ($0 + 1) % 5, 4) } + (0..<5).map { ($0, $0 + 5, 1) }
    let molecule = try Molecule("C C C C C H H H H H", ring)
    #expect(try ForceField(for: molecule).atomTypes.prefix(5).allSatisfy { $0 == .resonantCarbon })
    // Beside it cyclooctatetraene has its four double bonds, as it has alone.
    let eight = (10..<18).map { ($0, $0 < 17 ? $0 + 1 : 10, 4) } + (10..<18).map { ($0, $0 + 8, 1) }
    let both = try Molecule("C C C C C H H H H H C C C C C C C C H H H H H H H H", ring + eight)
    for atom in 0..<5 { #expect(abs(try length(both, atom, (atom + 1) % 5) - Self.length(order: 1.5)) < 1e-4) }
    for atom in 11..<17 {
      let sum = try length(both, atom - 1, atom) + length(both, atom, atom + 1)
      #expect(abs(sum - Self.length(order: 1) - Self.length(order: 2)) < 1e-4)
    }
    // A long one, for the bound on the search.
    let count = 301
    let long = try Molecule(
      Array(repeating: "C", count: count).joined(separator: " "), (0..<count).map { ($0, ($0 + 1) % count, 4) })
    #expect(try ForceField(for: long).atomTypes.count == count)
  }
}
