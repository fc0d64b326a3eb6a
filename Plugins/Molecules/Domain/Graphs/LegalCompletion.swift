/// A masked graph that is only ever revealed in ways that can still become a legal graph.
///
/// A graph is legal when every atom's total bond order is one that its kind may have, no order exceeds 3, and bonds hold all
/// atoms together (unless connectivity is free). Behind every state stands a witness: a whole legal graph that agrees with all
/// that is known.
///
///     guard var completion = LegalCompletion(MaskedGraph(atomCount: 18), alphabet: alphabet) else { … }
///     let orders = completion.allowedOrders(between: 0, and: 1)
///     completion.reveal(order: 2, between: 0, and: 1)
///
/// What is guaranteed:
/// - A `true` has a legal graph behind it, so whatever is revealed, in whatever order, the fully known graph is legal.
/// - There is always a way on: the witness's own value is allowed at every place, so no set of allowed values is empty.
/// - Questions change nothing: an answer does not depend on the questions before it, and what was answered by `true` can be
///   revealed.
/// - A `false` is the truth, unless the search was broken off: then `undecidedCount` grows. Whether a completion exists
///   contains the question for a Hamiltonian path, so every method of bounded time must give up somewhere. With the default
///   effort that is rare; the tests hold every answer against all legal graphs of up to 7 atoms.
///
/// Method: a question that the witness does not answer is first put to a repair of the witness by short alternating trails and
/// exchanges of bonds between its parts, then to an exhaustive search with propagation (`CompletionSearch`).
public struct LegalCompletion: Sendable {
  public let alphabet: AtomAlphabet
  public let connectivity: Connectivity
  /// How many decisions an exhaustive search may try.
  public let effort: Int
  /// What is known.
  public private(set) var graph: MaskedGraph
  /// How many questions were answered by `false` because a search was broken off.
  public private(set) var undecidedCount = 0

  private var witness: WitnessGraph
  private var search: CompletionSearch
  /// All totals that some kind may have, as bits: what a hidden atom may have.
  private let anyValence: UInt32

  // What known bonds hold together: the group of each atom, what the atoms of each group may still take up at most, and both
  // over all groups.
  private var groups: [Int]
  private var groupRests: [Int]
  private var groupCount = 0
  private var restSum = 0

  /// The changes of the witness behind the last question's answers, by order or kind; nil where the answer was `false`.
  private var lastQuestion = Question.none
  private var lastChanges: [[WitnessGraph.Change]?] = []

  private enum Question: Equatable {
    case none
    case order(Int, Int)
    case kind(Int)
  }

  private static var repairSteps: Int { 200 }

  /// Nil when no legal completion was found: there is none, or the search was broken off.
  ///
  /// - Parameter effort: how many decisions an exhaustive search may try before it is broken off.
  public init?(_ graph: MaskedGraph, alphabet: AtomAlphabet, connectivity: Connectivity = .required, effort: Int = 5_000) {
    guard graph.kinds.allSatisfy({ $0 < alphabet.count }) else { return nil }
    self.graph = graph
    self.alphabet = alphabet
    self.connectivity = connectivity
    self.effort = effort
    let anyValence = alphabet.valenceBits.reduce(0, |)
    self.anyValence = anyValence
    let allowed = graph.kinds.map { $0 < 0 ? anyValence : alphabet.valenceBits[Int($0)] }
    witness = WitnessGraph(allowed: allowed, connectivity: connectivity)
    search = CompletionSearch(connectivity: connectivity)
    groups = Array(graph.kinds.indices)
    groupRests = groups
    for second in 0..<graph.atomCount {
      for first in 0..<second {
        let order = Int(graph.order(between: first, and: second))
        guard order >= 0 else { continue }
        witness.setOpen(first, second, false)
        if order > 0 { witness.change(first, second, by: order) }
      }
    }
    guard search.solve(witness, budget: effort) == .found else { return nil }
    witness.apply(searchedChanges())
    measureGroups()
  }

  /// A legal graph that agrees with all that is known. Of a hidden atom it gives the first kind that may have its bonds.
  public var completed: MaskedGraph {
    var result = graph
    for atom in 0..<graph.atomCount where graph.kinds[atom] < 0 {
      let kind = alphabet.valenceBits.firstIndex { $0 >> UInt32(witness.totals[atom]) & 1 != 0 }
      result.reveal(kind: Int8(kind ?? 0), ofAtom: atom)
    }
    for second in 0..<graph.atomCount {
      for first in 0..<second { result.reveal(order: Int8(witness.order(first, second)), between: first, and: second) }
    }
    return result
  }

