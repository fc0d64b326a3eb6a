import MoleculeDomain
import TestInputs

/// All legal graphs of few atoms, by trying every kind of every atom and every order of every pair.
struct LegalGraphs {
  private let alphabet: AtomAlphabet
  private let connectivity: Connectivity
  private(set) var all: [MaskedGraph] = []

  /// - Parameter kinds: −1 for atoms of every kind.
  init(kinds: [Int8], alphabet: AtomAlphabet, connectivity: Connectivity) {
    self.alphabet = alphabet
    self.connectivity = connectivity
    var graph = MaskedGraph(atomCount: kinds.count)
    chooseKinds(&graph, kinds, 0)
  }

  private mutating func chooseKinds(_ graph: inout MaskedGraph, _ kinds: [Int8], _ atom: Int) {
    guard atom < kinds.count else {
      var totals = [Int](repeating: 0, count: kinds.count)
      return chooseOrders(&graph, 0, 1, &totals)
    }
    for kind in alphabet.kinds.indices where kinds[atom] < 0 || kinds[atom] == Int8(kind) {
      graph.reveal(kind: Int8(kind), ofAtom: atom)
      chooseKinds(&graph, kinds, atom + 1)
    }
  }

  /// The pairs of the first atom, then the other ones of the second, …: whatever is whole and not allowed is left at once.
  private mutating func chooseOrders(_ graph: inout MaskedGraph, _ first: Int, _ second: Int, _ totals: inout [Int]) {
    guard second < graph.atomCount else {
      let isAllowed = alphabet.valences[Int(graph.kinds[first])].contains(totals[first])
      if isAllowed, first + 1 < graph.atomCount { return chooseOrders(&graph, first + 1, first + 2, &totals) }
      if isAllowed, graph.isLegal(alphabet, connectivity) { all.append(graph) }
      return
    }
    for order in 0...3 {
      guard totals[first] + order <= greatest(first, graph), totals[second] + order <= greatest(second, graph) else { break }
      graph.reveal(order: Int8(order), between: first, and: second)
      totals[first] += order
      totals[second] += order
      chooseOrders(&graph, first, second + 1, &totals)
      totals[first] -= order
      totals[second] -= order
    }
  }

  private func greatest(_ atom: Int, _ graph: MaskedGraph) -> Int { alphabet.valences[Int(graph.kinds[atom])].last ?? 0 }

  /// Whether a whole graph has all that is known of another.
  static func agrees(_ whole: MaskedGraph, _ known: MaskedGraph) -> Bool {
    for (atom, kind) in known.kinds.enumerated() where kind >= 0 && kind != whole.kinds[atom] { return false }
    for (pair, order) in known.orders.enumerated() where order >= 0 && order != whole.orders[pair] { return false }
    return true
  }
}

extension SeededGenerator {
  /// A true value of those that are marked.
  mutating func choice(_ isAllowed: [Bool]) -> Int? {
    let values = isAllowed.indices.filter { isAllowed[$0] }
    return values.isEmpty ? nil : values[below(values.count)]
  }

  /// The places of a graph in a random order in which a pair follows its atoms: an atom as its number, a pair as the number
  /// of atoms and its own.
  mutating func revealOrder(atomCount: Int) -> [Int] {
    var known = [Bool](repeating: false, count: atomCount)
    var (order, waiting) = ([Int](), [Int]())
    for place in (0..<atomCount + MaskedGraph.pairCount(atomCount: atomCount)).shuffled(using: &self) {
      guard place < atomCount else {
        waiting.append(place)
        continue
      }
      known[place] = true
      order.append(place)
      // Some of the pairs that have become possible go before the next atom.
      waiting.removeAll { pair in
        let (first, second) = MaskedGraph.atoms(ofPair: pair - atomCount)
        guard known[first], known[second], below(2) == 0 else { return false }
        order.append(pair)
        return true
      }
    }
    return order + waiting
  }

  /// A legal graph: every place gets a random one of its allowed values, no bond more often than the others.
  mutating func legalGraph(atomCount: Int, alphabet: AtomAlphabet, connectivity: Connectivity = .required) -> LegalCompletion? {
    guard var completion = LegalCompletion(MaskedGraph(atomCount: atomCount), alphabet: alphabet, connectivity: connectivity) else { return nil }
    for place in revealOrder(atomCount: atomCount) where !reveal(place, in: &completion) { return nil }
    return completion
  }

  /// Reveals a random allowed value. False when there is none, or it is refused after all.
  mutating func reveal(_ place: Int, in completion: inout LegalCompletion) -> Bool {
    let count = completion.graph.atomCount
    if place < count {
      return choice(completion.allowedKinds(ofAtom: place)).map { completion.reveal(kind: $0, ofAtom: place) } ?? false
    }
    let (first, second) = MaskedGraph.atoms(ofPair: place - count)
    let allowed = completion.allowedOrders(between: first, and: second)
    if allowed.contains(.none), below(2) == 0 { return completion.reveal(order: 0, between: first, and: second) }
    return choice((0...3).map { allowed.contains(order: $0) }).map { completion.reveal(order: $0, between: first, and: second) } ?? false
  }
}
