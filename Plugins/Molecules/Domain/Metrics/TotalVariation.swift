/// The total variation of two distributions over categories, ½ Σ |pₖ − qₖ|: the largest difference that any event's probabilities
/// can have. 0 when they are the same, 1 when they have no category in common.
enum TotalVariation {
  /// The distance of a set's shares from a reference's, with value ± 1.96 standard errors (delta method, molecules as
  /// independent units), within 0…1. The reference is taken as it is; what chance makes is in the value.
  ///
  /// - Parameter molecules: how often each category occurs in each molecule.
  static func estimate<Category: Hashable>(_ molecules: [[Category: Int]], from reference: [Category: Int]) -> Estimate {
    var counts: [Category: Int] = [:]
    for molecule in molecules { counts.merge(molecule, uniquingKeysWith: +) }
    let total = Double(max(counts.values.reduce(0, +), 1))
    let referenceTotal = Double(max(reference.values.reduce(0, +), 1))
    var signs: [Category: Double] = [:]
    var distance = 0.0
    for category in Set(counts.keys).union(reference.keys) {
      let difference = Double(counts[category] ?? 0) / total - Double(reference[category] ?? 0) / referenceTotal
      distance += abs(difference) / 2
      signs[category] = difference > 1e-15 ? 0.5 : difference < -1e-15 ? -0.5 : 0
    }
    let scores = molecules.map { $0.reduce(0.0) { $0 + (signs[$1.key] ?? 0) * Double($1.value) } }
    let sizes = molecules.map { Double($0.values.reduce(0, +)) }
    let error = ClusteredRatio(scores, over: sizes).standardError
    return Estimate(value: min(distance, 1), interval: .normal(distance, standardError: error, within: 0...1))
  }
}
