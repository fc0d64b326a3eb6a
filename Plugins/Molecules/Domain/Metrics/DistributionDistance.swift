/// How far a set's bond lengths or bond angles are distributed from those of a reference set, by Wasserstein-1 distances in the
/// unit of the values (Å or degrees).
///
/// Intervals are value ± 1.96 standard errors by the delta method, with molecules as independent units, cut at 0. They say how
/// sure the number is for another set of this size from the same source; the reference is taken as it is, and the distance that
/// chance alone makes (see `WassersteinDistance`) is in the value.
public struct DistributionDistance: Hashable, Sendable, Codable {
  /// The distance of one type of bond or angle.
  public struct TypeDistance: Hashable, Sendable, Codable {
    /// `C=N`, `H-C=O`.
    public let type: String
    /// The type's share of all values of the reference.
    public let referenceShare: Double
    public let count: Int
    public let referenceCount: Int
    /// Nil when the set has none.
    public let distance: Double?
  }

  /// Of all values, whatever their type; nil when the set or the reference has none.
  public let pooled: Estimate?
  /// The mean over the types of the distance of each, weighted by the type's share of the reference's values; types that the set
  /// lacks are left out, and `comparedShare` says how much remains. Nil when nothing does.
  public let byType: Estimate?
  /// The share of the reference's values whose type the set has.
  public let comparedShare: Double
  /// The share of the set's values whose type the reference lacks.
  public let unknownShare: Double
  /// By falling share of the reference.
  public let types: [TypeDistance]
}

/// The values of one set by their types, each with its molecule.
struct TypedValues<Kind: Hashable & Comparable & CustomStringConvertible & Sendable>: Sendable {
  struct Value: Sendable {
    let value: Double
    let molecule: Int32
  }

  private(set) var values: [Kind: [Value]] = [:]
  private(set) var count = 0

  mutating func add(_ value: Double, _ kind: Kind, molecule: Int) {
    values[kind, default: []].append(Value(value: value, molecule: Int32(truncatingIfNeeded: molecule)))
    count += 1
  }

  /// Ascending values of each type.
  var sorted: [Kind: [Double]] { values.mapValues { $0.map(\.value).sorted() } }
}

extension DistributionDistance {
  init<Kind>(_ values: TypedValues<Kind>, from reference: ReferenceValues<Kind>, moleculeCount: Int) {
    /// Sums of influences by molecule.
    func add(_ sample: [TypedValues<Kind>.Value], _ distance: WassersteinDistance, weight: Double, to sums: inout [Double]) {
      for (value, influence) in zip(sample, distance.influences) { sums[Int(value.molecule)] += weight * influence }
    }
    func estimate(_ value: Double, _ sums: [Double]) -> Estimate {
      let units = Double(moleculeCount)
      let squares = sums.reduce(0) { $0 + $1 * $1 }
      let error = moleculeCount > 1 ? (units / (units - 1) * squares).squareRoot() : 0
      return Estimate(value: value, interval: .normal(value, standardError: error, within: 0...(.infinity)))
    }
    var sums = [Double](repeating: 0, count: moleculeCount)
    let all = values.values.values.flatMap { $0 }.sorted { $0.value < $1.value }
    pooled = WassersteinDistance(sorted: all.map(\.value), from: reference.pooled).map { distance in
      add(all, distance, weight: 1 / Double(all.count), to: &sums)
      return estimate(distance.value, sums)
    }
    sums = [Double](repeating: 0, count: moleculeCount)
    let total = Double(max(reference.pooled.count, 1))
    var (mean, compared) = (0.0, 0.0)
    var types: [(kind: Kind, distance: TypeDistance)] = []
    for (kind, known) in reference.values.sorted(by: { $0.key < $1.key }) {
      let share = Double(known.count) / total
      let sample = (values.values[kind] ?? []).sorted { $0.value < $1.value }
      let distance = WassersteinDistance(sorted: sample.map(\.value), from: known)
      if let distance {
        mean += share * distance.value
        compared += share
        add(sample, distance, weight: share / Double(sample.count), to: &sums)
      }
      let entry = TypeDistance(
        type: kind.description, referenceShare: share, count: sample.count, referenceCount: known.count, distance: distance?.value)
      types.append((kind, entry))
    }
    byType = compared > 0 ? estimate(mean / compared, sums.map { $0 / compared }) : nil
    comparedShare = min(compared, 1)
    let unknown = values.values.reduce(0) { $0 + (reference.values[$1.key] == nil ? $1.value.count : 0) }
    unknownShare = values.count > 0 ? Double(unknown) / Double(values.count) : 0
    self.types = types.sorted { ($1.distance.referenceCount, $0.kind) < ($0.distance.referenceCount, $1.kind) }.map(\.distance)
  }
}

/// The ascending values of a reference set, by type and all together.
struct ReferenceValues<Kind: Hashable & Comparable & CustomStringConvertible & Sendable>: Sendable {
  let values: [Kind: [Double]]
  let pooled: [Double]

  init(_ typed: TypedValues<Kind>) {
    values = typed.sorted
    pooled = values.values.flatMap { $0 }.sorted()
  }
}
