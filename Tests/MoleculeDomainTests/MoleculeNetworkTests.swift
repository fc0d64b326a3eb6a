import Bellman
import MoleculeDomain
import Tensors
import Testing

@Suite struct MoleculeNetworkTests {
  private static let alphabet = try? AtomAlphabet(["H", "C", "N", "O", "N+1", "O-1"].compactMap { AtomKind($0) })

  private func check<Scalar: ExecutableScalar>(
    _ symmetry: MoleculeSymmetry, in scalar: Scalar.Type, seed: UInt64
  ) throws -> EquivarianceCheck {
    let alphabet = try #require(Self.alphabet)
    let states = try MoleculeStates(randomOf: alphabet, sizes: [2, 3, 6, 11, 17, 24], seed: seed)
    let scaling = MoleculeScaling(of: states)
    let network = MoleculeNetwork(
      kinds: alphabet.count, size: NetworkSize(width: 32, depth: 3), symmetry: symmetry, scaling: scaling)
    return try EquivarianceCheck(
      network, in: scalar, states: states, noising: MoleculeNoising(MoleculeSchedule(), alphabet: alphabet), scaling: scaling,
      seed: seed)
  }

  @Test(arguments: MoleculeSymmetry.allCases, [1, 2, 3] as [UInt64])
  func equivariance(_ symmetry: MoleculeSymmetry, seed: UInt64) throws {
    let single = try check(symmetry, in: Float.self, seed: seed).failures(above: 1e-5, symmetry)
    #expect(single == [], "\(single)")
    let double = try check(symmetry, in: Double.self, seed: seed).failures(above: 1e-12, symmetry)
    #expect(double == [], "\(double)")
  }

  /// What follows rotations only must tell mirror images apart; a check that cannot see it sees nothing.
  @Test func handedness() throws {
    let check = try check(.rotations, in: Double.self, seed: 4)
    #expect(check.errors[.reflection, default: 0] > 1e-4)
    #expect(check.failures(above: 1e-12, .reflections).count == 1)
  }
}

@Suite struct BinPackingTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func everyMoleculeOnceAndWithinTheShape(seed: UInt64) {
    var stream = RandomStream(seed: seed, stream: 1)
    let extents = (0..<500).map { _ in MoleculeExtent(atoms: 1 + Int(stream.uniform() * 29)) }
    let shape = BinShape(extents)
    let packing = BinPacking(extents.indices, extents: extents, shape: shape)
    #expect(packing.bins.joined().map(\.molecule).sorted() == Array(extents.indices))
    for bin in packing.bins {
      var (atoms, pairs) = (0, 0)
      for (number, place) in bin.enumerated() {
        #expect(place.firstAtom == atoms && place.firstPair == pairs && place.number == number)
        #expect(place.extent == extents[place.molecule])
        atoms += place.extent.atoms
        pairs += place.extent.pairs
      }
      // The last of each stands for nothing.
      #expect(atoms < shape.atoms && pairs < shape.pairs && bin.count < shape.molecules)
    }
    // First fit leaves little over.
    let used = extents.reduce(0) { $0 + $1.pairs }
    #expect(Double(used) > 0.8 * Double(packing.bins.count * shape.pairs))
  }

  @Test func oneLargeMolecule() {
    let extents = [MoleculeExtent(atoms: 200)]
    #expect(BinPacking([0], extents: extents, shape: BinShape(extents)).bins.map(\.count) == [1])
  }

  /// A step has room for every molecule at every time, however few large ones there are, and about four graphs for each one's positions.
  @Test func stepsHaveRoom() throws {
    let alphabet = try AtomAlphabet(["H", "C", "N"].compactMap { AtomKind($0) })
    let sizes = (0..<200).map { $0 == 77 ? 40 : 3 + $0 % 9 }
    let states = try MoleculeStates(randomOf: alphabet, sizes: sizes, seed: 3)
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: alphabet)
    let shape = MoleculeStepShape(of: states, noising.schedule, leastPairs: 64)
    let network = MoleculeNetwork(
      kinds: alphabet.count, size: NetworkSize(width: 16, depth: 1), symmetry: .reflections, scaling: MoleculeScaling(of: states))
    let objective = MoleculeObjective(
      network, noising: noising, scaling: MoleculeScaling(of: states), data: states, shape: shape, batchSize: 4)
    for half in [MoleculeHalf.graph, .positions] {
      var seen: Set<Int> = []
      for step in 0..<400 {
        for bin in objective.draws(half, seed: 5, step: step) {
          let (atoms, pairs) = (bin.reduce(0) { $0 + $1.place.extent.atoms }, bin.reduce(0) { $0 + $1.place.extent.pairs })
          #expect(atoms < shape[half].atoms && pairs < shape[half].pairs && bin.count < shape[half].molecules)
          seen.formUnion(bin.map(\.place.molecule))
        }
      }
      #expect(seen.count == states.count)
    }
    let ratio = objective.moleculesPerStep(.graph) / objective.moleculesPerStep(.positions)
    #expect((2...8).contains(ratio), "\(ratio)")
  }
}
