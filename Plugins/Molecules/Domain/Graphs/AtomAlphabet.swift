public import Files

/// The kinds of atoms that molecular graphs are made of, and the total bond orders that an atom of each may have.
///
/// Bonds are those of a Kekulé structure: orders 1, 2 and 3, no aromatic ones. The allowed totals of a kind are so the pairs
/// (0, v) of a valence table.
public struct AtomAlphabet: Hashable, Sendable {
  /// In ascending order.
  public let kinds: [AtomKind]
  /// The total bond orders that an atom of each kind may have, ascending.
  public let valences: [[Int]]

  /// The allowed totals of each kind as bits: bit v stands for a total of v.
  let valenceBits: [UInt32]

  /// Indices are kept as 8 bits with sign.
  static var largestCount: Int { 127 }
  /// Totals are kept as bits, and an atom is asked for one more than its greatest.
  static var largestValence: Int { 30 }

  /// - Parameters:
  ///   - kinds: in any order; a kind may be there more than once.
  ///   - table: what each kind may have.
  /// - Throws: `ProgramError` when there is no kind, or one for which the table knows no bonds without aromatic ones.
  public init(_ kinds: some Sequence<AtomKind>, table: ValenceTable = .corrected) throws(ProgramError) {
    let kinds = Set(kinds).sorted()
    try self.init(
      kinds,
      valences: kinds.map { kind in
        let bondings = table.bondings(of: kind.element, formalCharge: kind.formalCharge)
        return bondings.filter { $0.aromaticBonds == 0 }.map(\.otherOrders)
      })
  }

  /// - Throws: `ProgramError` when the kinds are not different ones in ascending order, or a kind's valences not in ascending
  ///   order within 0…30.
  private init(_ kinds: [AtomKind], valences: [[Int]]) throws(ProgramError) {
    guard 1...Self.largestCount ~= kinds.count else {
      throw Self.error("an alphabet of \(kinds.count) kinds of atoms", remedy: "give 1 to \(Self.largestCount) kinds")
    }
    for (kind, next) in zip(kinds, kinds.dropFirst()) where !(kind < next) {
      throw Self.error("\(next) follows \(kind) in an alphabet", remedy: "list each kind once, in ascending order")
    }
    for (kind, allowed) in zip(kinds, valences) {
      guard !allowed.isEmpty else {
        throw Self.error("no valence is known for \(kind)", remedy: "leave out molecules with such atoms")
      }
      let areAscending = zip(allowed, allowed.dropFirst()).allSatisfy { $0 < $1 }
      guard areAscending, allowed.allSatisfy({ 0...Self.largestValence ~= $0 }) else {
        throw Self.error("the valences of \(kind) are \(allowed)", remedy: "give them in ascending order, within 0…\(Self.largestValence)")
      }
    }
    self.kinds = kinds
    self.valences = valences
    valenceBits = valences.map { $0.reduce(0) { $0 | 1 << UInt32($1) } }
  }

  private static func error(_ problem: String, remedy: String) -> ProgramError { ProgramError(.data, problem, remedy: remedy) }

  public var count: Int { kinds.count }

  /// Whether an atom of a kind has one bond at most.
  public func isLeaf(_ kind: Int8) -> Bool { valenceBits[Int(kind)] & ~0b11 == 0 }

  /// The packed numbers of the pairs of atoms with such a number of leaves among the two. In a molecule of leaves alone, which two at
  /// most can be, one of a pair counts; in any other, a bond between two would leave both out.
  func pairs(of kinds: [Int8], leaves: (Int) -> Bool) -> [Int] {
    let leaf = kinds.map { isLeaf($0) ? 1 : 0 }
    let most = leaf.contains(0) ? 2 : 1
    var pairs: [Int] = []
    var pair = 0
    for second in kinds.indices {
      for first in 0..<second {
        if leaves(min(leaf[first] + leaf[second], most)) { pairs.append(pair) }
        pair += 1
      }
    }
    return pairs
  }

  public subscript(index: Int) -> AtomKind { kinds[index] }

  /// Nil when the kind is not in the alphabet.
  public func index(of kind: AtomKind) -> Int? {
    var (low, high) = (0, kinds.count)
    while low < high {
      let middle = (low + high) / 2
      if kinds[middle] < kind { low = middle + 1 } else { high = middle }
    }
    return low < kinds.count && kinds[low] == kind ? low : nil
  }
}

/// As a list of kinds, each with its valences: a stored alphabet keeps its meaning whatever tables there are later.
extension AtomAlphabet: Codable {
  private struct Entry: Codable {
    let kind: AtomKind
    let valences: [Int]
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let entries = try container.decode([Entry].self)
    do throws(ProgramError) {
      try self.init(entries.map(\.kind), valences: entries.map(\.valences))
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(zip(kinds, valences).map { Entry(kind: $0, valences: $1) })
  }
}
