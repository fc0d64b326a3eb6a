import Bellman
import Foundation
import MoleculeDomain
import Networks
import Tensors
import Testing

@Suite struct MoleculeNoiseTests {
  private static func states(seed: UInt64, sizes: [Int]) throws -> MoleculeStates {
    let alphabet = try AtomAlphabet(["H", "C", "N", "O", "F"].compactMap { AtomKind($0) })
    return try MoleculeStates(randomOf: alphabet, sizes: sizes, seed: seed)
  }

  /// Σ|x − x₁|²/σ² has a chi-squared law of 3(n − 1) degrees of freedom: those of the subspace without the centre of mass.
  @Test func degreesOfFreedom() throws {
    let states = try Self.states(seed: 1, sizes: [6])
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: states.alphabet)
    var sum = 0.0
    let count = 4000
    for draw in 0..<count {
      var stream = RandomStream(seed: 7, stream: 2, index: UInt32(draw))
      let noised = noising.draw(states.graphs[0], states.positions[0], time: 0.7, &stream).molecule
      for axis in 0..<3 {
        let centre = stride(from: axis, to: 18, by: 3).reduce(0) { $0 + noised.positions[$1] }
        #expect(abs(centre) < 1e-9 * noised.deviation)
      }
      sum += zip(noised.positions, states.positions[0]).reduce(0) { $0 + pow(($1.0 - $1.1) / noised.deviation, 2) }
    }
    // Standard deviation √(2·15/count): five of them; 18 degrees of freedom would be 35 away.
    #expect(abs(sum / Double(count) - 15) < 5 * (30 / Double(count)).squareRoot())
  }

  @Test(arguments: [0.01, 0.03, 0.039, 0.15, 0.25, 0.399, 0.405, 0.419, 0.5, 0.99])
  func partsFollowEachOther(time: Double) throws {
    let states = try Self.states(seed: 3, sizes: [9, 14])
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: states.alphabet)
    for (row, graph) in states.graphs.enumerated() {
      var stream = RandomStream(seed: 11, stream: 3, index: UInt32(row))
      let draw = noising.draw(graph, states.positions[row], time: time, &stream)
      let noised = draw.molecule.graph
      func hidden(_ part: MoleculeSchedule.Part) -> Int {
        noising.variables(of: part, in: graph).count { part == .kinds ? noised.kinds[$0] < 0 : noised.orders[$0] < 0 }
      }
      let parts: [MoleculeSchedule.Part] = [.kinds, .skeleton, .leaves]
      for part in parts {
        let all = noising.variables(of: part, in: graph).count
        let place = parts.firstIndex(of: part) ?? 0
        let current = parts.firstIndex(of: draw.molecule.part) ?? parts.count
        if place < current { #expect(hidden(part) == 0) }
        if place > current { #expect(hidden(part) == all) }
        if place == current, part == .kinds || all > 0 {
          // Weights times hidden variables are the variables, so that the mean over times is the likelihood of all.
          if part != .kinds { #expect(abs(draw.weight * Double(hidden(part)) - Double(all)) < 1e-9) }
          #expect(hidden(part) >= 1)
        }
      }
      // What is not hidden is the molecule's own.
      for (pair, order) in noised.orders.enumerated() where order >= 0 { #expect(order == graph.orders[pair]) }
      for (atom, kind) in noised.kinds.enumerated() where kind >= 0 { #expect(kind == graph.kinds[atom]) }
    }
  }

  /// A network that answers with zeros pays log K for each kind, log 4 for each order, and half the square of the target: the loss is
  /// recomputed here from the same draws.
  @Test func lossOfAnIgnorantNetwork() throws {
    let sizes = (0..<60).map { 3 + $0 % 12 }
    let states = try Self.states(seed: 5, sizes: sizes)
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: states.alphabet)
    let scaling = MoleculeScaling(of: states)
    let network = MoleculeNetwork(
      kinds: states.alphabet.count, size: NetworkSize(width: 16, depth: 1), symmetry: .reflections, scaling: scaling)
    let objective = MoleculeObjective(
      network, noising: noising, scaling: scaling, data: states, shape: MoleculeStepShape(of: states, noising.schedule), batchSize: 4)
    let outcome = try Trainer(
      objective, options: TrainingOptions(budget: .steps(1), schedule: .constant(1e-9), seed: 2)
    ).run()
    let loss = try #require(outcome.history.first?.loss)
    var expected = 0.0
    for half in [MoleculeHalf.graph, .positions] {
      // Each half counts with its share of the time.
      let weight = (half == .graph ? 0.42 : 0.58) / objective.moleculesPerStep(half)
      for (place, draw) in objective.draws(half, seed: 2, step: 0).joined() {
        let noised = draw.molecule
        switch noised.part {
        case .positions: expected += weight * 0.5 * objective.target(place.molecule, noised).reduce(0) { $0 + $1 * $1 }
        case .kinds:
          expected += weight * draw.weight * log(Double(states.alphabet.count)) * Double(noised.graph.kinds.count { $0 < 0 })
        case .skeleton, .leaves:
          let hidden = noising.variables(of: noised.part, in: states.graphs[place.molecule]).count { noised.graph.orders[$0] < 0 }
          expected += weight * draw.weight * log(4) * Double(hidden)
        }
      }
    }
    #expect(abs(loss - expected) < 1e-4 * expected)
  }
}

@Suite struct VisibleGraphTests {
  /// Of a graph whose skeleton is partly hidden the network sees the skeleton's atoms, each pair as the molecule has it, and as many open
  /// bond orders as are hidden.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func nothingThatIsKnownIsLost(seed: UInt64) throws {
    let alphabet = try AtomAlphabet(["H", "C", "N", "O", "F"].compactMap { AtomKind($0) })
    let states = try MoleculeStates(randomOf: alphabet, sizes: [2, 5, 9, 16, 23], seed: seed)
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: alphabet)
    for (row, graph) in states.graphs.enumerated() {
      for part in MoleculeSchedule.Part.allCases {
        var stream = RandomStream(seed: seed, stream: 3, index: UInt32(row))
        let draw = noising.draw(graph, states.positions[row], part, fraction: stream.uniform(), &stream)
        let (whole, seen) = (draw.molecule.graph, VisibleGraph(draw.molecule, alphabet))
        #expect(seen.extent == VisibleGraph.extent(graph, part, alphabet))
        #expect(seen.graph.kinds == seen.atoms.map { whole.kinds[$0] })
        let visible = seen.pairs.indices.map { seen.pairInMolecule($0) }
        #expect(zip(seen.pairs, visible).allSatisfy { seen.graph.orders[$0] == whole.orders[$1] })
        let counts = seen.composition.map { Int((4 * $0 * $0).rounded()) }
        #expect(counts == (0..<alphabet.count).map { kind in whole.kinds.count { $0 == kind } } + [whole.kinds.count { $0 < 0 }])
        // Whatever is not seen is hidden, or a pair of two leaves that a skeleton keeps apart.
        let leafPairs = part == .kinds ? [] : noising.leafPairs(in: graph)
        let unseen = Set(whole.orders.indices).subtracting(visible)
        #expect(unseen.subtracting(leafPairs).allSatisfy { whole.orders[$0] < 0 })
        #expect(leafPairs.allSatisfy { whole.orders[$0] == 0 && visible.contains($0) == (part == .positions) })
        guard part != .kinds else {
          #expect(seen.openOrders == nil && seen.extent.pairs == 0)
          continue
        }
        let hidden = noising.variables(of: .skeleton, in: graph).filter { whole.orders[$0] < 0 }
        #expect(seen.openOrders == hidden.reduce(0) { $0 + Int(graph.orders[$1]) })
        #expect(part != .skeleton || seen.graph.kinds.allSatisfy { !alphabet.isLeaf($0) })
      }
    }
  }
}

