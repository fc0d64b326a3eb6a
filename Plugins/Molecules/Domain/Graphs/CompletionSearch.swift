/// The search for a legal completion from nothing but what is known.
///
/// The atoms that may still take up bond orders and the open pairs between them are left of the problem; what known bonds hold
/// together is a group. The search adds one order to a pair or closes the pair, so that every choice of orders is met once and
/// only once, and follows each decision by what it entails (`CompletionSearch+Consequences`). It ends with a completion, with
/// the proof that there is none, or when its budget is spent.
struct CompletionSearch: Sendable {
  enum Outcome {
    case found
    /// There is no completion.
    case impossible
    /// The budget was spent before either was known.
    case undecided
  }

  /// A decision: how many orders an atom takes up, where several numbers are allowed; or one order more of a pair.
  enum Choice {
    case rest(Int, Int)
    case pair(Int, Int)
  }

  /// What to try first where an atom may take up several numbers of orders.
  enum Policy: CaseIterable {
    /// What it has in the witness, otherwise the least.
    case likeWitness
    case most
    /// Nothing: bonds decide.
    case later
  }

  let connectivity: Connectivity
  /// Of each atom here, its number in the whole graph.
  private(set) var atoms: [Int] = []
  /// The orders that the search has added to pairs of atoms here: a row an atom.
  private(set) var added: [Int8] = []

  var count: Int { atoms.count }
  private(set) var wordCount = 1

  /// A state of the search for each level of it, one after the other. First the open pairs, a row an atom.
  var open: [UInt64] = []
  /// How many orders each atom may still take up, as bits.
  var wanted: [UInt32] = []
  /// The atom that gives each atom's group its name.
  var groups: [Int32] = []
  /// The number of groups at the present level, and their members and sums by name.
  var groupCount = 0
  var members: [UInt64] = []
  var sums: [Int] = []
  /// What each atom would take up if it went as in the graph that was given, and what to try first.
  var hints: [Int] = []
  var policy = Policy.likeWitness
  /// What walks over the open pairs have reached, and where they go on from.
  var reached: [UInt64] = []
  var waiting: [Int] = []
  /// Whether the last look at what follows found something.
  var hasChanged = false

  private var trail: [(Int, Int)] = []
  private var nodes = 0

  init(connectivity: Connectivity) { self.connectivity = connectivity }

  /// Looks for orders of the open pairs of a graph; those of the others are kept.
  ///
  /// - Parameter budget: how many decisions may be tried, in three parts that differ in what they try first.
  mutating func solve(_ graph: WitnessGraph, budget: Int) -> Outcome {
    for policy in Policy.allCases {
      guard prepare(graph) else { return .impossible }
      self.policy = policy
      nodes = max(budget / Policy.allCases.count, 1)
      if descend(0) { return .found }
      if nodes > 0 { return .impossible }
    }
    return .undecided
  }

  // MARK: Preparation

  /// False when there is plainly no completion.
  private mutating func prepare(_ graph: WitnessGraph) -> Bool {
    let (rests, names) = Self.known(graph)
    atoms.removeAll(keepingCapacity: true)
    for atom in 0..<graph.atomCount {
      if rests[atom] == 0 { return false }
      if rests[atom] != 1 { atoms.append(atom) }
    }
    if connectivity == .required, graph.atomCount > 1, !areAllGroupsHere(names) { return false }
    trail.removeAll(keepingCapacity: true)
    wordCount = max((count + 63) / 64, 1)
    open = [UInt64](repeating: 0, count: count * wordCount)
    added = [Int8](repeating: 0, count: count * count)
    members = open
    reached = [UInt64](repeating: 0, count: wordCount)
    sums = [Int](repeating: 0, count: count)
    wanted = atoms.map { rests[$0] }
    // A rest is an allowed total without the known orders, so their greatest bits differ by the sum of those.
    hints = atoms.map { graph.totals[$0] - (rests[$0].leadingZeroBitCount - graph.allowed[$0].leadingZeroBitCount) }
    for one in 0..<count {
      for other in 0..<one where graph.isOpen(atoms[one], atoms[other]) {
        open[one * wordCount + other >> 6] |= 1 << UInt64(other & 63)
        open[other * wordCount + one >> 6] |= 1 << UInt64(one & 63)
      }
    }
    var places = [Int32](repeating: -1, count: graph.atomCount)
    groups = (0..<count).map { place in
      let name = names[atoms[place]]
      if places[name] < 0 { places[name] = Int32(place) }
      return places[name]
    }
    return true
  }

