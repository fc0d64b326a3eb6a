import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct LegalCompletionTests {
  private static let alphabets = ["H C", "H C N O", "H O S", "C N F P", "H C-1 N+1 O+1 O-1", "H S P S+3", "O", "H", "O S+1 I+2", "N S P B-1"]

  private func alphabet(_ texts: String) throws -> AtomAlphabet { try AtomAlphabet(texts.split(separator: " ").compactMap { AtomKind(String($0)) }) }

  /// Every answer on the way, against all legal graphs that agree with what is known.
  private func walk(_ all: [MaskedGraph], _ kinds: [Int8], _ alphabet: AtomAlphabet, _ connectivity: Connectivity, _ generator: inout SeededGenerator) -> Int {
    let count = kinds.count
    var graph = MaskedGraph(atomCount: count)
    for (atom, kind) in kinds.enumerated() where kind >= 0 { graph.reveal(kind: kind, ofAtom: atom) }
    guard var completion = LegalCompletion(graph, alphabet: alphabet, connectivity: connectivity) else {
      #expect(all.isEmpty)
      return 0
    }
    var (rest, answers) = (all, 0)
    for place in generator.revealOrder(atomCount: count) {
      // Not only the next place is asked for.
      for asked in [place, generator.below(count + graph.orders.count)] {
        answers += 1
        if asked < count {
          var expected = [Bool](repeating: false, count: alphabet.count)
          for graph in rest { expected[Int(graph.kinds[asked])] = true }
          let found = completion.allowedKinds(ofAtom: asked)
          #expect(found == expected)
        } else {
          let (first, second) = MaskedGraph.atoms(ofPair: asked - count)
          guard completion.graph.kinds[first] >= 0, completion.graph.kinds[second] >= 0 else {
            let found = completion.allowedOrders(between: first, and: second)
            #expect(found.isEmpty)
            continue
          }
          var expected: AllowedOrders = []
          for graph in rest { expected.insert(AllowedOrders(order: Int(graph.order(between: first, and: second)))) }
          let found = completion.allowedOrders(between: second, and: first)
          #expect(found == expected)
        }
      }
      #expect(completion.completed.isLegal(alphabet, connectivity) && LegalGraphs.agrees(completion.completed, completion.graph))
      let isRevealed = generator.reveal(place, in: &completion)
      #expect(isRevealed)
      rest = rest.filter { LegalGraphs.agrees($0, completion.graph) }
    }
    #expect(rest == [completion.graph] && completion.completed == completion.graph && completion.undecidedCount == 0)
    return answers
  }

  @Test(arguments: alphabets, [Connectivity.required, .free])
  func answersAreThoseOfBruteForce(texts: String, connectivity: Connectivity) throws {
    let alphabet = try alphabet(texts)
    var generator = SeededGenerator(state: 5)
    for count in 1...(alphabet.count > 4 ? 4 : 5) {
      let kinds = [Int8](repeating: -1, count: count)
      let all = LegalGraphs(kinds: kinds, alphabet: alphabet, connectivity: connectivity).all
      for _ in 0..<(all.count > 20_000 ? 4 : 20) { _ = walk(all, kinds, alphabet, connectivity, &generator) }
    }
  }

  /// More atoms, whose kinds are known.
  @Test(arguments: [("H C N O", 6), ("H O S", 6), ("H O", 7), ("H N", 6), ("H C O", 7), ("H P O", 6)])
  func answersAreThoseOfBruteForceForKnownKinds(texts: String, count: Int) throws {
    let alphabet = try alphabet(texts)
    var generator = SeededGenerator(state: 6)
    var answers = 0
    for round in 0..<40 {
      // Hydrogen twice as often: most graphs of other atoms alone are many.
      let kinds = (0..<count).map { _ in Int8(max(generator.below(alphabet.count + 1) - 1, 0)) }
      let connectivity: Connectivity = round % 4 == 0 ? .free : .required
      let all = LegalGraphs(kinds: kinds, alphabet: alphabet, connectivity: connectivity).all
      guard all.count < 100_000 else { continue }
      for _ in 0..<3 { answers += walk(all, kinds, alphabet, connectivity, &generator) }
    }
    #expect(answers > 500)
  }

  /// Masked graphs that nobody has checked before: found legal exactly when a legal graph agrees with them.
  @Test(arguments: ["H C N O", "H O S", "C N F P"])
  func startsExactlyWhenACompletionExists(texts: String) throws {
    let alphabet = try alphabet(texts)
    var generator = SeededGenerator(state: 7)
    var (yes, no) = (0, 0)
    for count in 2...5 {
      let all = LegalGraphs(kinds: [Int8](repeating: -1, count: count), alphabet: alphabet, connectivity: .required).all
      for _ in 0..<150 {
        let kinds = (0..<count).map { _ in Int8(generator.below(alphabet.count + 1) - 1) }
        let orders = (0..<MaskedGraph.pairCount(atomCount: count)).map { pair -> Int8 in
          let (first, second) = MaskedGraph.atoms(ofPair: pair)
          guard kinds[first] >= 0, kinds[second] >= 0, generator.below(3) > 0 else { return -1 }
          return Int8(max(generator.below(8) - 4, 0))
        }
        let graph = try MaskedGraph(kinds: kinds, orders: orders)
        let exists = all.contains { LegalGraphs.agrees($0, graph) }
        #expect((LegalCompletion(graph, alphabet: alphabet) != nil) == exists)
        if exists { yes += 1 } else { no += 1 }
      }
    }
    #expect(yes > 50 && no > 50, "\(yes) with, \(no) without")
  }

  /// With all pairs open, n > 2 atoms of valences 1…4 have a connected graph exactly when the sum of the valences is even and
  /// at least 2(n − 1), and no valence is greater than the sum of the others.
  @Test func agreesWithTheClosedForm() throws {
    let alphabet = try alphabet("H C N O")
    let valences = alphabet.valences.map { $0[0] }
    var generator = SeededGenerator(state: 8)
    var counts = [0, 0]
    for round in 0..<2000 {
      let count = 3 + round % 38
      // More hydrogens than chance would give, so that both answers occur.
      let share = 1 + generator.below(6)
      let kinds = (0..<count).map { _ in Int8(generator.below(6) < share ? 0 : generator.below(4)) }
      let list = kinds.map { valences[Int($0)] }
      let sum = list.reduce(0, +)
      let exists = sum % 2 == 0 && sum >= 2 * (count - 1) && 2 * (list.max() ?? 0) <= sum
      let graph = try MaskedGraph(kinds: kinds, orders: [Int8](repeating: -1, count: MaskedGraph.pairCount(atomCount: count)))
      #expect((LegalCompletion(graph, alphabet: alphabet) != nil) == exists)
      counts[exists ? 1 : 0] += 1
    }
    #expect(counts.allSatisfy { $0 > 300 })
  }

  @Test func connectivityIsAChoice() throws {
    let alphabet = try alphabet("H")
    let graph = try MaskedGraph(kinds: [0, 0, 0, 0], orders: [Int8](repeating: -1, count: 6))
    #expect(LegalCompletion(graph, alphabet: alphabet) == nil)
    var completion = try #require(LegalCompletion(graph, alphabet: alphabet, connectivity: .free))
    let before = completion.allowedOrders(between: 0, and: 1)
    let isRevealed = completion.reveal(order: 1, between: 0, and: 1)
    let after = completion.allowedOrders(between: 2, and: 3)
    #expect(before == [.none, .single] && isRevealed && after == .single)
  }

  @Test func refusesWhatIsNotAllowed() throws {
    let alphabet = try alphabet("H C")
    var completion = try #require(LegalCompletion(MaskedGraph(atomCount: 5), alphabet: alphabet))
    func reveal(kind: Int, _ atom: Int) -> Bool { completion.reveal(kind: kind, ofAtom: atom) }
    func reveal(order: Int, _ one: Int, _ other: Int) -> Bool { completion.reveal(order: order, between: one, and: other) }
    func orders(_ one: Int, _ other: Int) -> AllowedOrders { completion.allowedOrders(between: one, and: other) }
    #expect(!reveal(order: 1, 0, 1) && !reveal(kind: 2, 0) && !reveal(kind: -1, 0))
    #expect(completion.graph == MaskedGraph(atomCount: 5))
    for atom in 0..<4 { #expect(reveal(kind: 0, atom)) }
    let kinds = completion.allowedKinds(ofAtom: 4)
    #expect(kinds == [false, true] && !reveal(kind: 0, 4) && reveal(kind: 1, 4))
    // What is known stays so.
    #expect(reveal(kind: 1, 4) && !reveal(kind: 0, 4))
    #expect(orders(4, 2) == .single && orders(0, 1) == .none)
    for order in [-1, 0, 2, 3, 4, 1000] { #expect(!reveal(order: order, 2, 4)) }
    #expect(completion.graph.order(between: 2, and: 4) == -1)
    #expect(reveal(order: 1, 2, 4) && orders(2, 4) == .single)
    var foreign = MaskedGraph(atomCount: 1)
    foreign.reveal(kind: 7, ofAtom: 0)
    #expect(LegalCompletion(foreign, alphabet: alphabet) == nil)
    #expect(LegalCompletion(MaskedGraph(atomCount: 0), alphabet: alphabet)?.completed == MaskedGraph(atomCount: 0))
  }

  /// Questions change nothing, however many there are.
  @Test func questionsLeaveTheStateAsItIs() throws {
    let alphabet = try alphabet("H C N O S")
    var generator = SeededGenerator(state: 9)
    for _ in 0..<20 {
      var completion = try #require(LegalCompletion(MaskedGraph(atomCount: 12), alphabet: alphabet))
      let order = generator.revealOrder(atomCount: 12)
      let areRevealed = order.prefix(40).allSatisfy { generator.reveal($0, in: &completion) }
      let before = completion.completed
      let pairs = completion.graph.orders.indices.map { MaskedGraph.atoms(ofPair: $0) }
      let answers = pairs.map { completion.allowedOrders(between: $0.first, and: $0.second) }
      let others = pairs.reversed().map { completion.allowedOrders(between: $0.first, and: $0.second) }
      #expect(areRevealed && others == answers.reversed() && completion.completed == before)
    }
  }

  /// What random allowed values lead to is legal and connected; and a way to it is allowed at every step, whatever the order.
  @Test(arguments: ["H C N O", "H C N N+1 O O-1 S P F", "O", "H O", "H C", "C S P B-1"])
  func everyWayEndsLegalAndEveryLegalGraphCanBeReached(texts: String) throws {
    let alphabet = try alphabet(texts)
    var generator = SeededGenerator(state: 10)
    var (atoms, refused, undecided) = (0, 0, 0)
    for round in 0..<150 {
      let count = 2 + round % 24
      let found = generator.legalGraph(atomCount: count, alphabet: alphabet)
      let made = try #require(found)
      #expect(made.graph.isLegal(alphabet))
      undecided += made.undecidedCount
      atoms += count
      var completion = try #require(LegalCompletion(MaskedGraph(atomCount: count), alphabet: alphabet))
      for place in generator.revealOrder(atomCount: count) where !reveal(place, of: made.graph, in: &completion) { refused += 1 }
      undecided += completion.undecidedCount
    }
    print("\(texts): \(undecided) undecided")
    #expect(refused == 0 && atoms > 1000)
  }

  private func reveal(_ place: Int, of graph: MaskedGraph, in completion: inout LegalCompletion) -> Bool {
    if place < graph.atomCount { return completion.reveal(kind: Int(graph.kinds[place]), ofAtom: place) }
    let (first, second) = MaskedGraph.atoms(ofPair: place - graph.atomCount)
    return completion.reveal(order: Int(graph.orders[place - graph.atomCount]), between: first, and: second)
  }

  @Test(arguments: [65, 128, 200])
  func largeGraphs(count: Int) throws {
    let alphabet = try alphabet("H C N O S")
    var generator = SeededGenerator(state: UInt64(count))
    var completion = try #require(LegalCompletion(MaskedGraph(atomCount: count), alphabet: alphabet))
    var refused = 0
    for atom in 0..<count where !generator.reveal(atom, in: &completion) { refused += 1 }
    // Every eighth pair gets any value that is allowed, the others what the witness has at the time.
    for pair in completion.graph.orders.indices.shuffled(using: &generator) {
      let (first, second) = MaskedGraph.atoms(ofPair: pair)
      let order = completion.completedOrder(between: first, and: second)
      let isRevealed = pair % 8 == 0 ? generator.reveal(count + pair, in: &completion) : completion.reveal(order: order, between: first, and: second)
      if !isRevealed { refused += 1 }
    }
    #expect(refused == 0 && completion.graph.isLegal(alphabet))
    print("\(count) atoms: \(completion.undecidedCount) undecided")
  }
}
