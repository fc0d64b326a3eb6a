import MoleculeDomain
import TestInputs
import Testing

@Suite struct GraphCoverageTests {
  private static func chain(_ elements: String) throws -> Molecule {
    let count = elements.split(separator: " ").count
    return try Molecule(elements, (1..<count).map { ($0 - 1, $0, 1) })
  }

  @Test func fingerprintsDoNotDependOnTheOrderOfAtoms() throws {
    var generator = SeededGenerator(state: 3)
    for smiles in ["CC(=O)OC", "C1CC1N", "OCC#N", "c1ccccc1F", "[O-][N+](=O)C"] {
      let molecule = try #require(try SMILESReading.molecule(smiles))
      for _ in 0..<5 { #expect(GraphFingerprint(try generator.shuffled(molecule)) == GraphFingerprint(molecule)) }
    }
  }

  /// By hand: environments of radius 0, 1 and 2 around each atom that is no hydrogen.
  @Test func similarities() throws {
    let (one, two) = (GraphFingerprint(try Self.chain("C C C")), GraphFingerprint(try Self.chain("C C O")))
    #expect(one.environments.count == 9 && one.similarity(to: one) == 1)
    // Of radius 0 the two share an end and the middle of the chain; of radius 1 the end beside the middle.
    #expect(one.similarity(to: two) == 3.0 / 15 && two.similarity(to: one) == one.similarity(to: two))
    #expect(one.similarity(to: GraphFingerprint(try Self.chain("O N"))) == 0)
    // Hydrogens count where they are bonded, and by themselves only where there is nothing else.
    #expect(GraphFingerprint(try Self.chain("H O H")) != GraphFingerprint(try Self.chain("H O")))
    #expect(GraphFingerprint(try Self.chain("H H")).environments.count == 6)
  }

  @Test func coverage() throws {
    func named(_ molecules: [Molecule]) -> [String: Molecule] {
      Dictionary(molecules.map { ($0.smiles, $0) }) { first, _ in first }
    }
    let (a, b, c) = (try Self.chain("C C C"), try Self.chain("C C O"), try Self.chain("O N"))
    let coverage = try #require(GraphCoverage(draws: named([a, c]), training: named([b]), heldOut: named([a, c])))
    #expect(coverage.heldOut.count == 2 && coverage.training.count == 0 && coverage.repeated.count == 0)
    // The end of O–N is that of C–C–O: one environment of six and nine.
    #expect(coverage.nearestDraw.value == 1 && abs(coverage.nearestTraining.value - (0.2 + 1 / 14.0) / 2) < 1e-12)
    #expect(coverage.nearer.count == 2)
    #expect(GraphCoverage(draws: [:], training: named([b]), heldOut: named([a])) == nil)
  }
}
