import Analysis
import Testing

/// Golden values to 20 digits from arbitrary-precision arithmetic.
@Suite struct ProbabilityLawsTests {
  @Test(arguments: [
    (-3.5, 0.00023262907903552503635, 0.99976737092096447496), (0.7, 0.75803634777692698525, 0.24196365222307301475),
    (8, 0.9999999999999993779, 6.2209605742717841235e-16), (20, 1, 2.7536241186062336951e-89),
  ])
  func normalTailsAreGolden(z: Double, lower: Double, upper: Double) throws {
    #expect(agree(try NormalLaw().lowerTail(z), lower, within: 1e-13))
    #expect(agree(try NormalLaw().upperTail(z), upper, within: 1e-13))
  }

  @Test(arguments: [
    (1e-12, -7.0344838253011319298), (0.025, -1.9599639845400542355), (0.7, 0.52440051270804078404),
  ])
  func normalQuantilesAreGolden(p: Double, z: Double) throws {
    #expect(agree(try NormalLaw().quantile(lowerTail: p), z, within: 1e-13))
    #expect(agree(try NormalLaw().quantile(upperTail: p), -z, within: 1e-13))
  }

  @Test(arguments: [
    (1, 1, 0.68268949213708589717, 0.31731050786291410283), (25, 10, 0.9946544945128659357, 0.0053455054871340642993),
    (300, 100, 1.0, 7.4121008573228767906e-22), (2.5, 3.5, 0.43604838018256470768, 0.56395161981743529232),
    (400, 20, 1.0, 2.0440955935807319668e-72),
  ])
  func chiSquareTailsAreGolden(x: Double, degrees: Double, lower: Double, upper: Double) throws {
    let law = ChiSquareLaw(degreesOfFreedom: degrees)
    #expect(agree(try law.lowerTail(x), lower, within: 1e-12))
    #expect(agree(try law.upperTail(x), upper, within: 1e-12))
  }

  @Test(arguments: [1.0, 2.5, 10, 300])
  func chiSquareQuantilesInvertTheTails(degrees: Double) throws {
    let law = ChiSquareLaw(degreesOfFreedom: degrees)
    for p in [1e-6, 0.01, 0.5, 0.9] {
      #expect(agree(try law.lowerTail(law.quantile(lowerTail: p)), p, within: 1e-9))
      #expect(agree(try law.upperTail(law.quantile(upperTail: p)), p, within: 1e-9))
    }
  }
}