  /// The order that the bond of two different atoms has in `completed`.
  public func completedOrder(between one: Int, and other: Int) -> Int { witness.order(one, other) }

  // MARK: Pairs

  /// The orders that the bond of two different atoms may have: those behind which a legal completion was found; of a known pair
  /// its own; empty when the kind of either atom is hidden.
  public mutating func allowedOrders(between one: Int, and other: Int) -> AllowedOrders {
    var result: AllowedOrders = []
    for order in 0...3 where canReveal(order: order, between: one, and: other) { result.insert(AllowedOrders(order: order)) }
    return result
  }

  /// Whether a legal completion was found in which the bond of two different atoms has an order; false when the kind of either
  /// atom is hidden.
  public mutating func canReveal(order: Int, between one: Int, and other: Int) -> Bool {
    guard graph.kinds[one] >= 0, graph.kinds[other] >= 0, 0...3 ~= order else { return false }
    if witness.order(one, other) == order { return true }
    guard witness.isOpen(one, other), isConceivable(order, one, other) else { return false }
    return answer(.order(min(one, other), max(one, other)), order, of: 4) { completion in
      completion.changes(order, one, other)
    }
  }

  /// Makes the order of a bond known. False, and nothing is changed, when that is not allowed.
  public mutating func reveal(order: Int, between one: Int, and other: Int) -> Bool {
    guard canReveal(order: order, between: one, and: other) else { return false }
    if witness.order(one, other) != order { witness.apply(lastChanges[order] ?? []) }
    witness.setOpen(one, other, false)
    graph.reveal(order: Int8(order), between: one, and: other)
    lastQuestion = .none
    if order > 0 { measureGroups() }
    return true
  }

  /// What must hold, by sums alone, for an order to be allowed: the atoms may have it, and what the groups of known bonds may
  /// still take up then suffices to join them.
  private func isConceivable(_ order: Int, _ one: Int, _ other: Int) -> Bool {
    guard order > 0, connectivity == .required else { return true }
    let (group, otherGroup) = (groups[one], groups[other])
    let isSame = group == otherGroup
    let rest = groupRests[group] + (isSame ? 0 : groupRests[otherGroup]) - 2 * order
    let count = isSame ? groupCount : groupCount - 1
    return count == 1 || (rest >= 1 && restSum - 2 * order >= 2 * (count - 1))
  }

  /// The changes that give a pair an order, or nil when none were found.
  private mutating func changes(_ order: Int, _ one: Int, _ other: Int) -> [WitnessGraph.Change]? {
    let old = witness.order(one, other)
    witness.setOpen(one, other, false)
    defer { witness.setOpen(one, other, true) }
    witness.trail.removeAll(keepingCapacity: true)
    // One unit at a time: two atoms with a fault of one each are soon mended.
    let amount = order > old ? 1 : -1
    var isMended = true
    for _ in 0..<abs(order - old) where isMended {
      witness.trail.append(WitnessGraph.Change(first: Int32(one), second: Int32(other), amount: Int8(amount)))
      witness.change(one, other, by: amount)
      isMended = witness.repair(steps: Self.repairSteps)
    }
    let trail = witness.trail
    takeBack(trail)
    if isMended { return trail }
    witness.change(one, other, by: order - old)
    defer { witness.change(one, other, by: old - order) }
    return searched().map { changes in
      changes + repeatElement(WitnessGraph.Change(first: Int32(one), second: Int32(other), amount: Int8(amount)), count: abs(order - old))
    }
  }

  // MARK: Atoms

  /// For every kind of the alphabet whether a legal completion was found in which an atom is of it; of a known atom its own.
  public mutating func allowedKinds(ofAtom atom: Int) -> [Bool] {
    alphabet.kinds.indices.map { canReveal(kind: $0, ofAtom: atom) }
  }

  /// Whether a legal completion was found in which an atom is of a kind.
  public mutating func canReveal(kind: Int, ofAtom atom: Int) -> Bool {
    guard alphabet.kinds.indices ~= kind else { return false }
    guard graph.kinds[atom] < 0 else { return graph.kinds[atom] == kind }
    let bits = alphabet.valenceBits[kind]
    if bits >> UInt32(witness.totals[atom]) & 1 != 0 { return true }
    // Kinds that may have the same totals share an answer.
    let first = alphabet.valenceBits.firstIndex(of: bits) ?? kind
    return answer(.kind(atom), first, of: alphabet.count) { completion in completion.changes(bits, atom) }
  }

