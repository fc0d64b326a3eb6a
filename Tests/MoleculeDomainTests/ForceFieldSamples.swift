import MoleculeDomain
import Testing

/// Small molecules at crooked geometries, and their energies by an independent program.
///
/// Energies in kcal/mol: RDKit 2026.09.1, its own UFF with a van der Waals threshold of 10⁶, run for this table.
struct ForceFieldSample: CustomTestStringConvertible {
  let name: String
  let energy: Double
  /// Element and position in Å, separated by commas.
  let atoms: String
  /// `first-second-order`, atoms counted from 0.
  let bonds: String
  var charges: [Int: Int] = [:]

  var testDescription: String { name }

  func molecule() throws -> Molecule {
    let atoms = atoms.split(separator: ",").enumerated().compactMap { index, text -> Atom? in
      let parts = text.split(whereSeparator: \.isWhitespace)
      let numbers = parts.dropFirst().compactMap { Double($0) }
      guard numbers.count == 3, let element = Element(symbol: String(parts[0])) else { return nil }
      return Atom(element, at: SIMD3(numbers[0], numbers[1], numbers[2]), formalCharge: charges[index] ?? 0)
    }
    let bonds = bonds.split(separator: " ").compactMap { text -> Bond? in
      let numbers = text.split(separator: "-").compactMap { Int($0) }
      return BondOrder(rawValue: numbers[2]).map { Bond(numbers[0], numbers[1], $0) }
    }
    return try Molecule(title: name, atoms: atoms, bonds: bonds)
  }

