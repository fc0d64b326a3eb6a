/// How many electron pairs two atoms share, as the files write it; raw values are those of CTfiles.
public enum BondOrder: Int, Hashable, Sendable, CaseIterable {
  case single = 1
  case double, triple
  /// A bond of an aromatic ring whose double bonds have no place.
  case aromatic
}
