import MoleculeDomain
import TestInputs
import Testing

@Suite struct SMILESTests {
  @Test func knownTexts() throws {
    let hydrogens: (Int) -> [(Int, Int, Int)] = { count in (1...count).map { (0, $0, 1) } }
    #expect(try Molecule("C H H H H", hydrogens(4)).smiles == "C")
    #expect(try Molecule("C H H H", hydrogens(3)).smiles == "[CH3]")
    #expect(try Molecule("N H H H H", hydrogens(4), charges: [0: 1]).smiles == "[NH4+]")
    #expect(try Molecule("Fe Cl", [], charges: [0: 3, 1: -1]).smiles == "[Cl-].[Fe+3]")
    #expect(try Molecule("H H", [(0, 1, 1)]).smiles == "[H][H]")
    #expect(try Molecule("H", [], charges: [0: 1]).smiles == "[H+]")
    #expect(try Molecule("O H H", hydrogens(2)).smiles == "O")
    #expect(try Molecule("O", []).smiles == "[O]")
    #expect(try Molecule("C N H", [(0, 1, 3), (0, 2, 1)]).smiles == "C#N")
    let diborane = [(0, 1, 1), (0, 2, 1), (0, 3, 1), (0, 4, 1), (5, 3, 1), (5, 4, 1), (5, 6, 1), (5, 7, 1)]
    #expect(try Molecule("B H H H H B H H", diborane).smiles == "[BH2]1[H][BH2][H]1")
    let carbon13 = try Molecule(atoms: [Atom(.carbon, at: .zero, isotope: 13)])
    #expect(carbon13.smiles == "[13C]")
    let benzene = (0..<6).map { ($0, ($0 + 1) % 6) }
    let aromatic = try Molecule("C C C C C C H H H H H H", benzene.map { ($0.0, $0.1, 4) } + (0..<6).map { ($0, $0 + 6, 1) })
    #expect(aromatic.smiles == "c1ccccc1")
    #expect(try Molecule("C C C C C C", benzene.map { ($0.0, $0.1, 1 + $0.0 % 2) }).saturated().smiles == "C=1C=CC=CC1")
    let pyrrole = try Molecule("N C C C C H H H H H", (0..<5).map { ($0, ($0 + 1) % 5, 4) } + (0..<5).map { ($0, $0 + 5, 1) })
    #expect(pyrrole.smiles == "c1c[nH]cc1" || pyrrole.smiles == "c1cc[nH]c1")
  }