  /// What each atom may still take up, and the names of the groups that closed pairs hold together.
  private static func known(_ graph: WitnessGraph) -> (rests: [UInt32], names: [Int]) {
    var rests = graph.allowed
    var names = [Int](repeating: -1, count: graph.atomCount)
    var waiting: [Int] = []
    for start in 0..<graph.atomCount where names[start] < 0 {
      names[start] = start
      waiting.append(start)
      while let atom = waiting.popLast() {
        var sum = 0
        for word in 0..<graph.wordCount {
          let row = atom * graph.wordCount + word
          var rest = graph.bonds[row] & ~graph.open[row]
          while rest != 0 {
            let other = word << 6 + rest.trailingZeroBitCount
            rest &= rest - 1
            sum += graph.order(atom, other)
            if names[other] < 0 {
              names[other] = start
              waiting.append(other)
            }
          }
        }
        rests[atom] >>= UInt32(sum)
      }
    }
    return (rests, names)
  }

  /// Whether each of several groups has an atom that may still be bonded.
  private func areAllGroupsHere(_ names: [Int]) -> Bool {
    var isHere = [Bool](repeating: false, count: names.count)
    for atom in atoms { isHere[names[atom]] = true }
    var all = 0
    for (atom, name) in names.enumerated() where atom == name { all += 1 }
    return all == 1 || isHere.count { $0 } == all
  }

  // MARK: Descent

  /// Searches from the state of a level. When it fails it has taken back what it added.
  private mutating func descend(_ level: Int) -> Bool {
    let mark = trail.count
    while follow(level) {
      guard let choice = choice(level) else { return true }
      nodes -= 1
      guard nodes > 0 else { break }
      copy(level)
      let before = trail.count
      if make(choice, level + 1), descend(level + 1) { return true }
      takeBack(to: before)
      guard nodes > 0 else { break }
      exclude(choice, level)
    }
    takeBack(to: mark)
    return false
  }

  private mutating func make(_ choice: Choice, _ level: Int) -> Bool {
    switch choice {
    case .rest(let atom, let rest):
      wanted[level * count + atom] = 1 << UInt32(rest)
      return true
    case .pair(let one, let other): return add(one, other, level)
    }
  }

  private mutating func takeBack(to mark: Int) {
    while trail.count > mark {
      let (one, other) = trail.removeLast()
      added[one * count + other] -= 1
      added[other * count + one] -= 1
    }
  }

  /// Makes the next level's state that of a level.
  private mutating func copy(_ level: Int) {
    let (words, next) = (count * wordCount, level + 1)
    if open.count < (next + 1) * words {
      open.append(contentsOf: repeatElement(0, count: words))
      wanted.append(contentsOf: repeatElement(0, count: count))
      groups.append(contentsOf: repeatElement(0, count: count))
    }
    for index in 0..<words { open[next * words + index] = open[level * words + index] }
    for index in 0..<count {
      wanted[next * count + index] = wanted[level * count + index]
      groups[next * count + index] = groups[level * count + index]
    }
  }

  func order(_ one: Int, _ other: Int) -> Int { Int(added[one * count + other]) }

  /// Adds one order to a pair, and joins its groups. False when an atom may not have it.
  mutating func add(_ one: Int, _ other: Int, _ level: Int) -> Bool {
    trail.append((one, other))
    added[one * count + other] += 1
    added[other * count + one] += 1
    if order(one, other) == 3 { close(one, other, level) }
    let base = level * count
    wanted[base + one] >>= 1
    wanted[base + other] >>= 1
    let (name, old) = (groups[base + one], groups[base + other])
    if name != old { for atom in base..<base + count where groups[atom] == old { groups[atom] = name } }
    return wanted[base + one] != 0 && wanted[base + other] != 0
  }

  mutating func close(_ one: Int, _ other: Int, _ level: Int) {
    let base = level * count
    open[(base + one) * wordCount + other >> 6] &= ~(1 << UInt64(other & 63))
    open[(base + other) * wordCount + one >> 6] &= ~(1 << UInt64(one & 63))
  }

  /// The greatest number of orders that an atom may still take up.
  func most(_ atom: Int, _ level: Int) -> Int { 31 - wanted[level * count + atom].leadingZeroBitCount }

  func openCount(_ atom: Int, _ level: Int) -> Int {
    let row = (level * count + atom) * wordCount
    return (0..<wordCount).reduce(0) { $0 + open[row + $1].nonzeroBitCount }
  }
}
