import MoleculeDomain
import TestInputs
import Testing

/// Molecules with places for the force field's tests.
enum ForceFieldStructures {
  /// A molecule of a text that this module writes, its atoms in one place.
  static func molecule(_ smiles: String) throws -> Molecule { try #require(try SMILESReading.molecule(smiles), "\(smiles)") }

  /// The lowest of the minima that some random starts lead to.
  static func relaxed(_ molecule: Molecule, starts: Int = 12, seed: UInt64 = 1) throws -> Relaxation {
    let field = try ForceField(for: molecule)
    var generator = SeededGenerator(state: seed)
    let relaxations = (0..<starts).map { _ in
      let start = (0..<molecule.atoms.count).map { _ in generator.point(within: 1.5) }
      return Relaxation(of: field, from: start, limits: .init(steps: 5000, gradient: 1e-6))
    }
    return try #require(relaxations.min { $0.energy < $1.energy })
  }

  static func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }
}

extension SeededGenerator {
  /// Uniform on 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func point(within reach: Double) -> SIMD3<Double> { reach * (2 * SIMD3(unit(), unit(), unit()) - 1) }

  /// A unit vector, of all directions alike.
  mutating func direction() -> SIMD3<Double> {
    while true {
      let point = point(within: 1)
      let square = (point * point).sum()
      if 0.01...1 ~= square { return point / square.squareRoot() }
    }
  }

  /// Points turned about a random axis by a random angle, by Rodrigues' formula, and moved.
  mutating func moved(_ points: [SIMD3<Double>]) -> [SIMD3<Double>] {
    let (axis, half, shift) = (direction(), unit(), point(within: 10))
    let (cosine, sine) = (1 - 2 * half * half, 2 * half * (1 - half * half).squareRoot())
    return points.map { point in
      let across = SIMD3(
        axis.y * point.z - axis.z * point.y, axis.z * point.x - axis.x * point.z, axis.x * point.y - axis.y * point.x)
      return cosine * point + sine * across + (1 - cosine) * (axis * point).sum() * axis + shift
    }
  }

  /// Atoms of the force field's elements with random bonds, lawful as a value but not as chemistry, at least 0.7 Å apart.
  mutating func crowdedMolecule(atoms count: Int) throws -> Molecule {
    let elements: [Element] = [
      .hydrogen, .boron, .carbon, .carbon, .carbon, .nitrogen, .oxygen, .fluorine, .silicon, .phosphorus, .sulfur, .chlorine, .bromine, .iodine,
    ]
    var positions: [SIMD3<Double>] = []
    while positions.count < count {
      let point = point(within: 2)
      if positions.allSatisfy({ ForceFieldStructures.distance($0, point) > 0.7 }) { positions.append(point) }
    }
    var bonds: [[Int]: Bond] = [:]
    for atom in 1..<count {
      let partner = below(atom)
      bonds[[partner, atom]] = Bond(partner, atom, BondOrder.allCases[max(0, below(7) - 3)])
    }
    for _ in 0..<count / 2 {
      let (one, other) = (below(count), below(count))
      if one != other { bonds[[min(one, other), max(one, other)]] = Bond(one, other, .single) }
    }
    let atoms = positions.map { Atom(elements[below(elements.count)], at: $0, formalCharge: below(6) == 0 ? below(5) - 2 : 0) }
    return try Molecule(atoms: atoms, bonds: Array(bonds.values))
  }
}
