import Foundation
import MoleculeDomain
import TestInputs
import Testing

/// Sound molecules pass every check; each planted fault is found by its check, with the right atoms and the right excess.
@Suite struct MoleculeCheckTests {
  private let standard = MoleculeCheck.standard(.published)

  private func violations(_ molecule: Molecule, _ name: String) throws -> [CheckViolation] {
    try #require(standard.first { $0.name == name }).violations(in: molecule)
  }

  private func atoms(_ violation: CheckViolation) -> [Int] { violation.atoms.map { $0.index + 1 } }

  private func expectClose(_ value: Double, _ expected: Double, _ location: SourceLocation = #_sourceLocation) {
    #expect(abs(value - expected) < 1e-12, sourceLocation: location)
  }

  @Test func soundMoleculesPass() throws {
    let sound = try [
      ShapedMolecules.benzene([.single, .double]), ShapedMolecules.benzene([.aromatic]), ShapedMolecules.ethene(),
      ShapedMolecules.methane(), ShapedMolecules.tetrahedron("C", [("H", 1.09), ("F", 1.35), ("Cl", 1.77), ("Br", 1.94)]),
    ]
    for molecule in sound { for check in standard { #expect(check.violations(in: molecule) == []) } }
    #expect(standard.count == 8 && Set(standard.map(\.name)).count == 8)
  }

  @Test func valence() throws {
    let methane = try ShapedMolecules.methane()
    let stray = try Molecule(atoms: methane.atoms, bonds: methane.bonds + [Bond(1, 2, .single)])
    let found = try violations(stray, "valence")
    #expect(found.map(atoms) == [[2], [3]] && found.map(\.excess) == [1, 1] && found.map(\.unit) == ["bonds", "bonds"])
    #expect(found.first?.description == "valence: atom 2 (H, charge 0) has valence 2; allowed are valence 1")
    // (2, 1) is allowed, (2, 0) is one bond short of it.
    let bare = try Molecule("C C C C C C", (0..<6).map { ($0, ($0 + 1) % 6, 4) })
    #expect(try violations(bare, "valence").map(\.excess) == [Double](repeating: 1, count: 6))
    #expect(try violations(Molecule("Xe", [], charges: [0: 3]), "valence").map(\.excess) == [1])
  }

  @Test func connectedness() throws {
    let two = try ShapedMolecules.methane().beside(ShapedMolecules.benzene([.aromatic]), by: SIMD3(0, 0, 9))
    let three = try two.beside(Molecule("He", []), by: SIMD3(0, 0, -9))
    let found = try violations(three, "connectedness")
    #expect(found.map(atoms) == [[1, 2, 3, 4, 5], [18]] && found.map(\.severity) == [5, 1])
    #expect(
      found.map(\.description) == [
        "connectedness: no bond joins the rest of the molecule with what atoms 1 (C), 2 (H), 3 (H), 4 (H), 5 (H) are",
        "connectedness: no bond joins the rest of the molecule with what atom 18 (He) is",
      ])
  }

  @Test func bondLength() throws {
    let long = try ShapedMolecules.benzene([.single, .double]).moving(8, to: SIMD3(-1.39 - 1.5, 0, 0))
    // Atom 9 is at atom 3; put it 1.5 Å beyond it instead of 1.08.
    let carbon = long.atoms[2].position
    let molecule = try long.moving(8, to: carbon * (1 + 1.5 / Geometry.length(carbon)))
    let found = try violations(molecule, "bond length")
    #expect(found.map(atoms) == [[3, 9]])
    // The radii of carbon and hydrogen are 0.75 and 0.32 Å.
    let first = try #require(found.first)
    expectClose(first.excess, 1.5 - 1.15 * 1.07)
    expectClose(first.severity, 10 * first.excess)
    #expect(
      first.description
        == "bond length: the distance of atoms 3 (C) and 9 (H) is 1.50 Å; allowed is 0.91…1.23 Å, exceeded by 0.27 Å")
    let short = try violations(ShapedMolecules.ethene().moving(4, to: SIMD3(0.665 + 0.5, 0, 0)), "bond length")
    #expect(short.map(atoms) == [[2, 5]])
    try expectClose(#require(short.first).excess, 0.85 * 1.07 - 0.5)
  }

  @Test func bondAngle() throws {
    // Hydrogen 7, in the plane, bent by 40° towards atom 2: 80° and 160° are both beyond a quarter of 120°.
    let benzene = try ShapedMolecules.benzene([.single, .double])
    let bend = 40 * Double.pi / 180
    let molecule = try benzene.moving(6, to: SIMD3(1.39 + 1.08 * cos(bend), 1.08 * sin(bend), 0))
    let found = try violations(molecule, "bond angle")
    #expect(found.map(atoms) == [[2, 1, 7], [6, 1, 7]])
    for violation in found { #expect(abs(violation.excess - 10) < 1e-10 && violation.unit == "°") }
  }

  /// The small rings' angles are those of their rings; ammonia's and water's are wide of the tetrahedron's.
  @Test func anglesDependOnTheSite() throws {
    func range(_ smiles: String, _ centre: Int, _ ends: Set<Int>) throws -> ClosedRange<Double>? {
      let molecule = try #require(try SMILESReading.molecule(smiles))
      let sites = MoleculeStructure(molecule).sites
      return try #require(sites.first { $0.angle.centre == centre && Set([$0.angle.first, $0.angle.last]) == ends }).site.publishedRange
    }
    #expect(try range("C1CC1", 0, [1, 2]) == 45...75)
    #expect(try range("C1CCC1", 0, [1, 3]) == 67.5...112.5)
    #expect(try range("C1CCCC1", 0, [1, 4]).map { abs($0.upperBound - 136.839) < 1e-9 } == true)
    #expect(try range("C1CC1", 0, [1, 3]).map { $0.upperBound == 150 } == true)
    #expect(try range("C1C=C1", 1, [0, 5]).map { $0 == 90...180 } == true)
    #expect(try range("CC#N", 1, [0, 2]) == 135...180)
    #expect(try range("C=C=C", 1, [0, 2]) == 135...180)
    #expect(try range("CC=O", 1, [0, 2]) == 90...150)
    #expect(try range("O=S=O", 1, [0, 2]) == 90...150)
    #expect(try range("COC", 1, [0, 2]).map { $0.upperBound == 150 && abs($0.lowerBound - 82.1034) < 1e-9 } == true)
  }

  @Test func clash() throws {
    let argon = try Molecule("Ar", [])
    // 0.7 · 2 · 1.83 Å = 2.562 Å.
    let near = try violations(argon.beside(argon, by: SIMD3(2.5, 0, 0)), "clash")
    #expect(near.map(atoms) == [[1, 2]])
    try expectClose(#require(near.first).excess, 2.562 - 2.5)
    #expect(
      near.first?.description == "clash: the distance of atoms 1 (Ar) and 2 (Ar) is 2.50 Å; allowed is at least 2.56 Å, exceeded by 0.06 Å")
    #expect(try violations(argon.beside(argon, by: SIMD3(2.6, 0, 0)), "clash").isEmpty)
  }

  /// A chain on a circle of one bond length: what is bonded, and what has a common neighbour, is left to other checks.
  @Test func clashesOfNeighboursAreNotJudged() throws {
    func chain(_ count: Int, _ distance: Double, _ element: Element = .carbon) throws -> Molecule {
      // Every second atom in one place, so that all but bonded atoms are on top of each other or one bond apart.
      try Molecule(
        atoms: (0..<count).map { Atom(element, at: SIMD3($0 % 2 == 0 ? 0 : distance, 0, 0)) },
        bonds: (1..<count).map { Bond($0 - 1, $0, .single) })
    }
    #expect(try violations(chain(3, 0.6), "clash").isEmpty)
    // 1–4: three bonds apart; 0.68 · 3.54 = 2.4072 Å.
    #expect(try violations(chain(4, 2.45), "clash").isEmpty)
    let fourth = try violations(chain(4, 2.4), "clash")
    #expect(fourth.map(atoms) == [[1, 4]])
    try expectClose(#require(fourth.first).excess, 0.68 * 3.54 - 2.4)
    // 1–5: four bonds apart and at one place; 1–4 and 2–5 are far enough.
    let fifth = try violations(chain(5, 2.45), "clash")
    #expect(fifth.map(atoms) == [[1, 5]])
    try expectClose(#require(fifth.first).excess, 0.7 * 3.54)
  }

  /// Hydrogen bonds are shorter than other contacts: 0.6 and 0.7 of 2.7 Å are 1.62 and 1.89 Å.
  @Test(arguments: [("O", 1.7, true), ("O", 1.6, false), ("N", 1.7, true), ("C", 1.7, false), ("C", 1.9, true)])
  func hydrogenBonds(donor: String, distance: Double, isAllowed: Bool) throws {
    let hydroxyl = try Molecule(
      atoms: [Atom(#require(Element(symbol: donor)), at: SIMD3(-1, 0, 0)), Atom(.hydrogen, at: .zero)], bonds: [Bond(0, 1, .single)])
    let found = try violations(hydroxyl.beside(Molecule("O", []), by: SIMD3(distance, 0, 0)), "clash")
    #expect(found.map(atoms) == (isAllowed ? [] : [[2, 3]]))
  }

  @Test func overlap() throws {
    let molecule = try ShapedMolecules.methane().moving(4, to: SIMD3(0.1, 0.1, 0.1))
    let found = try violations(molecule, "overlap")
    #expect(found.map(atoms) == [[1, 5]])
    try expectClose(#require(found.first).excess, 0.5 - 0.03.squareRoot())
  }

  /// So many atoms in one place that pairs are not looked at are found all the same, and quickly.
  @Test func manyAtomsInOnePlace() throws {
    let crowd = try Molecule(atoms: .init(repeating: Atom(.hydrogen, at: .zero), count: 20_000))
    #expect(try violations(crowd, "overlap").map(\.description) == ["overlap: more than 200 atoms lie within 0.5 Å of atom 1"])
    #expect(try violations(crowd, "clash").count == 1)
  }

  @Test(arguments: [[BondOrder.aromatic], [.single, .double], [.double, .single]])
  func flatRing(orders: [BondOrder]) throws {
    // Chair-like: all six carbons 0.3 Å off the plane.
    let found = try violations(ShapedMolecules.benzene(orders, pucker: 0.3), "flat ring")
    #expect(found.map { atoms($0).sorted() } == [[1, 2, 3, 4, 5, 6]])
    try #expect(abs(#require(found.first).excess - 0.05) < 1e-12)
    #expect(try violations(ShapedMolecules.benzene(orders, pucker: 0.24), "flat ring").isEmpty)
    // One atom lifted: it lies farthest off and is named first.
    let flat = try ShapedMolecules.benzene(orders)
    let lifted = try violations(flat.moving(3, to: flat.atoms[3].position + SIMD3(0, 0, 0.9)), "flat ring")
    #expect(lifted.map { atoms($0).first } == [4])
    #expect(try violations(ShapedMolecules.benzene([.single], pucker: 0.3), "flat ring").isEmpty)
  }

  /// By the angle τ twisted, each hydrogen lies ρ sin(τ/2) off the plane between.
  @Test func flatDoubleBond() throws {
    let limit = 2 * asin(0.25 / ShapedMolecules.etheneRadius)
    #expect(try violations(ShapedMolecules.ethene(twist: limit - 0.01), "flat double bond").isEmpty)
    for twist in [limit + 0.01, 0.8, -0.8] {
      let found = try violations(ShapedMolecules.ethene(twist: twist), "flat double bond")
      #expect(found.map { atoms($0).sorted() } == [[1, 2, 3, 4, 5, 6]])
      try #expect(abs(#require(found.first).excess - (ShapedMolecules.etheneRadius * sin(abs(twist) / 2) - 0.25)) < 1e-12)
    }
    // A carbon lifted out of the plane of its neighbours.
    #expect(try violations(ShapedMolecules.ethene().moving(1, to: SIMD3(0.665, 0, 0.7)), "flat double bond").map { atoms($0).first } == [2])
    // Allene's ends are turned by a right angle, as they should be.
    let carbons = [-1.3, 0, 1.3].map { Atom(.carbon, at: SIMD3($0, 0, 0)) }
    let hydrogens = [(-1.9, 0.9, 0), (-1.9, -0.9, 0), (1.9, 0, 0.9), (1.9, 0, -0.9)].map { Atom(.hydrogen, at: SIMD3($0.0, $0.1, $0.2)) }
    let single = [(0, 3), (0, 4), (2, 5), (2, 6)].map { Bond($0.0, $0.1, .single) }
    let allene = try Molecule(atoms: carbons + hydrogens, bonds: [Bond(0, 1, .double), Bond(1, 2, .double)] + single)
    #expect(try violations(allene, "flat double bond").isEmpty)
  }

  @Test func ownChecks() throws {
    let check = MoleculeCheck(name: "size", unit: "atoms", scale: 2) { structure, report in
      report.require("number", Double(structure.molecule.atoms.count), in: 0...3, of: Array(structure.molecule.atoms.indices.dropFirst(3)))
    }
    let found = try check.violations(in: ShapedMolecules.methane())
    #expect(found.map(atoms) == [[4, 5]] && found.map(\.severity) == [1] && found.map(\.excess) == [2])
    let nothing = MoleculeCheck(name: "none", unit: "", scale: 1) { _, report in report.require("n", .nan, in: 0...1, of: [0]) }
    #expect(try nothing.violations(in: ShapedMolecules.methane()).map(\.excess) == [1])
  }

  /// Positions that a diverging sampler may give.
  @Test func farAwayAtomsHaveFiniteExcesses() throws {
    let molecule = try ShapedMolecules.benzene([.aromatic]).moving(3, to: SIMD3(1e300, -1e308, 1e200))
    for check in standard { #expect(check.violations(in: molecule).allSatisfy { $0.severity.isFinite && $0.excess > 0 }) }
    #expect(try !violations(molecule, "bond length").isEmpty)
  }

  /// Quantiles of planted values, widened; kinds with few values keep what is published.
  @Test func rangesAreLearned() throws {
    let molecules = try (0..<1000).map { index in
      try Molecule(
        atoms: [Atom(.hydrogen, at: .zero), Atom(.chlorine, at: SIMD3(1.2 + Double(index) / 1e4, 0, 0))], bonds: [Bond(0, 1, .single)])
    }
    let type = BondType(.chlorine, .hydrogen, .single)
    let learned = GeometryRanges(learnedFrom: molecules, .init(tail: 0.01, lengthMargin: 0.05)).length(type)
    expectClose(learned.lowerBound, 1.201 - 0.05)
    expectClose(learned.upperBound, 1.2989 + 0.05)
    let few = GeometryRanges(learnedFrom: Array(molecules.prefix(49)))
    #expect(few.length(type) == GeometryRanges.published.length(type))
    expectClose(few.length(type).upperBound, 1.15 * (0.32 + 0.99))
    let check = MoleculeCheck.bondLength(.init(learnedFrom: molecules, .init(tail: 0.01, lengthMargin: 0)))
    #expect(molecules.indices.filter { !check.violations(in: molecules[$0]).isEmpty } == Array(0..<10) + Array(990..<1000))
  }

  @Test func publishedRadii() {
    #expect(Element.carbon.covalentRadius(for: .single) == 0.75 && Element.carbon.covalentRadius(for: .triple) == 0.6)
    #expect(abs(Element.carbon.covalentRadius(for: .aromatic) - 0.71) < 1e-12)
    #expect(Element.hydrogen.covalentRadius(for: .triple) == 0.32)
    #expect(Element.all.allSatisfy { 0.3...2.4 ~= $0.covalentRadius(for: .single) && $0.covalentRadius(for: .triple) > 0.3 })
    #expect(Element.all.last?.covalentRadius(for: .single) == 1.57)
    #expect(Element.oxygen.vanDerWaalsRadius == 1.5 && Element.bismuth.vanDerWaalsRadius == 2.54)
    #expect(Element(symbol: "Es")?.vanDerWaalsRadius == 2.7 && Element(symbol: "Pm")?.vanDerWaalsRadius == nil)
    #expect(Element.all.count { $0.vanDerWaalsRadius != nil } == 93)
  }
}
