/// A whole graph beside what is demanded of it: the legal completion that stands behind every answer of `LegalCompletion`.
///
/// Sets of atoms are rows of 64-bit words, so that walks over a graph of at most 64 atoms touch one word an atom.
struct WitnessGraph: Sendable {
  /// One order made greater or smaller by one.
  struct Change: Sendable {
    let first: Int32
    let second: Int32
    let amount: Int8
  }

  let atomCount: Int
  /// How many words a set of atoms has.
  let wordCount: Int
  let connectivity: Connectivity

  /// The total bond orders that an atom may have, as bits.
  var allowed: [UInt32]
  /// The pairs that may be changed, a row an atom.
  private(set) var open: [UInt64]
  /// The order of every pair, a row an atom.
  private(set) var orders: [Int8]
  /// The pairs that have a bond, a row an atom.
  private(set) var bonds: [UInt64]
  private(set) var totals: [Int]

  // What the repair keeps.
  /// The changes since it began.
  var trail: [Change] = []
  /// How far each atom's total is from an allowed one, their sum, and the atoms where that is not 0.
  var distances: [Int]
  var distanceSum = 0
  var wrong: [UInt64]
  /// How much the repair may still do.
  var steps = 0

  /// A graph without bonds of which every pair is open.
  init(allowed: [UInt32], connectivity: Connectivity) {
    let count = allowed.count
    let words = max((count + 63) / 64, 1)
    atomCount = count
    wordCount = words
    self.connectivity = connectivity
    self.allowed = allowed
    orders = [Int8](repeating: 0, count: count * count)
    bonds = [UInt64](repeating: 0, count: count * words)
    totals = [Int](repeating: 0, count: count)
    distances = totals
    wrong = [UInt64](repeating: 0, count: words)
    open = bonds
    for atom in 0..<count {
      for other in 0..<count where other != atom { open[atom * words + other >> 6] |= 1 << UInt64(other & 63) }
    }
  }

  func order(_ one: Int, _ other: Int) -> Int { Int(orders[one * atomCount + other]) }

  func isOpen(_ one: Int, _ other: Int) -> Bool { open[one * wordCount + other >> 6] >> UInt64(other & 63) & 1 != 0 }

  mutating func setOpen(_ one: Int, _ other: Int, _ isOpen: Bool) {
    let (oneBit, otherBit) = (UInt64(1) << UInt64(one & 63), UInt64(1) << UInt64(other & 63))
    if isOpen {
      open[one * wordCount + other >> 6] |= otherBit
      open[other * wordCount + one >> 6] |= oneBit
    } else {
      open[one * wordCount + other >> 6] &= ~otherBit
      open[other * wordCount + one >> 6] &= ~oneBit
    }
  }

  /// Changes an order, and nothing that the repair keeps.
  mutating func change(_ one: Int, _ other: Int, by amount: Int) {
    let order = order(one, other) + amount
    orders[one * atomCount + other] = Int8(order)
    orders[other * atomCount + one] = Int8(order)
    totals[one] += amount
    totals[other] += amount
    if order == amount || order == 0 {
      bonds[one * wordCount + other >> 6] ^= 1 << UInt64(other & 63)
      bonds[other * wordCount + one >> 6] ^= 1 << UInt64(one & 63)
    }
  }

  mutating func apply(_ changes: [Change]) {
    for change in changes { self.change(Int(change.first), Int(change.second), by: Int(change.amount)) }
  }

  /// How far a total is from the nearest of some allowed ones.
  static func distance(_ total: Int, _ allowed: UInt32) -> Int {
    let above = (allowed >> UInt32(total)).trailingZeroBitCount
    let below = (allowed << UInt32(31 - total)).leadingZeroBitCount
    return min(above, below)
  }

  /// Whether bonds hold all atoms together.
  var isConnected: Bool {
    if wordCount == 1 {
      let all = atomCount == 64 ? UInt64.max : 1 << UInt64(atomCount) - 1
      var (reached, waiting): (UInt64, UInt64) = (1, 1)
      while waiting != 0 {
        let new = bonds[waiting.trailingZeroBitCount] & ~reached
        waiting = waiting & (waiting - 1) | new
        reached |= new
      }
      return reached == all
    }
    return part(of: 0).reduce(0) { $0 + $1.nonzeroBitCount } == atomCount
  }

  /// The atoms that bonds hold together with one, as a set.
  func part(of atom: Int) -> [UInt64] {
    var reached = [UInt64](repeating: 0, count: wordCount)
    reached[atom >> 6] |= 1 << UInt64(atom & 63)
    var waiting = [atom]
    while let atom = waiting.popLast() {
      for word in 0..<wordCount {
        var new = bonds[atom * wordCount + word] & ~reached[word]
        reached[word] |= new
        while new != 0 {
          waiting.append(word << 6 + new.trailingZeroBitCount)
          new &= new - 1
        }
      }
    }
    return reached
  }
}
