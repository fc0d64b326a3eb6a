public import Files

/// Bonds from distances, by the lookup that EDM made the common measure of generated molecules.
///
/// With d the distance of two atoms in pm and L₁, L₂, L₃ the tabulated lengths of their single, double and triple bond, the
/// order is 0 when d ≥ L₁ + 10; else 3 when d < L₂ + 5 and d < L₃ + 3; else 2 when d < L₂ + 5; else 1. A pair without a
/// tabulated length has no bond of that order.
///
/// Source: Hoogeboom, Satorras, Vignac and Welling, “Equivariant Diffusion for Molecule Generation in 3D” (2022),
/// appendix and published program. The lookup knows no charges and no aromatic bonds, and takes long single bonds of strained cages
/// for none: of QM9's own molecules it calls 4.3% unstable.
public enum DistanceBonds {
  /// The order of the bond between two atoms, nil for none.
  ///
  /// - Parameter distance: in Å.
  public static func order(_ one: Element, _ other: Element, distance: Double) -> BondOrder? {
    order(limits[limitIndex(one, other)], distance)
  }

  static func order(_ limits: Limits, _ distance: Double) -> BondOrder? {
    let picometres = 100 * distance
    guard picometres < limits.single else { return nil }
    guard picometres < limits.double else { return .single }
    return picometres < limits.triple ? .triple : .double
  }

  /// The bonds of some atoms.
  ///
  /// - Parameter positions: in Å.
  /// - Throws: `ProgramError` when two atoms are nearer than any are in nature, or more lie together than have room.
  public static func bonds(_ elements: [Element], at positions: [SIMD3<Double>]) throws(ProgramError) -> [Bond] {
    var bonds: [Bond] = []
    var collision: Bond?
    try ClosePairs.visit(positions, within: largestLimit / 100) { first, second, distance in
      if let order = order(elements[first], elements[second], distance: distance) {
        bonds.append(Bond(first, second, order))
      }
      if distance < leastDistance { collision = Bond(first, second, .single) }
    }
    if let collision { throw tooNear(collision.first, collision.second) }
    return bonds
  }

  /// Throws a `ProgramError` naming two atoms that are nearer than any are in nature, if there are such.
  public static func requireSeparation(of positions: [SIMD3<Double>]) throws(ProgramError) {
    var collision: (first: Int, second: Int)?
    try ClosePairs.visit(positions, within: leastDistance) { first, second, _ in collision = (first, second) }
    if let collision { throw tooNear(collision.first, collision.second) }
  }

  private static func tooNear(_ first: Int, _ second: Int) -> ProgramError {
    ProgramError(
      .data, "atoms \(first + 1) and \(second + 1) are less than \(leastDistance) Å apart",
      remedy: "give coordinates in Ångström, each atom once")
  }

  /// In Å; the shortest bond there is, that of two hydrogens, has 0.74.
  private static var leastDistance: Double { 0.4 }

  // MARK: Limits

  /// Distances in pm below which a bond has at least this order; 0 where the tables have no length.
  struct Limits {
    var single = 0.0
    var double = 0.0
    var triple = 0.0
  }

  static func limitIndex(_ one: Element, _ other: Element) -> Int { one.atomicNumber * (Element.all.count + 1) + other.atomicNumber }

  /// By `limitIndex`, both ways round.
  static let limits: [Limits] = {
    var limits = [Limits](repeating: Limits(), count: (Element.all.count + 1) * (Element.all.count + 1))
    for (lengths, margin, part) in [
      (singleLengths, 10.0, \Limits.single), (doubleLengths, 5.0, \Limits.double), (tripleLengths, 3.0, \Limits.triple),
    ] {
      for (one, row) in lengths {
        for (other, length) in row {
          limits[limitIndex(one, other)][keyPath: part] = length + margin
          limits[limitIndex(other, one)][keyPath: part] = length + margin
        }
      }
    }
    return limits
  }()

  private static let largestLimit = limits.map(\.single).max() ?? 0
}
