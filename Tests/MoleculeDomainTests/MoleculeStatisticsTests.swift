import Files
import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct MoleculeStatisticsTests {
  // MARK: Intervals

  /// The first three from Newcombe's “Two-sided confidence intervals for the single proportion” (1998), table I.
  @Test(arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (29, 29, 0.8830, 1), (5, 10, 0.2366, 0.7634)])
  func wilson(count: Int, total: Int, lower: Double, upper: Double) {
    let rate = Rate(count, of: total)
    #expect(rate.value == Double(count) / Double(total))
    #expect(abs(rate.interval.lower - lower) < 6e-5 && abs(rate.interval.upper - upper) < 6e-5)
  }

  /// The ends solve (p̂ − p)² = z² p (1 − p) / n.
  @Test func wilsonSolvesItsEquation() {
    let rate = Rate(7, of: 31)
    for end in [rate.interval.lower, rate.interval.upper] {
      #expect(abs(pow(rate.value - end, 2) - pow(1.959963984540054, 2) * end * (1 - end) / 31) < 1e-15)
    }
    #expect(Rate(0, of: 0).interval == Interval(lower: 0, upper: 1) && Rate(0, of: 0).value == 0)
  }

  // MARK: Distances of distributions

  /// ∫ |F − G| by the definition: F and G counted anew between any two neighbouring values.
  private func brute(_ one: [Double], _ other: [Double]) -> Double {
    let all = (one + other).sorted()
    return zip(all, all.dropFirst()).reduce(0) { sum, pair in
      let middle = (pair.0 + pair.1) / 2
      func share(_ values: [Double]) -> Double { Double(values.count { $0 <= middle }) / Double(values.count) }
      return sum + abs(share(one) - share(other)) * (pair.1 - pair.0)
    }
  }

  @Test func wassersteinIsTheIntegral() throws {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<200 {
      // With many equal values.
      let one = (0...generator.below(30)).map { _ in Double(generator.below(12)) }.sorted()
      let other = (0...generator.below(30)).map { _ in Double(generator.below(12)) }.sorted()
      let distance = try #require(WassersteinDistance(sorted: one, from: other)).value
      #expect(abs(distance - brute(one, other)) < 1e-12)
      #expect(abs(distance - (WassersteinDistance(sorted: other, from: one)?.value ?? -1)) < 1e-12)
      #expect(WassersteinDistance(sorted: one, from: one)?.value == 0)
      let shift = Double(generator.below(9)) / 4
      #expect(abs((WassersteinDistance(sorted: one.map { $0 + shift }, from: one)?.value ?? -1) - shift) < 1e-12)
    }
    #expect(WassersteinDistance(sorted: [], from: [1]) == nil && WassersteinDistance(sorted: [1], from: []) == nil)
  }

  private func diatomic(_ one: Element, _ other: Element, _ length: Double, _ order: BondOrder = .single) throws -> Molecule {
    try Molecule(atoms: [Atom(one, at: .zero), Atom(other, at: SIMD3(0, length, 0))], bonds: [Bond(0, 1, order)])
  }

  private func statistics(_ molecules: [Molecule], _ training: [Molecule], heldOut: [Molecule]? = nil) throws -> MoleculeStatistics {
    try MoleculeStatistics(
      of: molecules, against: MoleculeReference(training), heldOut: heldOut.map(MoleculeReference.init),
      checks: MoleculeCheck.standard(.published))
  }

  /// Far apart, W₁ is the difference of the means, and its standard error that of the mean.
  @Test func shiftedLengths() throws {
    var generator = SeededGenerator(state: 4)
    let lengths = (0..<400).map { _ in 1.2 + 0.02 * Double(generator.below(1000)) / 1000 }
    let training = try lengths.map { try diatomic(.hydrogen, .chlorine, $0) }
    let row = try statistics(lengths.map { try diatomic(.hydrogen, .chlorine, $0 + 0.125) }, training)
    let mean = lengths.reduce(0, +) / 400
    let error = (lengths.reduce(0) { $0 + pow($1 - mean, 2) } / 399 / 400).squareRoot()
    for estimate in [row.bondLengths.pooled, row.bondLengths.byType] {
      let estimate = try #require(estimate)
      #expect(abs(estimate.value - 0.125) < 1e-12)
      #expect(abs(estimate.interval.upper - 0.125 - 1.959963984540054 * error) < 1e-9)
      #expect(abs(estimate.interval.lower - 0.125 + 1.959963984540054 * error) < 1e-9)
    }
    #expect(row.bondLengths.comparedShare == 1 && row.bondLengths.types.map(\.type) == ["H-Cl"])
    let itself = try statistics(training, training)
    #expect(itself.bondLengths.pooled?.value == 0 && itself.bondLengths.pooled?.interval.upper == 0)
  }

  /// Where the samples' distributions cross, the standard error is that of resampled molecules.
  @Test func standardErrorsAreThoseOfResampling() throws {
    var generator = SeededGenerator(state: 6)
    func chain(_ scale: Double) throws -> Molecule {
      // Two bonds with a common random part: molecules are the independent units.
      let common = Double.random(in: -1...1, using: &generator)
      func length() -> Double { 1.5 + scale * (common + 0.3 * Double.random(in: -1...1, using: &generator)) }
      let first = length()
      return try Molecule(
        atoms: [0, first, first + length()].map { Atom(.carbon, at: SIMD3($0, 0, 0)) }, bonds: [Bond(0, 1, .single), Bond(1, 2, .single)])
    }
    let reference = MoleculeReference(try (0..<2000).map { _ in try chain(0.1) })
    let set = try (0..<300).map { _ in try chain(0.2) }
    func distance(_ molecules: [Molecule]) throws -> Estimate {
      try #require(try MoleculeStatistics(of: molecules, against: reference, checks: []).bondLengths.pooled)
    }
    let estimate = try distance(set)
    let error = (estimate.interval.upper - estimate.interval.lower) / (2 * 1.959963984540054)
    let resampled = try (0..<400).map { _ in try distance((0..<300).map { _ in set[generator.below(300)] }).value }
    let mean = resampled.reduce(0, +) / 400
    let spread = (resampled.reduce(0) { $0 + pow($1 - mean, 2) } / 399).squareRoot()
    // The spread of 400 has a relative error of 3.5%; 20% is more than five times that.
    #expect(abs(spread / error - 1) < 0.2, "\(spread) \(error)")
  }

  @Test func typesAreWeighted() throws {
    // Three quarters H–Cl, a quarter H–Br, and C–O, which the set lacks.
    let training =
      try [Molecule](repeating: diatomic(.hydrogen, .chlorine, 1.3), count: 3) + [diatomic(.hydrogen, .bromine, 1.4)]
      + [Molecule](repeating: diatomic(.carbon, .oxygen, 1.1, .triple), count: 4)
    let set = try [diatomic(.hydrogen, .chlorine, 1.4), diatomic(.hydrogen, .bromine, 1.9), diatomic(.hydrogen, .iodine, 1.6)]
    let row = try statistics(set, training)
    #expect(try abs(#require(row.bondLengths.byType).value - (0.75 * 0.1 + 0.25 * 0.5)) < 1e-12)
    #expect(row.bondLengths.comparedShare == 0.5 && abs(row.bondLengths.unknownShare - 1.0 / 3) < 1e-15)
    #expect(row.bondLengths.types.map(\.type) == ["C#O", "H-Cl", "H-Br"])
    #expect(row.bondLengths.types.map(\.count) == [0, 1, 1] && row.bondLengths.types.map(\.referenceCount) == [4, 3, 1])
    #expect(row.bondLengths.types.first?.distance == nil && row.bondAngles.pooled == nil && row.bondAngles.byType == nil)
    // Bond types: 1/3 each of three, against 1/2, 3/8, 1/8.
    #expect(abs(row.bondTypeVariation.value - (1.0 / 2 + (3.0 / 8 - 1.0 / 3) + (1.0 / 3 - 1.0 / 8) + 1.0 / 3) / 2) < 1e-12)
    #expect(row.atomCountVariation.value == 0)
    #expect(abs(row.compositionVariation.value - (1.0 / 4 + 1.0 / 4 + (1.0 / 2 - 1.0 / 4) + (3.0 / 16 - 1.0 / 6) + (1.0 / 6 - 1.0 / 16) + 1.0 / 6) / 2) < 1e-12)
  }

  @Test func angles() throws {
    func water(_ angle: Double) throws -> Molecule {
      try Molecule(
        atoms: [
          Atom(.oxygen, at: .zero), Atom(.hydrogen, at: SIMD3(0.96, 0, 0)),
          Atom(.hydrogen, at: 0.96 * SIMD3(cos(angle * .pi / 180), sin(angle * .pi / 180), 0)),
        ], bonds: [Bond(0, 1, .single), Bond(0, 2, .single)])
    }
    let row = try statistics([water(110), water(112)], [water(104)])
    #expect(try abs(#require(row.bondAngles.pooled).value - 7) < 1e-9 && row.bondAngles.types.map(\.type) == ["H-O-H"])
  }

  // MARK: Rates

  @Test func graphsAsASet() throws {
    let (methane, benzene, ethene) = try (ShapedMolecules.methane(), ShapedMolecules.benzene([.aromatic]), ShapedMolecules.ethene())
    let broken = try methane.beside(Molecule("He", []), by: SIMD3(0, 0, 9))
    let twisted = try ShapedMolecules.ethene(twist: 1.2)
    let row = try statistics([methane, methane, benzene, broken, twisted, ethene], [methane, ethene], heldOut: [benzene, ethene, broken, broken])
    #expect(row.moleculeCount == 6)
    #expect(row.uniqueness == Rate(4, of: 6) && row.novelty == Rate(2, of: 4))
    #expect(row.trainingCopies == Rate(4, of: 6) && row.coverage == Rate(3, of: 3))
    // Helium is no element of the valence table.
    #expect(row.validity == Rate(5, of: 6) && row.connectedness == Rate(5, of: 6) && row.validAndConnected == Rate(5, of: 6))
    #expect(row.soundness == Rate(4, of: 6) && row.soundAndDistinct == Rate(3, of: 6))
    #expect(row.checks.map(\.passing.count) == [5, 5, 6, 6, 6, 6, 6, 5])
    #expect(row.worst.map(\.molecule) == [4, 3] && row.worst.map(\.violationCount) == [1, 2])
    #expect(row.worst.first?.reasons.first?.hasPrefix("flat double bond: the distance from its double bond’s plane of atoms ") == true)
    #expect(row.description.contains("uniqueness") && row.description.contains("molecule 5: severity"))
    #expect(try JSONDecoder().decode(MoleculeStatistics.self, from: JSONEncoder().encode(row)) == row)
    // To EDM's lookup benzene's bonds are all single or all double, and its carbons never stable; helium has no valence.
    #expect(row.moleculeStability == Rate(4, of: 6) && row.sameBondedPairs == Rate(6, of: 6) && row.sameOrders == Rate(6, of: 6))
  }

  /// With half of m molecules stable as a whole there are m − 1 independent trials, however many atoms each has.
  @Test func atomsOfAMoleculeAreNotIndependent() throws {
    let stable = try ShapedMolecules.methane()
    let apart = try Molecule(atoms: stable.atoms.enumerated().map { Atom($1.element, at: SIMD3(9 * Double($0), 0, 0)) })
    let row = try statistics([Molecule](repeating: stable, count: 5) + .init(repeating: apart, count: 5), [stable])
    #expect(row.atomStability.value == 0.5)
    let expected = Interval.wilson(share: 0.5, trials: 9)
    #expect(abs(row.atomStability.interval.lower - expected.lower) < 1e-12 && abs(row.atomStability.interval.upper - expected.upper) < 1e-12)
    let all = try statistics([Molecule](repeating: stable, count: 5), [stable]).atomStability
    #expect(all.value == 1 && all.interval == Rate(5, of: 5).interval)
  }

  @Test func quantities() throws {
    let molecules = try (1...9).map { try diatomic(.hydrogen, .hydrogen, Double($0)) } + [ShapedMolecules.methane()]
    let length = MoleculeQuantity(name: "length", unit: "Å") { $0.atoms.count == 2 ? $0.atoms[1].position.y : nil }
    let never = MoleculeQuantity(name: "never", unit: "") { _ in .infinity }
    let row = try MoleculeStatistics(of: molecules, against: MoleculeReference(molecules), checks: [], quantities: [length, never])
    let summary = try #require(row.quantities.first)
    #expect(summary.defined == Rate(9, of: 10) && summary.mean?.value == 5 && summary.median?.value == 5)
    // The variance of 1…9 is 60/8.
    let half = 1.959963984540054 * (60.0 / 8 / 9).squareRoot()
    #expect(try abs(#require(summary.mean).interval.upper - 5 - half) < 1e-12)
    #expect(summary.median?.interval == Interval(lower: 2, upper: 9))
    #expect(row.quantities.last?.mean == nil && row.quantities.last?.defined.count == 0)
  }

  @Test func noMolecules() throws {
    let reference = MoleculeReference([])
    let error = #expect(throws: ProgramError.self) { try MoleculeStatistics(of: [], against: reference, checks: []) }
    #expect(error?.problem == "statistics of no molecules")
    let row = try MoleculeStatistics(of: [ShapedMolecules.methane()], against: reference, heldOut: reference, checks: [])
    #expect(row.bondLengths.pooled == nil && row.novelty.value == 1 && row.coverage == Rate(0, of: 0) && row.bondLengths.unknownShare == 1)
    #expect(try JSONDecoder().decode(MoleculeStatistics.self, from: JSONEncoder().encode(row)) == row)
  }

  @Test func divergedPositionsHaveNumbersToo() throws {
    let methane = try ShapedMolecules.methane()
    let row = try statistics([methane.moving(2, to: SIMD3(1e308, -1e308, 0)), methane.moving(0, to: SIMD3(1e200, 0, 0))], [methane])
    #expect(try JSONDecoder().decode(MoleculeStatistics.self, from: JSONEncoder().encode(row)) == row)
    #expect(row.soundness.count == 0)
  }
}
