/// A molecule with what checks and statistics ask of its graph again and again.
public struct MoleculeStructure: Sendable {
  /// Two bonds at one atom.
  public struct Angle: Hashable, Sendable {
    public let first: Int
    public let centre: Int
    public let last: Int
    public let firstOrder: BondOrder
    public let lastOrder: BondOrder
  }

  public let molecule: Molecule
  let neighbours: Neighbours

  public init(_ molecule: Molecule) {
    self.molecule = molecule
    neighbours = Neighbours(molecule)
  }

  func position(_ atom: Int) -> SIMD3<Double> { molecule.atoms[atom].position }

  public func areBonded(_ one: Int, _ other: Int) -> Bool { neighbours.areBonded(one, other) }

  /// Whether two atoms have a neighbour in common.
  public func shareNeighbour(_ one: Int, _ other: Int) -> Bool { neighbours[one].contains { areBonded($0.atom, other) } }

  /// How many bonds lead from one atom to another at least: 1, 2, 3, or nil for more, or none.
  public func separation(_ one: Int, _ other: Int) -> Int? {
    if areBonded(one, other) { return 1 }
    if shareNeighbour(one, other) { return 2 }
    return neighbours[one].contains { shareNeighbour($0.atom, other) } ? 3 : nil
  }

  /// All angles between bonds, by their centres in ascending order.
  public var angles: [Angle] {
    molecule.atoms.indices.flatMap { centre in
      let around = neighbours[centre]
      return around.indices.flatMap { place in
        around[(place + 1)...].map { last in
          Angle(
            first: around[place].atom, centre: centre, last: last.atom, firstOrder: around[place].order, lastOrder: last.order)
        }
      }
    }
  }

  /// In Å; 10⁶ for atoms farther apart, so that sums of lengths are numbers.
  public func length(of bond: Bond) -> Double { min(Geometry.distance(position(bond.first), position(bond.second)), 1e6) }

  /// In degrees, 0…180; 0 where a side has no length, or one that no number holds.
  public func size(of angle: Angle) -> Double {
    let size = Geometry.degrees(Geometry.angle(position(angle.first), position(angle.centre), position(angle.last)))
    return size.isFinite ? size : 0
  }
}
