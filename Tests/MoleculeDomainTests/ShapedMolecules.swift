import Foundation
import MoleculeDomain

/// Molecules whose shape is given by a formula.
enum ShapedMolecules {
  /// Carbons 1–6 on a hexagon of side 1.39 Å, hydrogens 7–12 outside of them; the carbons alternately above and below the plane.
  static func benzene(_ orders: [BondOrder], pucker: Double = 0) throws -> Molecule {
    func corner(_ index: Int, _ radius: Double, _ height: Double) -> SIMD3<Double> {
      SIMD3(radius * cos(.pi / 3 * Double(index)), radius * sin(.pi / 3 * Double(index)), index % 2 == 0 ? height : -height)
    }
    let carbons = (0..<6).map { Atom(.carbon, at: corner($0, 1.39, pucker)) }
    let hydrogens = (0..<6).map { Atom(.hydrogen, at: corner($0, 2.47, pucker)) }
    let ring = (0..<6).map { Bond($0, ($0 + 1) % 6, orders[$0 % orders.count]) }
    return try Molecule(atoms: carbons + hydrogens, bonds: ring + (0..<6).map { Bond($0, $0 + 6, .single) })
  }

  /// The distance of ethene's hydrogens from its axis, in Å.
  static let etheneRadius = 1.087 * sin(121.3 * .pi / 180)

  /// Carbons 1 and 2, hydrogens 3 and 4 at the first, 5 and 6 at the second, whose plane is turned by an angle in radians.
  static func ethene(twist: Double = 0) throws -> Molecule {
    let along = 0.665 - 1.087 * cos(121.3 * .pi / 180)
    func hydrogen(_ side: Double, _ sign: Double, _ angle: Double) -> Atom {
      Atom(.hydrogen, at: SIMD3(side * along, sign * etheneRadius * cos(angle), sign * etheneRadius * sin(angle)))
    }
    return try Molecule(
      atoms: [
        Atom(.carbon, at: SIMD3(-0.665, 0, 0)), Atom(.carbon, at: SIMD3(0.665, 0, 0)), hydrogen(-1, 1, 0), hydrogen(-1, -1, 0),
        hydrogen(1, 1, twist), hydrogen(1, -1, twist),
      ],
      bonds: [
        Bond(0, 1, .double), Bond(0, 2, .single), Bond(0, 3, .single), Bond(1, 4, .single), Bond(1, 5, .single),
      ])
  }

  /// An atom at the centre of a regular tetrahedron of four others.
  static func tetrahedron(_ centre: String, _ corners: [(String, Double)]) throws -> Molecule {
    let directions = [SIMD3(1.0, 1, 1), SIMD3(1.0, -1, -1), SIMD3(-1.0, 1, -1), SIMD3(-1.0, -1, 1)]
    let atoms = zip(corners, directions).compactMap { corner, direction in
      Element(symbol: corner.0).map { Atom($0, at: direction * (corner.1 / 3.0.squareRoot())) }
    }
    let middle = Element(symbol: centre).map { [Atom($0, at: .zero)] } ?? []
    return try Molecule(atoms: middle + atoms, bonds: (1...atoms.count).map { Bond(0, $0, .single) })
  }

  static func methane() throws -> Molecule { try tetrahedron("C", .init(repeating: ("H", 1.09), count: 4)) }
}

extension Molecule {
  /// The same with one atom somewhere else.
  func moving(_ atom: Int, to position: SIMD3<Double>) throws -> Molecule {
    var atoms = atoms
    atoms[atom].position = position
    return try Molecule(title: title, atoms: atoms, bonds: bonds, dataFields: dataFields)
  }

  /// Both molecules as one, the other one moved.
  func beside(_ other: Molecule, by offset: SIMD3<Double>) throws -> Molecule {
    let moved = other.atoms.map { atom in
      var atom = atom
      atom.position += offset
      return atom
    }
    let count = atoms.count
    return try Molecule(
      atoms: atoms + moved, bonds: bonds + other.bonds.map { Bond($0.first + count, $0.second + count, $0.order) })
  }
}
