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
    let scaling = MoleculeScaling(of: states)
    let network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: NetworkSize(width: 48, depth: 3), symmetry: .reflections, scaling: scaling)
    let objective = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: MoleculeStepShape(of: states, noising.schedule, leastPairs: 32), batchSize: 8)
    var options = TrainingOptions(budget: .steps(1000), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.05), seed: 1)
    options.averageDecay = 0.99
    let outcome = try Trainer(objective, options: options).run()
    let model = MoleculeModel(
      network, parameters: outcome.averaged.array, noising: noising, alphabet: domain.alphabet, scaling: scaling)
    let sizes = (0..<40).map { $0 % 2 == 0 ? 3 : 5 }
    let drawn = domain.decode(try model.draws(sizes.map { MoleculeCondition(size: $0) }, RandomCoordinates(seed: 3, stream: RandomPurpose.sampling)))
    #expect(drawn.map(\.smiles) == sizes.map { ($0 == 3 ? water : methane).smiles })
    #expect(drawn.count { Stability($0).isMoleculeStable } >= 36)
    let errors = drawn.flatMap { molecule in
      molecule.bonds.map { bond in
        let length = Geometry.distance(molecule.atoms[bond.first].position, molecule.atoms[bond.second].position)
        return abs(length - (molecule.atoms.count == 3 ? 0.962 : 1.091))
      }
    }
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.03)
    // Given the composition, the graph is the one that has it.
    let isomers = try model.draws(
      [[0, 2, 0], [0, 0, 1, 0, 0]].map { MoleculeCondition(kinds: $0) }, RandomCoordinates(seed: 4, stream: RandomPurpose.sampling))
    #expect(domain.decode(isomers).map(\.smiles) == [water.smiles, methane.smiles])
    let impossible = #expect(throws: ProgramError.self) {
      try model.draws([MoleculeCondition(kinds: [0, 0, 0])], RandomCoordinates(seed: 4, stream: RandomPurpose.sampling))
    }
    #expect(impossible?.problem == "no legal connected molecule has 3 H")
    // A fragment keeps its shape and the way it lies.
    let pyramid = try Molecule(
      atoms: [Atom(.carbon, at: SIMD3(5, 0, 0))] + corners.prefix(3).map { Atom(.hydrogen, at: SIMD3(5, 0, 0) + $0) },
      bonds: (1...3).map { Bond(0, $0, .single) })
    let condition = try MoleculeCondition(pyramid, size: 5, in: domain.alphabet, keepsPlaces: true)
    let completed = try model.draws(
      [MoleculeCondition](repeating: condition, count: 6), RandomCoordinates(seed: 5, stream: RandomPurpose.sampling))
    for molecule in domain.decode(completed) {
      #expect(molecule.smiles == methane.smiles)
      let shifts = (0..<4).map { molecule.atoms[$0].position - pyramid.atoms[$0].position }
      #expect(shifts.allSatisfy { Geometry.distance($0, shifts[0]) < 1e-9 })
      #expect(abs(Geometry.distance(molecule.atoms[0].position, molecule.atoms[4].position) - 1.091) < 0.15)
    }
    // What it pays: one of two sizes, and which of the numbered atoms is the heavy one.
    let cost = try MoleculeLikelihood(
      of: states, under: model, sizes: states.sizes, RandomCoordinates(seed: 6, stream: RandomPurpose.evaluation))
    let (size, kinds, leaves) = (cost.terms[.size]?.value, cost.terms[.kinds]?.value, cost.terms[.leaves]?.value)
    let (expectedSize, expectedKinds): (Double, Double) = (log(33.5 / 16.5), log(15) / 2)
    #expect(abs((size ?? 0) - expectedSize) < 1e-9)
    #expect(abs((kinds ?? 0) - expectedKinds) < 0.1)
    #expect((leaves ?? 1) < 0.1)
    // The same coordinates draw the same molecules.
    let again = try model.draws(sizes.map { MoleculeCondition(size: $0) }, RandomCoordinates(seed: 3, stream: RandomPurpose.sampling))
    #expect(domain.decode(again) == drawn)
  }

  /// One enantiomer of bromochlorofluoromethane: a network that knows rotations only draws it alone, one that takes mirror images for
  /// alike draws both.
  @Test(arguments: [(MoleculeSymmetry.rotations, 1200, 33...40), (.reflections, 200, 6...32)])
  func handedness(symmetry: MoleculeSymmetry, steps: Int, expected: ClosedRange<Int>) throws {
    let corners = [SIMD3(1.0, 1, 1), SIMD3(1, -1, -1), SIMD3(-1, 1, -1), SIMD3(-1, -1, 1)]
    let ends = zip([Element.hydrogen, .fluorine, .chlorine, .bromine], zip(corners, [0.63, 0.8, 1.02, 1.12]))
    let molecule = try Molecule(
      atoms: [Atom(.carbon, at: .zero)] + ends.map { Atom($0, at: $1.0 * $1.1) }, bonds: (1...4).map { Bond(0, $0, .single) })
    let domain = MoleculeDomain(.init(alphabet: try AtomAlphabet(Set(molecule.atoms.map { AtomKind($0) })), symmetry: symmetry))
    let states = try domain.encode([Molecule](repeating: molecule, count: 16))
    let noising = MoleculeNoising(
      MoleculeSchedule(ends: [0.05, 0.05, 0.1, 1]), alphabet: domain.alphabet, symmetry: symmetry)
    let scaling = MoleculeScaling(of: states)
    let network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: NetworkSize(width: 48, depth: 3), symmetry: symmetry, scaling: scaling)
    let objective = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: MoleculeStepShape(of: states, noising.schedule, leastPairs: 32), batchSize: 36)
    var options = TrainingOptions(budget: .steps(steps), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.05), seed: 1)
    options.averageDecay = 0.99
    let outcome = try Trainer(objective, options: options).run()
    let model = MoleculeModel(
      network, parameters: outcome.averaged.array, noising: noising, alphabet: domain.alphabet, scaling: scaling)
    let condition = MoleculeCondition(states.graphs[0])
    let drawn = domain.decode(
      try model.draws([MoleculeCondition](repeating: condition, count: 40), RandomCoordinates(seed: 3, stream: RandomPurpose.sampling)))
    func volume(_ molecule: Molecule) -> Double {
      let places = (1...3).map { molecule.atoms[$0].position - molecule.atoms[0].position }
      let (a, b, c) = (places[0], places[1], places[2])
      let normal = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
      return (normal * c).sum()
    }
    #expect(expected.contains(drawn.count { volume($0) * volume(molecule) > 0 }))
  }

  /// Water and its heavier kin, told apart by a number alone.
  @Test func drawsKeepAProperty() throws {
    func bent(_ element: Element, _ length: Double, _ property: Double) throws -> Molecule {
      let places = [SIMD3<Double>.zero, SIMD3(0.79, 0.61, 0) * length, SIMD3(-0.79, 0.61, 0) * length]
      return try Molecule(
        atoms: zip([element, .hydrogen, .hydrogen], places).map { Atom($0, at: $1) },
        bonds: [Bond(0, 1, .single), Bond(0, 2, .single)], dataFields: [DataField(name: "mass", value: "\(property)")])
    }
    let domain = MoleculeDomain(
      .init(alphabet: try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.sulfur), AtomKind(.oxygen)]), property: "mass"))
    let states = try domain.encode((0..<32).map { try $0 % 2 == 0 ? bent(.oxygen, 0.96, 18) : bent(.sulfur, 1.34, 34) })
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: domain.alphabet)
    let scaling = MoleculeScaling(of: states)
    #expect(scaling.property == PropertyScaling(mean: 26, deviation: 8))
    let network = MoleculeNetwork(
      kinds: domain.alphabet.count, size: NetworkSize(width: 32, depth: 2), symmetry: .reflections, scaling: scaling)
    let objective = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: MoleculeStepShape(of: states, noising.schedule, leastPairs: 32), batchSize: 4)
    var options = TrainingOptions(budget: .steps(500), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.05), seed: 1)
    options.averageDecay = 0.98
    let outcome = try Trainer(objective, options: options).run()
    let model = MoleculeModel(
      network, parameters: outcome.averaged.array, noising: noising, alphabet: domain.alphabet, scaling: scaling)
    let targets = (0..<40).map { $0 % 2 == 0 ? 18.0 : 34 }
    let drawn = domain.decode(
      try model.draws(
        targets.map { MoleculeCondition(size: 3, property: $0) }, RandomCoordinates(seed: 3, stream: RandomPurpose.sampling)))
    let right = zip(drawn, targets).count { molecule, target in
      let expected: Element = target == 18 ? .oxygen : .sulfur
      return molecule.atoms.contains { $0.element == expected }
    }
    #expect(right >= 39)
    #expect(drawn[1].dataFields == [DataField(name: "mass", value: "34.0")])
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
