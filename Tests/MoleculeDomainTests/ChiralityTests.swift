import Files
import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct ChiralityTests {
  private let corners = [("H", 1.09), ("F", 1.35), ("Cl", 1.77), ("Br", 1.94)]

  @Test func aRegularTetrahedronHasItsVolume() throws {
    let centre = try #require(ShapedMolecules.tetrahedron("C", corners).tetrahedralCentres.first)
    #expect(centre.atom == 0 && Set(centre.neighbours) == [1, 2, 3, 4])
    #expect(abs(abs(centre.signedVolume) - 16 / (3 * 3.0.squareRoot())) < 1e-12)
    #expect(centre.handedness != .flat)
  }

  @Test func exchangingTwoNeighboursChangesTheHand() throws {
    let one = try ShapedMolecules.tetrahedron("C", corners)
    for (first, second) in [(1, 2), (1, 4), (2, 3)] {
      var positions = one.atoms.map(\.position)
      positions.swapAt(first, second)
      let changes = try one.chiralityChanges(at: positions)
      #expect(changes.map(\.before.atom) == [0])
      #expect(changes.first.map { $0.before.handedness != $0.after.handedness } == true)
    }
    var cycle = one.atoms.map(\.position)
    (cycle[1], cycle[2], cycle[3]) = (cycle[2], cycle[3], cycle[1])
    #expect(try one.chiralityChanges(at: cycle).isEmpty)
    #expect(try one.chiralityChanges(at: one.atoms.map { 2 * $0.position - 7 }).isEmpty)
    let flat = try one.chiralityChanges(at: one.atoms.map { $0.position * SIMD3(1, 1, 0) })
    #expect(flat.first.map { $0.after.handedness == .flat && $0.description.hasSuffix("-handed and is flat") } == true)
    #expect(flat.first?.description.hasPrefix("atom 1 (C) was ") == true)
  }

  @Test(arguments: [
    ("CC(O)CC", [1]), ("CCC(O)CC", []), ("CC(O)C(N)C", [1, 3]), ("CC(O)F", [1]), ("CC1CCCCC1", []),
    ("CC1CCCOC1", [1]), ("CC(C)(C)C", []), ("FC(Cl)(Br)[2H]", [1]), ("FC(Cl)([2H])[H]", [1]), ("CN(CC)C", []),
  ])
  func centres(smiles: String, atoms: [Int]) throws {
    let molecule = try #require(try SMILESReading.molecule(smiles))
    #expect(molecule.tetrahedralCentres.map(\.atom) == atoms, "\(smiles)")
  }

  /// Neighbours that differ only far away.
  @Test func distantDifferencesCount() throws {
    let molecule = try #require(try SMILESReading.molecule("CCCCCC(O)CCCCCC"))
    #expect(molecule.tetrahedralCentres.map(\.atom) == [5])
  }

  /// The hand does not depend on the order of the atoms.
  @Test func orderDoesNotMatter() throws {
    let molecule = try ShapedMolecules.tetrahedron("C", corners)
    var generator = SeededGenerator(state: 3)
    for _ in 0..<50 {
      let shuffled = try generator.shuffled(molecule)
      #expect(shuffled.tetrahedralCentres.map(\.handedness) == molecule.tetrahedralCentres.map(\.handedness))
    }
  }

  @Test func positionsMustBeThoseOfTheAtoms() throws {
    let molecule = try ShapedMolecules.methane()
    let error = #expect(throws: ProgramError.self) { try molecule.chiralityChanges(at: [.zero]) }
    #expect(error?.problem == "1 positions for 5 atoms")
  }

  @Test func atomsOnTopOfEachOtherAreFlat() throws {
    let molecule = try ShapedMolecules.tetrahedron("C", corners)
    #expect(try molecule.chiralityChanges(at: .init(repeating: .zero, count: 5)).map(\.after.handedness) == [.flat])
  }
}
