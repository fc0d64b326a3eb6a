import MoleculeDomain
import Testing

@Suite struct StabilityTests {
  private func stability(_ atoms: [(String, Double, Double, Double)]) -> Stability {
    Stability(
      atoms.compactMap { Element(symbol: $0.0) }, at: atoms.map { SIMD3($0.1, $0.2, $0.3) })
  }

  @Test func knownMolecules() {
    let water = stability([("O", 0, 0, 0), ("H", 0.96, 0, 0), ("H", -0.24, 0.93, 0)])
    #expect(water.isMoleculeStable && water.stableAtomCount == 3)
    let ethyne = stability([("C", 0, 0, 0), ("C", 1.2, 0, 0), ("H", -1.06, 0, 0), ("H", 2.26, 0, 0)])
    #expect(ethyne.isMoleculeStable)
    // At 1.23 Å and more the triple bond is a double one, and both carbons lack a valence.
    let long = stability([("C", 0, 0, 0), ("C", 1.24, 0, 0), ("H", -1.06, 0, 0), ("H", 2.30, 0, 0)])
    #expect(long.isAtomStable == [false, false, true, true] && !long.isMoleculeStable && long.stableAtomCount == 2)
  }

  @Test func elementsOfSeveralOrNoValences() {
    let phosphine = [("P", 0.0, 0.0, 0.0), ("H", 1.42, 0, 0), ("H", 0, 1.42, 0), ("H", 0, 0, 1.42)]
    #expect(stability(phosphine).isMoleculeStable)
    #expect(stability(phosphine + [("H", -1.42, 0, 0)]).isAtomStable == [false, true, true, true, true])
    #expect(stability(phosphine + [("H", -1.42, 0, 0), ("H", 0, -1.42, 0)]).isMoleculeStable)
    #expect(stability([("Xe", 0, 0, 0)]).isAtomStable == [false])
    #expect(stability([("H", 0, 0, 0)]).isAtomStable == [false])
    #expect(stability([]).isMoleculeStable)
  }
}