  static let all = [
    ForceFieldSample(
      name: "formamide", energy: 34.21653,
      atoms: """
        N -0.78 0 0.08, C 0.75 0.11 -0.07, O 1.38 -0.95 0.45, H -1.12 0.29 0.95, H -1.4 -0.25 -0.76, H 1.1 0.83 -0.69
        """,
      bonds: "0-1-1 1-2-2 0-3-1 0-4-1 1-5-1"),
    ForceFieldSample(
      name: "propene", energy: 52.49238,
      atoms: """
        C 1.03 -0.05 0.16, C -0.17 0.62 -0.05, C -1.31 -0.33 -0.34, H 1.23 0.17 1.31, H 1.84 0.31 -0.38, H 0.96 -1.22 0.18, H
        -0.43 1.67 -0.31, H -1.11 -1.26 -0.12, H -2.18 0.18 -0.51
        """,
      bonds: "0-1-1 1-2-2 0-3-1 0-4-1 0-5-1 1-6-1 2-7-1 2-8-1"),
    ForceFieldSample(
      name: "furan", energy: 50.66017,
      atoms: """
        C -0.82 0.6 -0.23, C 0.58 0.87 -0.08, C 1.24 -0.33 0.14, O 0.38 -1.35 0.14, C -0.88 -0.82 -0, H -1.68 1.22 -0.38, H 0.92
        1.82 -0.1, H 2.25 -0.36 0.28, H -1.84 -1.51 -0.08
        """,
      bonds: "0-1-1 1-2-2 2-3-1 3-4-1 4-0-2 0-5-1 1-6-1 2-7-1 4-8-1"),
    ForceFieldSample(
      name: "methylphosphine", energy: 22.90583,
      atoms: """
        C -0.77 -0.11 -0.05, P 1 0.18 0.44, H -1.2 0.84 -0.63, H -0.84 -1.01 -0.48, H -1.37 -0.12 0.97, H 1.6 1.23 -0.4, H 1.64
        -1.09 0.14
        """,
      bonds: "0-1-1 0-2-1 0-3-1 0-4-1 1-5-1 1-6-1"),
    ForceFieldSample(
      name: "dimethyl sulfoxide", energy: 47.65767,
      atoms: """
        C 1.53 -0.34 0.05, S 0.02 0.59 -0.3, O 0.33 2.05 -0.58, C -1.52 0.07 -0.02, H 2.41 0.17 0.06, H 1.28 -0.89 1.15, H 1.54
        -1.12 -0.62, H -1.49 -0.93 0.53, H -2.15 -0.07 -0.9, H -1.98 0.67 0.73
        """,
      bonds: "0-1-1 1-2-2 1-3-1 0-4-1 0-5-1 0-6-1 3-7-1 3-8-1 3-9-1"),
    ForceFieldSample(
      name: "boric acid", energy: 34.22317,
      atoms: """
        O 1.1 -0.91 -0.29, B 0.06 -0.09 -0.41, O 0.05 1.21 0.49, O -1.27 -0.73 -0.41, H 1.84 -0.45 0.27, H -0.18 1.91 -0.21, H
        -1.54 -0.9 0.51
        """,
      bonds: "0-1-1 1-2-1 1-3-1 0-4-1 2-5-1 3-6-1"),
    ForceFieldSample(
      name: "methylsilane", energy: 10.27593,
      atoms: """
        C 1.03 0.01 -0.08, Si -0.94 -0.09 0.04, H 1.47 -0.61 0.8, H 1.26 1.15 0.15, H 1.39 -0.24 -1.09, H -1.29 -0.58 1.37, H
        -1.45 1.35 -0.21, H -1.48 -0.88 -0.97
        """,
      bonds: "0-1-1 0-2-1 0-3-1 0-4-1 1-5-1 1-6-1 1-7-1"),
    ForceFieldSample(
      name: "cyclopropene", energy: 138.35203,
      atoms: """
        C 0.35 0.74 -0.04, C 0.73 -0.52 0.02, C -0.71 -0.32 -0.03, H 0.53 1.86 -0.2, H 1.6 -1.21 0.06, H -1.31 -0.27 -0.83, H
        -1.29 -0.26 1.02
        """,
      bonds: "0-1-2 1-2-1 2-0-1 0-3-1 1-4-1 2-5-1 2-6-1"),
    ForceFieldSample(
      name: "cyclobutene", energy: 73.64681,
      atoms: """
        C 1.12 0.16 -0.23, C 0.43 -1.01 0.08, C -0.76 -0.42 0.15, C -0.19 0.98 -0.06, H 2.07 0.47 -0.42, H 0.87 -2.08 0.11, H
        -1.51 -0.57 -0.71, H -1.37 -0.45 1.2, H -0.56 1.55 -0.92, H -0.11 1.57 0.9
        """,
      bonds: "0-1-2 1-2-1 2-3-1 3-0-1 0-4-1 1-5-1 2-6-1 2-7-1 3-8-1 3-9-1"),
    ForceFieldSample(
      name: "nitromethane", energy: 34.86838,
      atoms: """
        C -0.68 -0.11 0.06, N 0.89 -0 -0.03, O 1.53 -0.96 -0.13, O 1.41 1.38 0.17, H -1.11 0.23 1.07, H -0.96 -1.19 -0.17, H
        -0.97 0.57 -0.74
        """,
      bonds: "0-1-1 1-2-2 1-3-1 0-4-1 0-5-1 0-6-1", charges: [1: 1, 3: -1]),
    ForceFieldSample(
      name: "hydrogen peroxide", energy: 6.28862,
      atoms: """
        O 0.59 0.32 0.29, O -0.61 0.41 -0.32, H 1.18 -0.29 -0.13, H -1.12 -0.38 0.11
        """,
      bonds: "0-1-1 0-2-1 1-3-1"),
    ForceFieldSample(
      name: "bromochlorofluoroiodomethane", energy: 5.82616,
      atoms: """
        F -0.25 -0.31 1.45, C -0.08 0 0.05, Cl -0.78 -1.36 -0.8, Br -0.87 1.57 -0.43, I 1.98 0.09 -0.39
        """,
      bonds: "0-1-1 1-2-1 1-3-1 1-4-1"),
    ForceFieldSample(
      name: "thioformamide", energy: 31.92925,
      atoms: """
        N -0.82 -0.05 0.07, C 0.71 0.22 -0, S 1.77 -1.08 0.03, H -1.29 -0.01 0.91, H -1.32 -0.21 -0.86, H 0.89 1.16 -0.18
        """,
      bonds: "0-1-1 1-2-2 0-3-1 0-4-1 1-5-1"),
    ForceFieldSample(
      name: "hydrogen cyanide", energy: 21.09358,
      atoms: """
        C 0.03 -0.45 -0.01, N 1.04 -0.57 -0.06, H -1.04 -0.22 0.03
        """,
      bonds: "0-1-3 0-2-1"),
    ForceFieldSample(
      name: "ketene", energy: 12.11933,
      atoms: """
        C -0.62 0.02 0.05, C 0.7 0.02 -0.34, O 1.97 0.05 -0.59, H -0.96 0.93 0.34, H -1.09 -0.91 -0.18
        """,
      bonds: "0-1-2 1-2-2 0-3-1 0-4-1"),
    ForceFieldSample(
      name: "acetylacetone", energy: 63.67460,
      atoms: """
        C -2.49 0.16 0.19, C -1.15 -0.75 0.17, O -1.26 -1.83 0.71, C 0.07 -0.1 -0.37, C 1.08 -0.18 0.56, O 1.05 -0.59 1.64, C
        2.52 0.34 -0.1, H -2.09 1.26 0.12, H -3.07 -0.05 -0.83, H -3.12 -0.04 1.09, H 0.28 -0.74 -1.36, H -0.21 0.91 -0.81, H
        2.77 1.26 0.56, H 2.31 0.62 -1.09, H 3.22 -0.48 0.07
        """,
      bonds: "0-1-1 1-2-2 1-3-1 3-4-1 4-5-2 4-6-1 0-7-1 0-8-1 0-9-1 3-10-1 3-11-1 6-12-1 6-13-1 6-14-1"),
  ]
}
