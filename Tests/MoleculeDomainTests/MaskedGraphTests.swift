import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct MaskedGraphTests {
  @Test func pairsAreCountedInPackedOrder() {
    var index = 0
    for second in 0..<300 {
      for first in 0..<second {
        #expect(MaskedGraph.pairIndex(first, second) == index && MaskedGraph.pairIndex(second, first) == index)
        #expect(MaskedGraph.atoms(ofPair: index) == (first, second))
        index += 1
      }
    }
    #expect(MaskedGraph.pairCount(atomCount: 300) == index && MaskedGraph.pairCount(atomCount: 0) == 0)
    let large = 3_000_000_000
    for pair in [large, large * (large - 1) / 2 - 1, large * (large - 1) / 2] {
      let (first, second) = MaskedGraph.atoms(ofPair: pair)
      #expect(MaskedGraph.pairIndex(first, second) == pair && first < second)
    }
  }

  @Test func refusesWhatIsNoMaskedGraph() {
    func isAccepted(_ kinds: [Int8], _ orders: [Int8]) -> Bool { (try? MaskedGraph(kinds: kinds, orders: orders)) != nil }
    #expect(isAccepted([], []) && isAccepted([0, -1, 2], [-1, 3, -1]))
    #expect(!isAccepted([0, 1], []) && !isAccepted([-2, 0], [-1]) && !isAccepted([0, 0], [4]) && !isAccepted([0, 0], [-2]))
    #expect(!isAccepted([0, -1, 2], [0, 3, -1]))
  }

  @Test func hidingAnAtomHidesItsPairs() throws {
    var graph = try MaskedGraph(kinds: [0, 1, 2], orders: [1, 0, 2])
    graph.hide(atom: 1)
    #expect(try graph == MaskedGraph(kinds: [0, -1, 2], orders: [-1, 0, -1]))
    graph.hide(pair: 1)
    #expect(graph.orders == [-1, -1, -1] && !graph.isFullyKnown)
    graph.reveal(kind: 1, ofAtom: 1)
    graph.reveal(order: 3, between: 2, and: 0)
    #expect(graph.order(between: 0, and: 2) == 3 && graph.bonds == [Bond(0, 2, .triple)])
  }

  @Test func aMoleculeIsAGraphAndLegalOrNot() throws {
    let alphabet = try AtomAlphabet(["H", "C", "O", "O-1"].compactMap(AtomKind.init))
    let ethanol = try Molecule("C C O H", [(0, 1, 1), (1, 2, 1), (2, 3, 1)]).saturated()
    let graph = try MaskedGraph(ethanol, alphabet: alphabet)
    #expect(graph.bonds.count == ethanol.bonds.count && Set(graph.bonds) == Set(ethanol.bonds) && graph.isLegal(alphabet))
    let benzene = try Molecule("C C C C C C", (0..<6).map { ($0, ($0 + 1) % 6, 4) } as [(Int, Int, Int)])
    #expect(throws: ProgramError.self) { try MaskedGraph(benzene, alphabet: alphabet) }
    #expect(throws: ProgramError.self) { try MaskedGraph(Molecule("C N", [(0, 1, 3)]), alphabet: alphabet) }
    let two = try MaskedGraph(Molecule("H H H H", [(0, 1, 1), (2, 3, 1)]), alphabet: alphabet)
    #expect(!two.isLegal(alphabet) && two.isLegal(alphabet, .free))
    #expect(try !MaskedGraph(Molecule("C O", [(0, 1, 2)]), alphabet: alphabet).isLegal(alphabet))
    var hidden = graph
    hidden.hide(pair: 0)
    #expect(!hidden.isLegal(alphabet))
  }

  // MARK: Features

  private func random(_ generator: inout SeededGenerator, _ count: Int) throws -> MaskedGraph {
    let orders = (0..<MaskedGraph.pairCount(atomCount: count)).map { _ -> Int8 in
      generator.below(3) == 0 ? -1 : generator.below(max(count / 2, 1)) == 0 ? Int8(1 + generator.below(3)) : 0
    }
    return try MaskedGraph(kinds: (0..<count).map { _ in Int8(generator.below(3)) }, orders: orders)
  }

  private func numbers(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Int32>) -> Void) -> [Int] {
    var values = [Int32](repeating: -7, count: count)
    values.withUnsafeMutableBufferPointer { fill($0) }
    return values.map(Int.init)
  }

  /// Against the shortest sums of Floyd and Warshall.
  @Test func pathsAreTheShortest() throws {
    var generator = SeededGenerator(state: 2)
    for round in 0..<300 {
      let count = 1 + round % 20
      let graph = try random(&generator, count)
      var lengths = (0..<count).map { row in (0..<count).map { $0 == row ? 0 : 1000 } }
      for bond in graph.bonds { (lengths[bond.first][bond.second], lengths[bond.second][bond.first]) = (1, 1) }
      for k in 0..<count {
        for i in 0..<count { for j in 0..<count { lengths[i][j] = min(lengths[i][j], lengths[i][k] + lengths[k][j]) } }
      }
      let found = numbers(graph.orders.count) { graph.shortestPaths(longest: 4, into: $0) }
      for (pair, length) in found.enumerated() {
        let (first, second) = MaskedGraph.atoms(ofPair: pair)
        #expect(length == (lengths[first][second] >= 1000 ? 5 : min(lengths[first][second], 4)))
      }
    }
  }

  @Test func residualsAreWhatIsLeft() throws {
    let alphabet = try AtomAlphabet(["H", "C", "S"].compactMap(AtomKind.init))
    var graph = try MaskedGraph(kinds: [0, 1, 2, -1], orders: [1, 0, 2, -1, -1, -1])
    #expect(numbers(4) { graph.residualValences(alphabet, into: $0) } == [0, 1, 4, -1])
    graph.hide(atom: 1)
    #expect(numbers(4) { graph.residualValences(alphabet, into: $0) } == [1, -1, 6, -1])
  }

  /// Against all cyclic sequences of atoms, found by closing every path that visits no atom twice.
  @Test func ringsAreTheSmallest() throws {
    var generator = SeededGenerator(state: 3)
    var seen: Set<Int> = []
    for round in 0..<150 {
      let count = 3 + round % 7
      let graph = try random(&generator, count)
      var expected = [Int](repeating: 0, count: graph.orders.count)
      func extend(_ path: [Int]) {
        for next in 0..<count where graph.order(between: path[path.count - 1], and: next == path[path.count - 1] ? (next + 1) % count : next) > 0 {
          guard next != path[path.count - 1] else { continue }
          if next == path[0], path.count > 2 {
            for one in path {
              for other in path where other < one {
                let pair = MaskedGraph.pairIndex(one, other)
                expected[pair] = expected[pair] == 0 ? path.count : min(expected[pair], path.count)
              }
            }
          }
          if !path.contains(next), path.count < 6 { extend(path + [next]) }
        }
      }
      for start in 0..<count { extend([start]) }
      #expect(numbers(graph.orders.count) { graph.smallRings(largest: 6, into: $0) } == expected)
      seen.formUnion(expected)
    }
    #expect(seen == [0, 3, 4, 5, 6])
  }
}
