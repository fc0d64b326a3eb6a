/// Which bond lengths and bond angles are allowed.
public struct GeometryRanges: Sendable {
  /// How ranges are learned from molecules.
  public struct Learning: Hashable, Sendable, Codable {
    /// The share of the values that is left out at either end.
    public var tail: Double
    /// By how much ranges are widened at either end: lengths in Å, angles in degrees.
    public var lengthMargin: Double
    public var angleMargin: Double
    /// Kinds with fewer values keep the published range: extremes of a few values say little.
    public var leastCount: Int

    /// Without arguments: one value in a thousand is left out at either end, so that a broken record of the data does not count,
    /// and the margins, about the amplitude of zero-point vibrations (0.05 Å for C–C), let those pass again that are only rare.
    public init(tail: Double = 0.001, lengthMargin: Double = 0.05, angleMargin: Double = 5, leastCount: Int = 50) {
      self.tail = tail
      self.lengthMargin = lengthMargin
      self.angleMargin = angleMargin
      self.leastCount = leastCount
    }
  }

  private var lengths: [BondType: ClosedRange<Double>] = [:]
  private var angles: [AngleSite: ClosedRange<Double>] = [:]

  private init() {}

  /// Lengths within 15% of the sum of the covalent radii (`Element.covalentRadius(for:)`): the bonds of QM9 lie between −11%
  /// (single bonds of conjugated chains) and +17% (strained N–O). Angles within a quarter of the ideal ones
  /// (`AngleSite.publishedRange`).
  public static let published = GeometryRanges()

  /// Ranges of the values that some molecules have, the published ones for kinds that are rare in them.
  public init(learnedFrom molecules: [Molecule], _ learning: Learning = Learning()) {
    var lengthValues: [BondType: [Double]] = [:]
    var angleValues: [AngleSite: [Double]] = [:]
    for molecule in molecules {
      let structure = MoleculeStructure(molecule)
      for bond in molecule.bonds {
        lengthValues[BondType(bond, in: molecule), default: []].append(structure.length(of: bond))
      }
      for (angle, site) in structure.sites { angleValues[site, default: []].append(structure.size(of: angle)) }
    }
    lengths = lengthValues.compactMapValues { Self.range($0, learning, margin: learning.lengthMargin, within: 0...(.infinity)) }
    angles = angleValues.compactMapValues { Self.range($0, learning, margin: learning.angleMargin, within: 0...180) }
  }

  private static func range(
    _ values: [Double], _ learning: Learning, margin: Double, within limits: ClosedRange<Double>
  ) -> ClosedRange<Double>? {
    guard values.count >= learning.leastCount, let largest = values.indices.last else { return nil }
    let sorted = values.sorted()
    let skipped = min(max(Int(learning.tail * Double(values.count)), 0), largest / 2)
    return (sorted[skipped] - margin...sorted[largest - skipped] + margin).clamped(to: limits)
  }

  /// In Å.
  public func length(_ type: BondType) -> ClosedRange<Double> {
    if let learned = lengths[type] { return learned }
    let sum = type.first.covalentRadius(for: type.order) + type.second.covalentRadius(for: type.order)
    return 0.85 * sum...1.15 * sum
  }

  /// In degrees; nil for sites of which nothing is known.
  public func angle(_ site: AngleSite) -> ClosedRange<Double>? { angles[site] ?? site.publishedRange }
}
