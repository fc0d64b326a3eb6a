import MoleculeDomain
import TestInputs
import Testing

@Suite struct AromaticRingTests {
  @Test(arguments: [
    ("c1ccccc1", 1), ("C1=CC=CC=C1", 1), ("C1=CC2=CC=CC=C2C=C1", 2), ("C1=COC=C1", 1), ("C1=CNC=C1", 1), ("C1=CSC=C1", 1),
    ("C1=CNC=N1", 1), ("C1=CC=NC=C1", 1), ("O=C1C=CC=CN1", 1), ("O=C1C=CNC(=O)N1", 1), ("C1=CC2=C(C=C1)NC=C2", 2), ("C1=CON=C1", 1),
    // Azulene's ring of five and both of indolizine's are aromatic only together; boron's orbital is empty; one electron of phenyl is in no ring.
    ("C1=CC=C2C=CC=C2C=C1", 1), ("C1=CC2=CC=CN2C=C1", 2), ("B1NBNBN1", 1), ("C1=C[Se]C=C1", 1), ("C=C1C=CC(=C)C=C1", 1), ("C1=CC=[C]C=C1", 1),
    // Taken as it is, since no double bonds fit; and another that has a Kekulé form with four electrons.
    ("c1cccc1", 1), ("O=c1cccc1", 0),
    // None: no double bond, four electrons, an atom of four neighbours, a double bond outside, and the wrong size.
    ("C1CCCCC1", 0), ("O=C1C=CC(=O)O1", 0), ("C1=CCC=C1", 0), ("C=C1C=CC=C1", 0), ("O=C1C=CC=C1", 0), ("C1=CC=C1", 0),
    ("C1=CC=CC=CC=C1", 0), ("C1=CC=CCC1", 0), ("O=C1C=CC(=O)C=C1", 0), ("C1=CC=CC1=C1C=CC=C1", 0),
  ])
  func countOfRings(smiles: String, count: Int) throws {
    let molecule = try #require(try SMILESReading.molecule(smiles))
    #expect(MoleculeStructure(molecule).aromaticRings.count == count, "\(smiles)")
    var generator = SeededGenerator(state: 2)
    #expect(try MoleculeStructure(generator.shuffled(molecule)).aromaticRings.count == count, "\(smiles)")
  }

  @Test func ringsAreInOrder() throws {
    let molecule = try ShapedMolecules.benzene([.single, .double])
    #expect(MoleculeStructure(molecule).aromaticRings == [[0, 1, 2, 3, 4, 5]])
  }

  @Test func separations() throws {
    let structure = MoleculeStructure(try #require(try SMILESReading.molecule("CCCCC")))
    #expect((1..<5).map { structure.separation(0, $0) } == [1, 2, 3, nil])
    #expect(MoleculeStructure(try ShapedMolecules.benzene([.aromatic])).separation(0, 3) == 3)
  }
}
