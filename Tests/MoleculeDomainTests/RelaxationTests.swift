import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct RelaxationTests {
  private func angle(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) -> Double {
    let (u, v) = (a - b, c - b)
    let cosine = (u * v).sum() / ((u * u).sum() * (v * v).sum()).squareRoot()
    return acos(min(1, max(-1, cosine))) * 180 / .pi
  }

  private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }

  private func dihedral(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>) -> Double {
    let (u, v) = (cross(a - b, c - b), cross(d - c, c - b))
    return acos(min(1, max(-1, (u * v).sum() / ((u * u).sum() * (v * v).sum()).squareRoot()))) * 180 / .pi
  }

  /// The greatest distance from the plane of the first three points.
  private func unevenness(_ points: [SIMD3<Double>]) -> Double {
    let normal = cross(points[1] - points[0], points[2] - points[0])
    return points.map { abs(((($0 - points[0]) * normal).sum()) / (normal * normal).sum().squareRoot()) }.max() ?? 0
  }

  // MARK: Known minima

  /// Of molecules of two atoms, the length is the bond's own. Sums of the radii of table I, corrected by hand for order and
  /// electronegativity.
  @Test(arguments: [
    ("[H][H]", 0.708), ("F[H]", 0.98551), ("ClCl", 2.088), ("N#N", 1.12001), ("Cl[H]", 1.37565),
  ])
  func lengthsOfPairsAreThoseOfThePaper(smiles: String, expected: Double) throws {
    let molecule =
      smiles.contains("[H]")
      ? try Molecule(smiles.replacingOccurrences(of: "[H]", with: " H"), [(0, 1, 1)]) : try ForceFieldStructures.molecule(smiles)
    let places = try ForceFieldStructures.relaxed(molecule).positions
    #expect(abs(ForceFieldStructures.distance(places[0], places[1]) - expected) < 1e-4)
  }

  @Test func atomsWithoutCrowdingTakeTheirAngles() throws {
    let methane = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("C")).positions
    for first in 1..<5 { for second in (first + 1)..<5 { #expect(abs(angle(methane[first], methane[0], methane[second]) - 109.4712) < 1e-3) } }
    #expect(abs(ForceFieldStructures.distance(methane[0], methane[1]) - 1.1094) < 1e-4)
    let water = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("O")).positions
    #expect(abs(angle(water[1], water[0], water[2]) - 104.51) < 1e-4)
    #expect(abs(ForceFieldStructures.distance(water[0], water[1]) - 0.9903) < 1e-4)
    let ammonia = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("N")).positions
    #expect(abs(angle(ammonia[1], ammonia[0], ammonia[2]) - 106.7) < 1e-3)
    let sulfide = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("S")).positions
    #expect(abs(angle(sulfide[1], sulfide[0], sulfide[2]) - 92.1) < 1e-4)
    for linear in ["O=C=O", "C#N", "S=C=S"] {
      let molecule = try ForceFieldStructures.molecule(linear)
      let places = try ForceFieldStructures.relaxed(molecule).positions
      let centre = molecule.atoms.firstIndex { $0.element == .carbon } ?? 0
      let ends = places.indices.filter { $0 != centre }
      #expect(angle(places[ends[0]], places[centre], places[ends[1]]) > 179.9)
    }
  }

  @Test func planarMoleculesAreFlat() throws {
    for smiles in ["C=C", "FB(F)F", "c1ccccc1", "NC=O", "C=O", "[CH3]", "c1ccoc1", "C1=CC1"] {
      let molecule = try ForceFieldStructures.molecule(smiles)
      let places = try ForceFieldStructures.relaxed(molecule).positions
      // Cyclopropene's last carbon has its hydrogens out of the plane.
      let heavy = zip(molecule.atoms, places).filter { smiles != "C1=CC1" || $0.0.element != .hydrogen }.map(\.1)
      #expect(unevenness(heavy) < 1e-3, "\(smiles): \(unevenness(heavy))")
    }
    let benzene = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("c1ccccc1")).positions
    let sides = (0..<6).map { ForceFieldStructures.distance(benzene[$0], benzene[($0 + 1) % 6]) }
    #expect(sides.allSatisfy { abs($0 - sides[0]) < 1e-4 && 1.37...1.41 ~= $0 })
    #expect((0..<6).allSatisfy { abs(angle(benzene[$0], benzene[($0 + 1) % 6], benzene[($0 + 2) % 6]) - 120) < 0.01 })
  }

  @Test func torsionsRestWhereTheyShould() throws {
    let ethane = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("CC")).positions
    // Hydrogens follow in the order of their carbons: 2, 3, 4 and 5, 6, 7.
    for first in 2..<5 {
      for second in 5..<8 {
        let twist = dihedral(ethane[first], ethane[0], ethane[1], ethane[second])
        #expect([60, 180].contains { abs(twist - $0) < 0.05 })
      }
    }
    let peroxide = try ForceFieldStructures.relaxed(try ForceFieldStructures.molecule("OO")).positions
    // A right angle, but for the repulsion of the hydrogens.
    #expect(90...105 ~= dihedral(peroxide[2], peroxide[0], peroxide[1], peroxide[3]))
  }

  @Test func fiveAndSixNeighboursHaveTheirShapes() throws {
    let sulfur = try Molecule("S F F F F F F", (1...6).map { (0, $0, 1) })
    let octahedron = try ForceFieldStructures.relaxed(sulfur).positions
    for first in 1...6 {
      for second in (first + 1)..<7 {
        let angle = angle(octahedron[first], octahedron[0], octahedron[second])
        #expect(min(abs(angle - 90), abs(angle - 180)) < 0.1)
      }
    }
    let phosphorus = try Molecule("P F F F F F", (1...5).map { (0, $0, 1) })
    let bipyramid = try ForceFieldStructures.relaxed(phosphorus).positions
    for first in 1...5 {
      for second in (first + 1)..<6 {
        let angle = angle(bipyramid[first], bipyramid[0], bipyramid[second])
        #expect([90, 120, 180].contains { abs(angle - $0) < 3 }, "\(angle)")
      }
    }
  }

  /// Of phosphine's pyramid UFF says 84.4° out of the plane; an inversion through it costs 22 kcal/mol.
  @Test func phosphineIsAPyramid() throws {
    let molecule = try ForceFieldStructures.molecule("P")
    let field = try ForceField(for: molecule)
    let flat = [SIMD3(1.42, 0, 0), SIMD3(-0.71, 1.23, 0), SIMD3(-0.71, -1.23, 0)]
    #expect(abs((field.termEnergies(at: [.zero] + flat)[.inversions] ?? 0) - 22) < 1e-3)
    let places = try ForceFieldStructures.relaxed(molecule).positions
    #expect(90...97 ~= angle(places[1], places[0], places[2]))
  }

  // MARK: The search

  @Test func relaxationsEndAtMinima() throws {
    var generator = SeededGenerator(state: 31)
    for smiles in ["CC(=O)Oc1ccccc1C(=O)O", "CC1CCCCC1", "CS(=O)(=O)NC", "OC(=O)C(N)CO", "C1CC1C#N"] {
      let molecule = try ForceFieldStructures.molecule(smiles)
      let field = try ForceField(for: molecule)
      let start = molecule.atoms.map { _ in generator.point(within: 3) }
      let relaxation = Relaxation(of: field, from: start)
      let (energy, gradient) = field.energyAndGradient(at: relaxation.positions)
      #expect(relaxation.isConverged && relaxation.energy == energy && energy < field.energy(at: start))
      #expect(gradient.allSatisfy { ($0 * $0).sum().squareRoot() <= 0.01 })
      // A minimum and no saddle: every small push costs energy.
      let tight = Relaxation(of: field, from: relaxation.positions, limits: .init(steps: 5000, gradient: 1e-6))
      for _ in 0..<50 {
        #expect(field.energy(at: tight.positions.map { $0 + generator.point(within: 1e-3) }) > tight.energy)
      }
      #expect(Relaxation(of: field, from: start).positions == relaxation.positions)
    }
  }

  @Test func limitsHold() throws {
    let field = try ForceField(for: try ForceFieldStructures.molecule("CCCC"))
    var generator = SeededGenerator(state: 32)
    let start = (0..<14).map { _ in generator.point(within: 2) }
    let short = Relaxation(of: field, from: start, limits: .init(steps: 3, gradient: 1e-9))
    #expect(short.steps == 3 && !short.isConverged && short.energy < field.energy(at: start))
    #expect(Relaxation(of: field, from: start, limits: .init(steps: 0)).positions == start)
    #expect(Relaxation(of: field, from: start, limits: .init(gradient: .infinity)).steps == 0)
  }

  /// All atoms in one place come apart again.
  @Test func coincidentAtomsAreSeparated() throws {
    for smiles in ["C", "CCO", "c1ccccc1"] {
      let molecule = try ForceFieldStructures.molecule(smiles)
      let relaxation = Relaxation(of: try ForceField(for: molecule), from: molecule.atoms.map(\.position))
      #expect(relaxation.isConverged && relaxation.energy.isFinite)
      for bond in molecule.bonds {
        #expect(0.8...2 ~= ForceFieldStructures.distance(relaxation.positions[bond.first], relaxation.positions[bond.second]))
      }
    }
  }

  /// Rosenbrock's valley, a bowl with axes of very different lengths, and one without a bottom.
  @Test func minimiserFindsKnownMinima() {
    let valley = LimitedMemoryMinimiser(
      { points, gradient in
        let (x, y) = (points[0].x, points[0].y)
        gradient[0] = SIMD3(-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x), 0)
        return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
      }, from: [SIMD3(-1.2, 1, 0)], stepLimit: 200, tolerance: 1e-8)
    #expect(valley.isConverged && ForceFieldStructures.distance(valley.positions[0], SIMD3(1, 1, 0)) < 1e-7)
    let axes = (0..<6).map { SIMD3(repeating: pow(10, Double($0) - 2)) * SIMD3(1, 2, 3) }
    let bowl = LimitedMemoryMinimiser(
      { points, gradient in
        for index in axes.indices { gradient[index] = axes[index] * points[index] }
        return zip(axes, points).reduce(0) { $0 + 0.5 * ($1.0 * $1.1 * $1.1).sum() }
      }, from: axes.map { _ in SIMD3(1, -1, 0.5) }, stepLimit: 5000, tolerance: 1e-9)
    #expect(bowl.isConverged && bowl.value < 1e-12)
    let slope = LimitedMemoryMinimiser(
      { points, gradient in
        gradient[0] = SIMD3(-1, 0, 0)
        return -points[0].x
      }, from: [.zero], stepLimit: 40, tolerance: 1e-3)
    #expect(!slope.isConverged && slope.steps <= 40 && slope.value < 0)
  }

  /// A gradient with the wrong sign, and one that is not a number.
  @Test func minimiserGivesUpOnAWrongGradient() {
    let start = [SIMD3(1.0, 2, 3)]
    let wrong = LimitedMemoryMinimiser(
      { points, gradient in
        gradient[0] = -points[0]
        return 0.5 * (points[0] * points[0]).sum()
      }, from: start, stepLimit: 100, tolerance: 1e-6)
    #expect(!wrong.isConverged && wrong.positions == start)
    let broken = LimitedMemoryMinimiser(
      { points, gradient in
        gradient[0] = SIMD3(repeating: .nan)
        return .nan
      }, from: start, stepLimit: 100, tolerance: 1e-6)
    #expect(!broken.isConverged && broken.positions == start)
  }

  // MARK: Strain

  @Test func strainIsTheWayToTheMinimum() throws {
    let molecule = try ForceFieldStructures.molecule("CC(=O)NC")
    let field = try ForceField(for: molecule)
    let relaxed = try ForceFieldStructures.relaxed(molecule)
    let rest = Strain(of: field, at: relaxed.positions)
    #expect(rest.energy == 0 && rest.displacement < 1e-12)
    var generator = SeededGenerator(state: 33)
    // A stretched bond, by its own parabola: ½ k (0.1 Å)² is a bound, as the other atoms give way.
    var stretched = relaxed.positions
    stretched[5] += 0.1 * (stretched[5] - stretched[0]) / ForceFieldStructures.distance(stretched[5], stretched[0])
    let strain = Strain(of: field, at: stretched)
    #expect(2.5...3.6 ~= strain.energy && abs(strain.energyPerAtom - strain.energy / 12) < 1e-12)
    #expect(abs(strain.displacement - 0.1 / 12.0.squareRoot()) < 0.005)
    let posed = generator.moved(stretched)
    let moved = Strain(of: field, at: posed)
    #expect(abs(moved.energy - strain.energy) < 1e-3 && abs(moved.displacement - strain.displacement) < 1e-3)
    let atoms = zip(molecule.atoms, posed).map { atom, place in
      var atom = atom
      atom.position = place
      return atom
    }
    #expect(try Strain(of: Molecule(atoms: atoms, bonds: molecule.bonds)).energy == moved.energy)
  }
}
