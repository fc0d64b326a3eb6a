import Bellman
import Files
import Foundation
import MoleculeDomain
import Networks
import Tensors
import Testing

/// Training and drawing together, on molecules so few that they can be learnt in seconds.
@Suite struct MoleculeLearningTests {
  @Test func twoMoleculesAreLearnt() throws {
    let bent = [SIMD3(0.0, 0.0, 0.0), SIMD3(0.76, 0.59, 0.0), SIMD3(-0.76, 0.59, 0.0)]
    let water = try Molecule(
      atoms: zip([Element.oxygen, .hydrogen, .hydrogen], bent).map { Atom($0, at: $1) },
      bonds: [Bond(0, 1, .single), Bond(0, 2, .single)])
    let corners = [SIMD3(1.0, 1, 1), SIMD3(1, -1, -1), SIMD3(-1, 1, -1), SIMD3(-1, -1, 1)].map { 0.63 * $0 }
    let methane = try Molecule(
      atoms: [Atom(.carbon, at: .zero)] + corners.map { Atom(.hydrogen, at: $0) }, bonds: (1...4).map { Bond(0, $0, .single) })
    let domain = MoleculeDomain(
      .init(alphabet: try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon), AtomKind(.oxygen)])))
    let states = try domain.encode((0..<32).map { $0 % 2 == 0 ? water : methane })
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: domain.alphabet)
    let scaling = PositionScaling(of: states)
    let network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: NetworkSize(width: 48, depth: 3), symmetry: .reflections, scaling: scaling)
    let objective = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: BinShape(sizes: states.sizes, leastPairs: 32), batchSize: 8)
    var options = TrainingOptions(budget: .steps(1000), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.05), seed: 1)
    options.averageDecay = 0.99
    let outcome = try Trainer(objective, options: options).run()
    let model = MoleculeModel(
      network, parameters: outcome.averaged.array, noising: noising, alphabet: domain.alphabet, scaling: scaling)
    let sizes = (0..<40).map { $0 % 2 == 0 ? 3 : 5 }
    let drawn = domain.decode(try model.draws(sizes: sizes, RandomCoordinates(seed: 3, stream: RandomPurpose.sampling)))
    #expect(drawn.map(\.smiles) == sizes.map { ($0 == 3 ? water : methane).smiles })
    #expect(drawn.count { Stability($0).isMoleculeStable } >= 38)
    let errors = drawn.flatMap { molecule in
      molecule.bonds.map { bond in
        let length = Geometry.distance(molecule.atoms[bond.first].position, molecule.atoms[bond.second].position)
        return abs(length - (molecule.atoms.count == 3 ? 0.962 : 1.091))
      }
    }
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.03)
    // Given the composition, the graph is the one that has it.
    let isomers = try model.draws(kinds: [[0, 2, 0], [0, 0, 1, 0, 0]], RandomCoordinates(seed: 4, stream: RandomPurpose.sampling))
    #expect(domain.decode(isomers).map(\.smiles) == [water.smiles, methane.smiles])
    let impossible = #expect(throws: ProgramError.self) {
      try model.draws(kinds: [[0, 0, 0]], RandomCoordinates(seed: 4, stream: RandomPurpose.sampling))
    }
    #expect(impossible?.problem == "no legal connected molecule has 3 H")
    // The same coordinates draw the same molecules.
    let again = try model.draws(sizes: sizes, RandomCoordinates(seed: 3, stream: RandomPurpose.sampling))
    #expect(domain.decode(again) == drawn)
  }

  @Test func storedStates() throws {
    let alphabet = try AtomAlphabet(["H", "C", "N", "O"].compactMap { AtomKind($0) })
    let domain = MoleculeDomain(.init(alphabet: alphabet))
    let states = try MoleculeStates(randomOf: alphabet, sizes: [2, 4, 9], seed: 2)
    let restored = try domain.states(from: domain.arrays(of: states))
    #expect(restored.graphs == states.graphs && restored.positions == states.positions)
    for name in ["sizes", "kinds", "orders", "positions"] {
      var damaged = StoredArrays()
      for entry in states.arrays.entries {
        var values = entry.values
        if entry.name == name { values[0] = name == "positions" ? .nan : 77 }
        damaged.store(entry.name, shape: entry.shape, values)
      }
      #expect(throws: ModelError.self) { try domain.states(from: damaged) }
    }
  }

  @Test func illegalMoleculesAreNamedOrLeftOut() throws {
    func spread(_ molecule: Molecule) throws -> Molecule {
      try Molecule(
        atoms: molecule.atoms.enumerated().map { Atom($1.element, at: SIMD3(Double($0), 0, 0)) }, bonds: molecule.bonds)
    }
    let good = try spread(Molecule("O H H", [(0, 1, 1), (0, 2, 1)]))
    let bad = try spread(Molecule("C H H", [(0, 1, 1), (0, 2, 1)]))
    let apart = try spread(Molecule("O H H O H H", [(0, 1, 1), (0, 2, 1), (3, 4, 1), (3, 5, 1)]))
    let alphabet = try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon), AtomKind(.oxygen)])
    let flat = try Molecule(
      atoms: [Element.oxygen, .hydrogen, .hydrogen].map { Atom($0, at: .zero) }, bonds: [Bond(0, 1, .single), Bond(0, 2, .single)])
    for (molecule, words) in [
      (bad, "molecule 2: atom 1 (C, charge 0) has valence 2"), (apart, "in 2 pieces"), (flat, "less than 0.4 Å apart"),
    ] {
      let error = #expect(throws: (any Error).self) { try MoleculeDomain(.init(alphabet: alphabet)).encode([good, molecule]) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }
    let text = try MoleculeFormat.sdf.serialized([good, bad, apart, flat, good])
    let file = try MoleculeFile(parsing: text, named: "five.sdf", format: .sdf)
    let (states, records, leftOut) = try MoleculeDomain(.init(alphabet: alphabet, badRecords: .skip)).encode(file)
    #expect(states.count == 2 && records == [1, 5])
    #expect(leftOut.map { "\($0)".prefix(19) } == ["five.sdf: record 2:", "five.sdf: record 3:", "five.sdf: record 4:"])
  }
}

@Suite struct MolecularFormulaTests {
  @Test func formulas() throws {
    let counts = try MolecularFormula("C6H6OCl2").counts
    #expect(counts.map(\.element.symbol) == ["C", "H", "O", "Cl"] && counts.map(\.count) == [6, 6, 1, 2])
    let alphabet = try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon)])
    #expect(try MolecularFormula("CH4").kinds(in: alphabet) == [1, 0, 0, 0, 0])
    #expect(throws: ProgramError.self) { try MolecularFormula("CO").kinds(in: alphabet) }
  }

  @Test(arguments: ["", "c6", "C0", "6C", "CC", "Xx2", "C6H-2", "C6 H6", "C1000", "C\u{0301}", "H٣"])
  func rubbish(_ text: String) {
    #expect(throws: ProgramError.self) { try MolecularFormula(text) }
  }
}