  /// Makes the kind of an atom known. False, and nothing is changed, when that is not allowed.
  public mutating func reveal(kind: Int, ofAtom atom: Int) -> Bool {
    guard canReveal(kind: kind, ofAtom: atom) else { return false }
    guard graph.kinds[atom] < 0 else { return true }
    let bits = alphabet.valenceBits[kind]
    if bits >> UInt32(witness.totals[atom]) & 1 == 0 {
      witness.apply(lastChanges[alphabet.valenceBits.firstIndex(of: bits) ?? kind] ?? [])
    }
    witness.allowed[atom] = bits
    graph.reveal(kind: Int8(kind), ofAtom: atom)
    lastQuestion = .none
    measureGroups()
    return true
  }

  /// The changes that make an atom's total one of some, or nil when none were found.
  private mutating func changes(_ bits: UInt32, _ atom: Int) -> [WitnessGraph.Change]? {
    witness.allowed[atom] = bits
    defer { witness.allowed[atom] = anyValence }
    witness.trail.removeAll(keepingCapacity: true)
    let isMended = witness.repair(steps: Self.repairSteps)
    let trail = witness.trail
    takeBack(trail)
    return isMended ? trail : searched()
  }

  // MARK: What both share

  /// The answer to a question, from the last time or by a search.
  private mutating func answer(
    _ question: Question, _ value: Int, of count: Int, _ search: (inout LegalCompletion) -> [WitnessGraph.Change]?
  ) -> Bool {
    if lastQuestion != question {
      lastQuestion = question
      lastChanges = [[WitnessGraph.Change]?](repeating: nil, count: count)
    }
    if lastChanges[value] == nil { lastChanges[value] = search(&self) }
    return lastChanges[value] != nil
  }

  private mutating func takeBack(_ trail: [WitnessGraph.Change]) {
    for change in trail.reversed() { witness.change(Int(change.first), Int(change.second), by: -Int(change.amount)) }
  }

  /// The changes that lead from the witness to what an exhaustive search finds, or nil.
  private mutating func searched() -> [WitnessGraph.Change]? {
    switch search.solve(witness, budget: effort) {
    case .found: return searchedChanges()
    case .impossible: return nil
    case .undecided:
      undecidedCount += 1
      return nil
    }
  }

  /// The changes from the witness to what the search has found.
  private func searchedChanges() -> [WitnessGraph.Change] {
    var places = [Int](repeating: -1, count: graph.atomCount)
    for (place, atom) in search.atoms.enumerated() { places[atom] = place }
    var result: [WitnessGraph.Change] = []
    for second in 0..<graph.atomCount {
      for first in 0..<second where witness.isOpen(first, second) {
        let isSearched = places[first] >= 0 && places[second] >= 0
        let difference = (isSearched ? search.order(places[first], places[second]) : 0) - witness.order(first, second)
        guard difference != 0 else { continue }
        let change = WitnessGraph.Change(first: Int32(first), second: Int32(second), amount: Int8(difference.signum()))
        result.append(contentsOf: repeatElement(change, count: abs(difference)))
      }
    }
    return result
  }

  /// What known bonds hold together, and what it may still take up.
  private mutating func measureGroups() {
    for atom in groups.indices { (groups[atom], groupRests[atom]) = (-1, 0) }
    (groupCount, restSum) = (0, 0)
    var waiting: [Int] = []
    for start in groups.indices where groups[start] < 0 {
      groupCount += 1
      groups[start] = start
      waiting.append(start)
      while let atom = waiting.popLast() {
        var rest = 31 - witness.allowed[atom].leadingZeroBitCount
        for word in 0..<witness.wordCount {
          let row = atom * witness.wordCount + word
          var known = witness.bonds[row] & ~witness.open[row]
          while known != 0 {
            let other = word << 6 + known.trailingZeroBitCount
            known &= known - 1
            rest -= witness.order(atom, other)
            if groups[other] < 0 {
              groups[other] = start
              waiting.append(other)
            }
          }
        }
        groupRests[start] += rest
        restSum += rest
      }
    }
  }
}
