/// A bond between two atoms of a molecule: an unordered pair, kept with the lower index first.
public struct Bond: Hashable, Sendable {
  /// Indices in the molecule's atoms, counted from 0; `first` ≤ `second`.
  public let first: Int
  public let second: Int
  public let order: BondOrder

  public init(_ one: Int, _ other: Int, _ order: BondOrder) {
    first = min(one, other)
    second = max(one, other)
    self.order = order
  }
}
