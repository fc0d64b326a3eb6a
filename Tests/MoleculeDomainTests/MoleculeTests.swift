import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct MoleculeTests {
  private func message(_ atoms: [Atom], _ bonds: [Bond] = []) -> String {
    do {
      _ = try Molecule(atoms: atoms, bonds: bonds)
      return "accepted"
    } catch {
      #expect(error.exitCode == .data)
      return error.problem
    }
  }

  private func carbons(_ count: Int) -> [Atom] { (0..<count).map { Atom(.carbon, at: SIMD3(Double($0), 0, 0)) } }

  @Test func saysWhatIsWrong() {
    #expect(message([]) == "a molecule without atoms")
    #expect(message([Atom(.carbon, at: SIMD3(0, .nan, 0))]) == "atom 1 (C) stands at 0.0, nan, 0.0")
    #expect(message([Atom(.carbon, at: SIMD3(0, 0, -.infinity))]).contains("-inf"))
    #expect(message([Atom(.carbon, at: .zero, formalCharge: 16)]).contains("the charge 16, outside −15…15"))
    #expect(message([Atom(.carbon, at: .zero, isotope: 0)]).contains("the mass number 0, outside 1…999"))
    #expect(message(carbons(2), [Bond(0, 2, .single)]) == "a bond joins atoms 1 and 3 of 2")
    #expect(message(carbons(2), [Bond(-1, 0, .single)]) == "a bond joins atoms 0 and 1 of 2")
    #expect(message(carbons(2), [Bond(.max, .min, .single)]).hasPrefix("a bond joins atoms"))
    #expect(message(carbons(2), [Bond(1, 1, .single)]) == "a bond joins atom 2 with itself")
    #expect(message(carbons(3), [Bond(2, 0, .single), Bond(0, 1, .single), Bond(0, 2, .double)]) == "two bonds join atoms 1 and 3")
    #expect(message(carbons(3), [Bond(2, 0, .single), Bond(0, 1, .single)]) == "accepted")
  }

  @Test func bondsAreUnorderedPairsInOrder() throws {
    let one = try Molecule(atoms: carbons(3), bonds: [Bond(2, 1, .double), Bond(1, 0, .single)])
    let other = try Molecule(atoms: carbons(3), bonds: [Bond(0, 1, .single), Bond(1, 2, .double)])
    #expect(one == other)
  }

  /// Against the closure of “joined by a bond”, by brute force.
  @Test func componentsAreThoseThatBondsJoin() throws {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<300 {
      let molecule = try generator.molecule(atoms: 1 + generator.below(12), bondsAnAtom: 0.7)
      let count = molecule.atoms.count
      var isJoined = (0..<count).map { row in (0..<count).map { $0 == row } }
      for bond in molecule.bonds {
        isJoined[bond.first][bond.second] = true
        isJoined[bond.second][bond.first] = true
      }
      for k in 0..<count {
        for i in 0..<count where isJoined[i][k] { for j in 0..<count where isJoined[k][j] { isJoined[i][j] = true } }
      }
      let expected = Set((0..<count).map { row in (0..<count).filter { isJoined[row][$0] } })
      #expect(Set(molecule.components) == expected && molecule.components.count == expected.count)
      #expect(molecule.isConnected == (expected.count == 1))
    }
  }
}
