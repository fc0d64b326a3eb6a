/// The elements and the order of a bond.
public struct BondType: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// `first` ≤ `second`.
  public let first: Element
  public let second: Element
  public let order: BondOrder

  public init(_ one: Element, _ other: Element, _ order: BondOrder) {
    first = min(one, other)
    second = max(one, other)
    self.order = order
  }

  public init(_ bond: Bond, in molecule: Molecule) {
    self.init(molecule.atoms[bond.first].element, molecule.atoms[bond.second].element, bond.order)
  }

  public static func < (left: BondType, right: BondType) -> Bool {
    (left.first, left.second, left.order.rawValue) < (right.first, right.second, right.order.rawValue)
  }

  /// `C=N`; an aromatic bond has a colon, as in SMILES.
  public var description: String { "\(first)\(order.sign)\(second)" }
}

extension BondOrder {
  var sign: String {
    switch self {
    case .single: "-"
    case .double: "="
    case .triple: "#"
    case .aromatic: ":"
    }
  }
}