  /// Any order of atoms gives one text, and the text read again gives it once more, so that it says the whole graph.
  @Test func oneTextForOneGraph() throws {
    var generator = SeededGenerator(state: 5)
    for round in 0..<1500 {
      let molecule = try generator.molecule(atoms: 1 + generator.below(14), bondsAnAtom: [0.6, 1.0, 1.5][round % 3])
      let smiles = molecule.smiles
      for _ in 0..<3 { #expect(try generator.shuffled(molecule).smiles == smiles) }
      let back = try #require(try SMILESReading.molecule(smiles), "\(smiles)")
      #expect(back.smiles == smiles)
      #expect(back.atoms.count == molecule.atoms.count && back.bonds.count == molecule.bonds.count, "\(smiles)")
      #expect(back.atoms.map(\.element).sorted() == molecule.atoms.map(\.element).sorted())
      #expect(back.bonds.map(\.order.rawValue).sorted() == molecule.bonds.map(\.order.rawValue).sorted())
    }
  }

  /// Every graph of five atoms and bonds of one kind, against isomorphism by brute force.
  @Test func textsDifferExactlyWhenGraphsDo() throws {
    var generator = SeededGenerator(state: 6)
    let pairs = (0..<5).flatMap { first in (first + 1..<5).map { (first, $0) } }
    let permutations = Self.permutations(5)
    var classes: [String: Set<Int>] = [:]
    var owners: [Int: String] = [:]
    for mask in 0..<1 << pairs.count {
      let bonds = pairs.indices.filter { mask >> $0 & 1 == 1 }.map { pairs[$0] }
      let smiles = try generator.shuffled(Molecule("C C C C C", bonds.map { ($0.0, $0.1, 1) })).smiles
      let canonical =
        permutations.map { permutation in
          bonds.reduce(0) { code, bond in
            let (one, other) = (permutation[bond.0], permutation[bond.1])
            return code | 1 << (5 * min(one, other) + max(one, other))
          }
        }.min() ?? 0
      classes[smiles, default: []].insert(canonical)
      #expect(owners.updateValue(smiles, forKey: canonical) ?? smiles == smiles)
    }
    // There are 34 graphs of five nodes.
    #expect(classes.count == 34 && classes.values.allSatisfy { $0.count == 1 })
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { shorter in
      (0..<count).map { place in
        var longer = shorter
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }

  private func ring(_ nodes: [Int]) -> [(Int, Int)] { zip(nodes, nodes.dropFirst() + nodes.prefix(1)).map { ($0, $1) } }

  private func carbons(_ count: Int, _ bonds: [(Int, Int)]) throws -> Molecule {
    try Molecule(Array(repeating: "C", count: count).joined(separator: " "), bonds.map { ($0.0, $0.1, 1) }).saturated()
  }

  /// Graphs that refinement alone takes for the same: the search tells them apart.
  @Test func refinementAloneDoesNotDecide() throws {
    let prism = try carbons(6, ring([0, 1, 2]) + ring([3, 4, 5]) + [(0, 3), (1, 4), (2, 5)])
    let bipartite = try carbons(6, (0..<3).flatMap { left in (3..<6).map { (left, $0) } })
    #expect(prism.smiles != bipartite.smiles)
    let decalin = try carbons(10, ring(Array(0..<10)) + [(0, 5)])
    let bicyclopentyl = try carbons(10, ring(Array(0..<5)) + ring(Array(5..<10)) + [(0, 5)])
    #expect(decalin.smiles != bicyclopentyl.smiles)
  }

  @Test func symmetricMoleculesHaveOneText() throws {
    var generator = SeededGenerator(state: 7)
    let cube = (0..<8).flatMap { corner in [1, 2, 4].filter { corner & $0 == 0 }.map { (corner, corner | $0) } }
    let dodecahedron = (0..<20).map { ($0, ($0 + 1) % 20) } + [(0, 13), (1, 5), (2, 18), (3, 8), (4, 16), (6, 10), (7, 14), (9, 17), (11, 15), (12, 19)]
    // Two rings of 40, joined rung by rung, and a tree of tertiary butyl groups.
    let ladder = ring(Array(0..<40)) + ring(Array(40..<80)) + (0..<40).map { ($0, $0 + 40) }
    let tree = (1..<121).map { (($0 - 1) / 3, $0) }
    for (count, bonds) in [(8, cube), (20, dodecahedron), (80, ladder), (121, tree)] {
      let molecule = try carbons(count, bonds)
      let smiles = molecule.smiles
      for _ in 0..<5 { #expect(try generator.shuffled(molecule).smiles == smiles) }
      #expect(try SMILESReading.molecule(smiles)?.smiles == smiles)
    }
  }

  @Test func manyOpenRingsHaveLongNumbers() throws {
    // A chain of 240 whose first half is bonded to the second in order: 119 rings are open at once.
    let bonds = (0..<239).map { ($0, $0 + 1) } + (0..<119).map { ($0, $0 + 121) }
    let molecule = try carbons(240, bonds)
    let smiles = molecule.smiles
    #expect(smiles.contains("%10"))
    #expect(try SMILESReading.molecule(smiles)?.smiles == smiles)
    // All of forty atoms bonded to one another.
    let pairs = (0..<40).flatMap { one in (one + 1..<40).map { (one, $0, 1) } }
    let complete = try Molecule(Array(repeating: "Fe", count: 40).joined(separator: " "), pairs)
    #expect(complete.smiles.contains("%(100)"))
    #expect(try SMILESReading.molecule(complete.smiles)?.smiles == complete.smiles)
  }

  @Test func longChainsNeedNoDeepStack() throws {
    let chain = try Molecule(
      atoms: .init(repeating: Atom(.carbon, at: .zero), count: 30_000), bonds: (1..<30_000).map { Bond($0 - 1, $0, .single) })
    #expect(chain.smiles.count == "[C]".count * 30_000)
  }

  /// What is written must not depend on what is not: positions, titles, radicals' names.
  @Test func onlyTheGraphCounts() throws {
    let bare = try Molecule(atoms: [Atom(.carbon, at: .zero), Atom(.oxygen, at: .zero)], bonds: [Bond(0, 1, .single)])
    let other = try Molecule(
      title: "t", atoms: [Atom(.oxygen, at: SIMD3(1, 2, 3), radical: .doublet), Atom(.carbon, at: .zero)], bonds: [Bond(0, 1, .single)],
      dataFields: [.init(name: "a", value: "1")])
    #expect(bare.smiles == other.smiles)
  }
}
