/// An atom whose bonds a valence table does not allow.
public struct ValenceViolation: Hashable, Sendable, CustomStringConvertible {
  /// The index in the molecule's atoms, counted from 0.
  public let atom: Int
  public let element: Element
  public let formalCharge: Int
  public let bonding: ValenceTable.Bonding
  /// What the table allows; empty when it does not know the element with this charge.
  public let allowed: [ValenceTable.Bonding]

  /// Atoms count from 1 in the text, as in files: `atom 3 (N, charge 0) has valence 5; allowed are valence 3, …`.
  public var description: String {
    let name = "atom \(atom + 1) (\(element), charge \(formalCharge))"
    guard !allowed.isEmpty else { return "\(name) has \(bonding); no bonds are known for this charge" }
    return "\(name) has \(bonding); allowed are \(allowed.map(\.description).joined(separator: ", "))"
  }
}
