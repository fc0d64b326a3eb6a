/// The element at the centre of an angle and its two neighbours with the orders of their bonds.
public struct AngleType: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// A neighbour and the order of its bond.
  public struct Side: Hashable, Sendable, Comparable {
    public let element: Element
    public let order: BondOrder

    public static func < (left: Side, right: Side) -> Bool {
      (left.element, left.order.rawValue) < (right.element, right.order.rawValue)
    }
  }

  public let centre: Element
  /// `first` ≤ `second`.
  public let first: Side
  public let second: Side

  public init(centre: Element, _ one: Side, _ other: Side) {
    self.centre = centre
    first = min(one, other)
    second = max(one, other)
  }

  init(_ angle: MoleculeStructure.Angle, in molecule: Molecule) {
    self.init(
      centre: molecule.atoms[angle.centre].element,
      Side(element: molecule.atoms[angle.first].element, order: angle.firstOrder),
      Side(element: molecule.atoms[angle.last].element, order: angle.lastOrder))
  }

  public static func < (left: AngleType, right: AngleType) -> Bool {
    (left.centre, left.first, left.second) < (right.centre, right.first, right.second)
  }

  /// `H-C=O`.
  public var description: String { "\(first.element)\(first.order.sign)\(centre)\(second.order.sign)\(second.element)" }
}
