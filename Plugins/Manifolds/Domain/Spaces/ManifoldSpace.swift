internal import Bellman
public import Files

/// A product of spheres Sⁿ, tori Tⁿ and rotation groups SO(3), by name: “S2”, “T7”, “SO3”, “S2xT2”.
///
/// Two spaces are equal when their names are.
public struct ManifoldSpace: FactoredSpace, Hashable {
  public let factors: [any ManifoldFactor]

  /// The product of the factors, in this order.
  /// - Throws: `ProgramError` when there is none.
  public init(_ factors: [any ManifoldFactor]) throws(ProgramError) {
    guard !factors.isEmpty else {
      throw ProgramError(.usage, "a product of no spaces", remedy: "give at least one factor")
    }
    self.factors = factors
  }

  /// The space of a name: factors Sn, Tn or SO3, joined by “x”.
  /// - Throws: `ProgramError` that says which factor is not understood and what is accepted.
  public init(name: String) throws(ProgramError) {
    var factors: [any ManifoldFactor] = []
    for part in name.split(separator: "x", omittingEmptySubsequences: false) {
      guard let factor = Self.factor(part) else {
        let place = part.count == name.count ? "" : " in \(Printable.quoted(name))"
        throw ProgramError(
          .usage, "\(Printable.quoted(String(part)))\(place) is no space",
          remedy: "use S1 to S\(Sphere.dimensions.upperBound), T1 to T\(Torus.dimensions.upperBound), SO3, or a product of them, such as S2xT2")
      }
      factors.append(factor)
    }
    self.factors = factors
  }

  private static func factor(_ name: Substring) -> (any ManifoldFactor)? {
    if name == "SO3" { return RotationGroup() }
    let digits = name.dropFirst()
    // Digits as Int prints them, so that every space has one name.
    guard let dimension = Int(digits), String(dimension) == digits else { return nil }
    return switch name.first {
    case "S": try? Sphere(dimension: dimension)
    case "T": try? Torus(dimension: dimension)
    default: nil
    }
  }

  public var name: String { factors.map(\.name).joined(separator: "x") }
  public var dimension: Int { factors.reduce(0) { $0 + $1.dimension } }
  public var logVolume: Double { factors.reduce(0) { $0 + $1.logVolume } }

  public static func == (a: ManifoldSpace, b: ManifoldSpace) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
