import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct ForceFieldTests {
  private func positions(_ molecule: Molecule) -> [SIMD3<Double>] { molecule.atoms.map(\.position) }

  // MARK: An independent program

  @Test(arguments: ForceFieldSample.all) func energiesAreThoseOfAnotherProgram(sample: ForceFieldSample) throws {
    let molecule = try sample.molecule()
    let energy = try ForceField(for: molecule, convention: .common).energy(at: positions(molecule))
    #expect(abs(energy - sample.energy) < 3e-4, "\(energy)")
  }

  /// Only amides, planar atoms with another resting angle and the far end of a torsion make a difference.
  @Test func conventionsDifferWhereTheySay() throws {
    for sample in ForceFieldSample.all {
      let molecule = try sample.molecule()
      let published = try ForceField(for: molecule).termEnergies(at: positions(molecule))
      let common = try ForceField(for: molecule, convention: .common).termEnergies(at: positions(molecule))
      let differing = ForceField.Term.allCases.filter { abs((published[$0] ?? 0) - (common[$0] ?? 0)) > 1e-9 }
      switch sample.name {
      case "formamide": #expect(differing == [.bonds, .angles, .torsions])
      case "furan": #expect(differing == [.angles])
      case "acetylacetone", "cyclopropene": #expect(differing == [.torsions])
      default: #expect(differing == [], "\(sample.name)")
      }
    }
  }

  // MARK: Gradients

  /// The greatest difference between a gradient and central differences of fourth order, relative to the longest gradient.
  private func mismatch(
    _ positions: [SIMD3<Double>], step: Double, _ gradient: [SIMD3<Double>], _ energy: ([SIMD3<Double>]) -> Double
  ) -> Double {
    var (worst, scale) = (0.0, 1.0)
    for atom in positions.indices {
      for axis in 0..<3 {
        func shifted(_ steps: Double) -> Double {
          var moved = positions
          moved[atom][axis] += steps * step
          return energy(moved)
        }
        let numeric = (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * step)
        worst = max(worst, abs(numeric - gradient[atom][axis]))
        scale = max(scale, abs(numeric))
      }
    }
    return worst / scale
  }

  private func mismatch(_ field: ForceField, _ term: ForceField.Term, at positions: [SIMD3<Double>], step: Double) -> Double {
    var gradient = [SIMD3<Double>](repeating: .zero, count: positions.count)
    _ = field.add(term, at: positions, to: &gradient)
    return mismatch(positions, step: step, gradient) { moved in
      var unused = gradient
      return field.add(term, at: moved, to: &unused)
    }
  }

  @Test(arguments: ForceField.Term.allCases) func gradientsAreThoseOfTheEnergy(term: ForceField.Term) throws {
    var generator = SeededGenerator(state: 21)
    for round in 0..<150 {
      let molecule = try generator.crowdedMolecule(atoms: 4 + generator.below(9))
      let field = try ForceField(for: molecule, convention: ForceField.Convention.allCases[round % 2])
      let error = mismatch(field, term, at: positions(molecule), step: 1e-4)
      #expect(error < 2e-6, "round \(round): \(error)")
    }
  }

  /// Atoms in one line and in one plane but for a hundredth or a thousandth of an Å, where angles are badly conditioned.
  @Test(arguments: ForceField.Term.allCases) func gradientsHoldNearLinesAndPlanes(term: ForceField.Term) throws {
    var generator = SeededGenerator(state: 22)
    for round in 0..<120 {
      let molecule = try generator.crowdedMolecule(atoms: 4 + generator.below(5))
      let flatness = [SIMD3(1.0, 0, 0), SIMD3(1.0, 1, 0)][round % 2]
      let roughness = round % 4 < 2 ? 0.01 : 0.001
      let places = positions(molecule).enumerated().map { index, place in
        // In a line the order is that of the indices, one Å apart.
        (round % 2 == 0 ? SIMD3(Double(index), 0, 0) : place * flatness) + generator.point(within: roughness)
      }
      let field = try ForceField(for: molecule)
      let error = mismatch(field, term, at: places, step: 3e-6)
      #expect(error < 1e-4, "round \(round): \(error)")
    }
  }

  @Test func wholeGradientIsTheSumAndAWrongOneIsCaught() throws {
    let molecule = try #require(ForceFieldSample.all.first).molecule()
    let places = positions(molecule)
    let (field, other) = (try ForceField(for: molecule), try ForceField(for: molecule, convention: .common))
    let (energy, gradient) = field.energyAndGradient(at: places)
    #expect(abs(energy - field.termEnergies(at: places).values.reduce(0, +)) < 1e-10 && energy == field.energy(at: places))
    #expect(mismatch(places, step: 1e-4, gradient, field.energy) < 1e-8)
    #expect(mismatch(places, step: 1e-4, other.energyAndGradient(at: places).gradient, field.energy) > 1e-3)
    var spoilt = gradient
    spoilt[1].y += 1e-3
    #expect(mismatch(places, step: 1e-4, spoilt, field.energy) > 1e-6)
  }

  // MARK: Symmetries

  @Test func energyIsThatOfTheShape() throws {
    var generator = SeededGenerator(state: 23)
    for _ in 0..<100 {
      let molecule = try generator.crowdedMolecule(atoms: 5 + generator.below(10))
      let places = positions(molecule)
      let field = try ForceField(for: molecule)
      let (energy, gradient) = field.energyAndGradient(at: places)
      let tolerance = 1e-10 * max(1, abs(energy))
      #expect(abs(field.energy(at: generator.moved(places)) - energy) < tolerance)
      #expect(abs(field.energy(at: places.map { $0 * SIMD3(1, 1, -1) }) - energy) < tolerance)
      // No force and no torque on the whole.
      let scale = gradient.reduce(1) { max($0, ($1 * $1).sum().squareRoot()) }
      let force = gradient.reduce(.zero, +)
      let torque = zip(places, gradient).reduce(SIMD3<Double>.zero) { sum, pair in
        let (x, g) = pair
        return sum + SIMD3(x.y * g.z - x.z * g.y, x.z * g.x - x.x * g.z, x.x * g.y - x.y * g.x)
      }
      #expect((force * force).sum().squareRoot() < 1e-10 * scale && (torque * torque).sum().squareRoot() < 1e-10 * scale)
      let shuffled = try generator.shuffled(molecule)
      #expect(abs(try ForceField(for: shuffled).energy(at: positions(shuffled)) - energy) < tolerance)
    }
  }

  // MARK: Extremes

  @Test func everyPlaceHasAFiniteEnergy() throws {
    var generator = SeededGenerator(state: 24)
    for round in 0..<60 {
      let molecule = try generator.crowdedMolecule(atoms: 3 + generator.below(9))
      let field = try ForceField(for: molecule)
      let places = positions(molecule)
      let line = places.indices.map { SIMD3(Double($0), 0, 0) }
      var halfInOnePlace = places
      for atom in places.indices.dropFirst(places.count / 2) { halfInOnePlace[atom] = places[0] }
      for extreme in [places.map { _ in .zero }, places.map { _ in SIMD3(3, 4, 5) }, line, halfInOnePlace, places.map { $0 * 1e-9 }, places.map { $0 * 1e30 }] {
        let (energy, gradient) = field.energyAndGradient(at: extreme)
        #expect(energy.isFinite && gradient.allSatisfy { ($0.x + $0.y + $0.z).isFinite }, "round \(round)")
      }
    }
  }

  /// Two atoms that no bonds join: −D at the distance x, and rising all the way to where they meet.
  @Test func pairsHaveTheirMinimumAndNoHole() throws {
    let field = try ForceField(for: Molecule(atoms: [Atom(.carbon, at: .zero), Atom(.oxygen, at: .zero)]))
    func energy(_ distance: Double) -> Double { field.energy(at: [.zero, SIMD3(0, distance, 0)]) }
    let (rest, depth) = ((3.851 * 3.5).squareRoot(), (0.105 * 0.06).squareRoot())
    #expect(abs(energy(rest) + depth) < 1e-8 && abs(energy(rest + 1e-4) - energy(rest - 1e-4)) < 1e-8)
    let energies = stride(from: 0.0, through: rest, by: 0.005).map(energy)
    #expect(zip(energies, energies.dropFirst()).allSatisfy { $0 > $1 })
    // Value, slope and curvature go on across the seam.
    let (seam, step) = (rest / 2, 1e-4)
    func curvature(_ distance: Double) -> Double {
      (energy(distance + step) - 2 * energy(distance) + energy(distance - step)) / (step * step)
    }
    #expect(abs(curvature(seam + 3 * step) / curvature(seam - 3 * step) - 1) < 0.01)
  }

  /// A planar atom's angle between 0° and 60°, where the periodic form would pull its neighbours together.
  @Test func narrowAnglesPushOpen() throws {
    let molecule = try Molecule("C O H H", [(0, 1, 2), (0, 2, 1), (0, 3, 1)])
    let field = try ForceField(for: molecule)
    func energy(_ degrees: Double) -> Double {
      let angle = degrees * .pi / 180
      let places: [SIMD3<Double>] = [.zero, SIMD3(1.2, 0, 0), 1.1 * SIMD3(unit(angle).x, unit(angle).y, 0), SIMD3(-1.1, 0, 0)]
      return field.termEnergies(at: places)[.angles] ?? .nan
    }
    let energies = stride(from: 1.0, through: 59, by: 1).map(energy)
    #expect(zip(energies, energies.dropFirst()).allSatisfy { $0 > $1 })
  }

  /// The point of the unit circle at an angle, by halving it ten times and summing the series of the rest.
  private func unit(_ angle: Double) -> (x: Double, y: Double) {
    var (x, y) = (1 - angle * angle / 2 / 1048576, angle / 1024 * (1 - angle * angle / 6 / 1048576))
    for _ in 0..<10 { (x, y) = (x * x - y * y, 2 * x * y) }
    return (x, y)
  }

  @Test func unknownElementsAreNamed() throws {
    let molecule = try Molecule("C Fe Zn", [(0, 1, 1)])
    #expect {
      _ = try ForceField(for: molecule)
    } throws: { error in
      guard let error = error as? ProgramError else { return false }
      return error.exitCode == .data && error.problem.hasPrefix("atom 2 (Fe) has no parameters") && error.remedy.contains("Br, I")
    }
    #expect(throws: ProgramError.self) { _ = try Strain(of: molecule) }
  }
}