@Suite struct MoleculeLikelihoodTests {
  /// A network that answers with zeros takes every kind and every order for equally likely, and denoises positions as if they were normal
  /// with the deviation s of the data. For positions that are, the bound is the entropy of that law but for the noise at both ends.
  @Test func costsOfAnIgnorantNetwork() throws {
    let alphabet = try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon), AtomKind(.nitrogen)])
    let sizes = (0..<300).map { $0 % 3 == 0 ? 4 : 9 }
    let random = try MoleculeStates(randomOf: alphabet, sizes: sizes, seed: 4)
    var stream = RandomStream(seed: 6, stream: 1)
    let deviation = 1.4
    let positions = sizes.map { size -> [Double] in
      var values = (0..<3 * size).map { _ in deviation * stream.normal() }
      for axis in 0..<3 {
        let mean = (0..<size).reduce(0) { $0 + values[3 * $1 + axis] } / Double(size)
        for atom in 0..<size { values[3 * atom + axis] -= mean }
      }
      return values
    }
    let states = MoleculeStates(alphabet: alphabet, graphs: random.graphs, positions: positions)
    let scaling = MoleculeScaling(dataDeviation: deviation)
    let network = MoleculeNetwork(
      kinds: alphabet.count, size: NetworkSize(width: 16, depth: 1), symmetry: .reflections, scaling: scaling)
    let schedule = MoleculeSchedule()
    let noising = MoleculeNoising(schedule, alphabet: alphabet)
    let parameters = network.parameters.initialValues(seed: 1).array.map { Float($0) }
    let model = MoleculeModel(network, parameters: parameters, noising: noising, alphabet: alphabet, scaling: scaling)
    let cost = try MoleculeLikelihood(of: states, under: model, sizes: sizes, RandomCoordinates(seed: 3, stream: RandomPurpose.evaluation))
    func mean(_ value: (Int) -> Double) -> Double { sizes.indices.reduce(0) { $0 + value($1) } / Double(sizes.count) }
    func closeness(_ term: MoleculeLikelihood.Term, to expected: Double) -> Double {
      abs((cost.terms[term]?.value ?? .nan) / expected - 1)
    }
    #expect(closeness(.size, to: -log(100.5 / 301.5) / 3 - 2 * log(200.5 / 301.5) / 3) < 1e-9)
    #expect(closeness(.kinds, to: mean { Double(sizes[$0]) * log(3) }) < 1e-5)
    for (term, part) in [(MoleculeLikelihood.Term.skeleton, MoleculeSchedule.Part.skeleton), (.leaves, .leaves)] {
      #expect(closeness(term, to: mean { Double(noising.variables(of: part, in: states.graphs[$0]).count) * log(4) }) < 1e-5)
    }
    let entropy = mean { 1.5 * Double(sizes[$0] - 1) * (log(2 * .pi * deviation * deviation) + 1) }
    let found = try #require(cost.terms[.positions])
    // What the prior of deviation σ₀ costs beyond the law at that noise, d/2 (s²/σ₀² − log(1 + s²/σ₀²)), and a little for the last noise.
    let ratio = deviation * deviation / (schedule.largestDeviation * schedule.largestDeviation)
    let gap = mean { 1.5 * Double(sizes[$0] - 1) } * (ratio - log(1 + ratio))
    #expect(abs(found.value - entropy - gap) < 1.5 * (found.interval.upper - found.interval.lower), "\(found) for \(entropy + gap)")
    #expect(found.interval.upper - found.interval.lower < 0.15 * entropy)
  }
}

