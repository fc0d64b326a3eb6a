public import Files

/// A molecular graph of which some atoms' kinds and some bonds are not known yet.
///
/// Bonds belong to unordered pairs of atoms, kept in packed upper-triangular order: the pair i < j has the index j(j − 1)/2 + i.
/// A pair is known only when the kinds of both of its atoms are.
public struct MaskedGraph: Hashable, Sendable {
  /// What stands for a kind or an order that is not known.
  public static let hidden: Int8 = -1
  public static let orderRange: ClosedRange<Int8> = 0...3

  /// Of each atom the index of its kind in an alphabet, −1 where hidden.
  public private(set) var kinds: [Int8]
  /// Of each pair the order of its bond, 0 for none, −1 where hidden.
  public private(set) var orders: [Int8]

  /// A graph of which nothing is known but its size.
  public init(atomCount: Int) {
    kinds = [Int8](repeating: Self.hidden, count: atomCount)
    orders = [Int8](repeating: Self.hidden, count: Self.pairCount(atomCount: atomCount))
  }

  /// - Throws: `ProgramError` when the number of orders is not that of the pairs, a value is outside its range, or an order
  ///   is known between atoms that are not.
  public init(kinds: [Int8], orders: [Int8]) throws(ProgramError) {
    guard orders.count == Self.pairCount(atomCount: kinds.count) else {
      throw Self.error("a graph of \(kinds.count) atoms has \(orders.count) pairs instead of \(Self.pairCount(atomCount: kinds.count))")
    }
    for (atom, kind) in kinds.enumerated() where kind < Self.hidden {
      throw Self.error("atom \(atom + 1) of a graph has the kind \(kind)")
    }
    for second in kinds.indices {
      for first in 0..<second {
        let order = orders[Self.pairIndex(first, second)]
        guard order != Self.hidden else { continue }
        guard Self.orderRange ~= order else { throw Self.error("the bond of atoms \(first + 1) and \(second + 1) has the order \(order)") }
        guard kinds[first] >= 0, kinds[second] >= 0 else {
          throw Self.error("the bond of atoms \(first + 1) and \(second + 1) is known, but not both atoms are")
        }
      }
    }
    self.kinds = kinds
    self.orders = orders
  }

  private static func error(_ problem: String) -> ProgramError { ProgramError(.data, problem, remedy: "correct the graph") }

  public var atomCount: Int { kinds.count }

  public static func pairCount(atomCount: Int) -> Int { atomCount * (atomCount - 1) / 2 }

  /// The index of a pair of different atoms, in either order.
  @inlinable public static func pairIndex(_ one: Int, _ other: Int) -> Int {
    let (first, second) = one < other ? (one, other) : (other, one)
    return second * (second - 1) / 2 + first
  }

  /// The atoms of the pair with an index: first < second.
  public static func atoms(ofPair index: Int) -> (first: Int, second: Int) {
    var second = Int((1 + (1 + 8 * Double(index)).squareRoot()) / 2)
    // The root may round across a whole number.
    while second * (second - 1) / 2 > index { second -= 1 }
    while (second + 1) * second / 2 <= index { second += 1 }
    return (index - second * (second - 1) / 2, second)
  }

  /// The order of the bond of two different atoms, 0 for none, −1 where hidden.
  @inlinable public func order(between one: Int, and other: Int) -> Int8 { orders[Self.pairIndex(one, other)] }

  public var isFullyKnown: Bool { !kinds.contains(Self.hidden) && !orders.contains(Self.hidden) }

  /// Makes a kind known. What was known of the atom is written over.
  public mutating func reveal(kind: Int8, ofAtom atom: Int) {
    precondition(kind >= 0, "a kind is an index")
    kinds[atom] = kind
  }

  /// Makes an order known. What was known of the pair is written over.
  public mutating func reveal(order: Int8, between one: Int, and other: Int) {
    precondition(Self.orderRange ~= order, "an order is 0, 1, 2 or 3")
    precondition(kinds[one] >= 0 && kinds[other] >= 0, "a pair is known only when both of its atoms are")
    orders[Self.pairIndex(one, other)] = order
  }

  /// Hides the kind of an atom, and with it all of its pairs.
  public mutating func hide(atom: Int) {
    kinds[atom] = Self.hidden
    for other in kinds.indices where other != atom { orders[Self.pairIndex(atom, other)] = Self.hidden }
  }

  public mutating func hide(pair index: Int) { orders[index] = Self.hidden }

  /// The graph of some atoms, given in ascending order, and of the pairs between them.
  func restricted(to atoms: [Int]) -> MaskedGraph {
    var part = MaskedGraph(atomCount: atoms.count)
    var pair = 0
    for (place, atom) in atoms.enumerated() {
      part.kinds[place] = kinds[atom]
      for other in atoms.prefix(place) {
        part.orders[pair] = orders[Self.pairIndex(other, atom)]
        pair += 1
      }
    }
    return part
  }
}