@Suite struct MoleculeSamplerTests {
  /// For positions of normal law N(0, c²) the denoised ones are c²/(c² + σ²) x, and the flow scales x by √((c² + σ²)/(c² + σ₀²)).
  ///
  /// The error of the numerical flow falls by four when the steps are doubled.
  @Test func flowOfANormalLaw() throws {
    let alphabet = try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon)])
    let graphs = try MoleculeStates(randomOf: alphabet, sizes: [5, 8], seed: 1).graphs
    let schedule = MoleculeSchedule()
    let variance = 1.3 * 1.3
    let (first, last) = (schedule.largestDeviation, schedule.smallestDeviation)
    let factor = ((variance + last * last) / (variance + first * first)).squareRoot() * variance / (variance + last * last)
    func error(steps: Int) throws -> Double {
      var starts: [[Double]] = []
      var generators = graphs.indices.map { RandomStream(seed: 3, stream: 4, index: UInt32($0)) }
      let ends = try PositionSampler(schedule: schedule, steps: steps).positions(for: graphs.map { MoleculeCondition($0) }, generators: &generators) {
        molecules in
        if starts.isEmpty { starts = molecules.map(\.positions) }
        return molecules.map { molecule in
          molecule.positions.map { variance / (variance + molecule.deviation * molecule.deviation) * $0 }
        }
      }
      return zip(starts.joined(), ends.joined()).map { abs($1 / (factor * $0) - 1) }.max() ?? 0
    }
    let errors = try [20, 40, 80].map { try error(steps: $0) }
    #expect(errors[0] < 0.03 && errors[1] < errors[0] / 3 && errors[2] < errors[1] / 3.4, "\(errors)")
  }

  /// With the exact posterior of a few molecules and one variable revealed at a time, the graphs that come out follow their law.
  @Test func exactPosteriorGivesTheLaw() throws {
    let alphabet = try AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon), AtomKind(.nitrogen), AtomKind(.oxygen)])
    let molecules = try [
      Molecule("C O H H", [(0, 1, 2), (0, 2, 1), (0, 3, 1)]),
      Molecule("N N H H", [(0, 1, 2), (0, 2, 1), (1, 3, 1)]),
      Molecule("O O H H", [(0, 1, 1), (0, 2, 1), (1, 3, 1)]),
    ]
    let weights = [0.5, 0.3, 0.2]
    let labelled = try zip(molecules, weights).flatMap { molecule, weight in
      try Self.permutations(4).map { order in
        (graph: try MaskedGraph(Self.permuted(molecule, order), alphabet: alphabet), weight: weight / 24)
      }
    }
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: alphabet)
    func shares(_ steps: Int, count: Int, _ order: RevealingOrder = .random) throws -> [Double] {
      var generators = (0..<count).map { RandomStream(seed: 9, stream: 5, index: UInt32($0)) }
      let sampler = GraphSampler(
        noising: noising, alphabet: alphabet, steps: [.kinds: steps, .skeleton: steps, .leaves: steps], order: order)
      let graphs = try sampler.graphs(
        from: [MoleculeCondition](repeating: MoleculeCondition(size: 4), count: count), generators: &generators
      ) { states in
        states.map { Self.posterior(of: $0.graph, $0.part, labelled, alphabet.count) }
      }
      #expect(graphs.allSatisfy { $0.isLegal(alphabet) })
      return (0..<3).map { molecule in
        let own = Set(labelled[24 * molecule..<24 * (molecule + 1)].map(\.graph))
        return Double(graphs.count { own.contains($0) }) / Double(count)
      }
    }
    let count = 3000
    for (share, weight) in try RevealingOrder.allCases.flatMap({ zip(try shares(6, count: count, $0), weights) }) {
      // Five standard deviations: a false alarm in two million.
      #expect(abs(share - weight) < 5 * (weight * (1 - weight) / Double(count)).squareRoot(), "\(share) for \(weight)")
    }
    // Everything at once loses what the variables know of each other, though it stays legal.
    #expect(try shares(1, count: 500).reduce(0, +) < 0.9)
  }

  /// Bonds that are known first change the law of the other atoms: phosphane oxides and phosphinous acids, with a hydrogen or a fluorine.
  @Test func aFragmentChangesTheLawOfTheKinds() throws {
    let alphabet = try AtomAlphabet([.hydrogen, .oxygen, .fluorine, .phosphorus].map { AtomKind($0) })
    let acid = [(0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 4, 1)]
    let oxide = [(0, 1, 2), (0, 2, 1), (0, 3, 1), (0, 4, 1)]
    let law = [("P O H H H", acid, 0.35), ("P O H H H", oxide, 0.15), ("P O F H H", acid, 0.1), ("P O F H H", oxide, 0.4)]
    let labelled = try law.flatMap { symbols, bonds, weight in
      let molecule = try Molecule(symbols, bonds)
      return try Self.permutations(5).map { (graph: try MaskedGraph(Self.permuted(molecule, $0), alphabet: alphabet), weight: weight / 120) }
    }
    let fragment = try MoleculeCondition(Molecule("P O", [(0, 1, 2)]), size: 5, in: alphabet, keepsPlaces: false)
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: alphabet)
    func share(candidates: Int, count: Int) throws -> Double {
      var generators = (0..<count).map { RandomStream(seed: 8, stream: 5, index: UInt32($0)) }
      let sampler = GraphSampler(
        noising: noising, alphabet: alphabet, steps: [.kinds: 5, .skeleton: 3, .leaves: 8], candidates: candidates)
      let graphs = try sampler.graphs(
        from: [MoleculeCondition](repeating: fragment, count: count), generators: &generators
      ) { states in states.map { Self.posterior(of: $0.graph, $0.part, labelled, alphabet.count) } }
      #expect(graphs.allSatisfy { $0.isLegal(alphabet) && $0.order(between: 0, and: 1) == 2 })
      let fluorine = Int8(alphabet.index(of: AtomKind(.fluorine)) ?? -1)
      return Double(graphs.count { $0.kinds.contains(fluorine) }) / Double(count)
    }
    // Given the double bond 0.4/0.55 have fluorine; without it half would. So few candidates leave a bias of a hundredth.
    #expect(abs(try share(candidates: 12, count: 1500) - 0.4 / 0.55) < 0.06)
    #expect(try share(candidates: 1, count: 600) < 0.6)
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    count == 0 ? [[]] : permutations(count - 1).flatMap { rest in (0..<count).map { rest[..<$0] + [count - 1] + rest[$0...] } }
  }

  private static func permuted(_ molecule: Molecule, _ order: [Int]) throws -> Molecule {
    var atoms = molecule.atoms
    for (atom, place) in order.enumerated() { atoms[place] = molecule.atoms[atom] }
    return try Molecule(atoms: atoms, bonds: molecule.bonds.map { Bond(order[$0.first], order[$0.second], $0.order) })
  }

  private static func posterior(
    of graph: MaskedGraph, _ part: MoleculeSchedule.Part, _ labelled: [(graph: MaskedGraph, weight: Double)], _ kinds: Int
  ) -> [Double] {
    let choices = part == .kinds ? kinds : 4
    let variables = part == .kinds ? graph.kinds.count : graph.orders.count
    var sums = [Double](repeating: 0, count: variables * choices)
    for (candidate, weight) in labelled {
      guard zip(graph.kinds, candidate.kinds).allSatisfy({ $0 < 0 || $0 == $1 }),
        zip(graph.orders, candidate.orders).allSatisfy({ $0 < 0 || $0 == $1 })
      else { continue }
      for variable in 0..<variables {
        let value = part == .kinds ? candidate.kinds[variable] : candidate.orders[variable]
        sums[variable * choices + Int(value)] += weight
      }
    }
    // Logarithms of zero would leave no choice where another part's draw has left the law.
    return sums.map { log(max($0, 1e-30)) }
  }
}
