internal import Tensors

/// A number that is measured for each molecule by other means, such as the strain energy that a force field gives, and reported
/// with the statistics.
public struct MoleculeQuantity: Sendable {
  public let name: String
  public let unit: String
  /// Nil where it is not defined, for instance for elements without parameters.
  let value: @Sendable (Molecule) -> Double?

  public init(name: String, unit: String, value: @escaping @Sendable (Molecule) -> Double?) {
    self.name = name
    self.unit = unit
    self.value = value
  }

  /// What a set of molecules has of a quantity.
  public struct Summary: Hashable, Sendable, Codable {
    public let name: String
    public let unit: String
    /// The molecules for which it is defined and finite; the other entries are about those.
    public let defined: Rate
    /// With value ± 1.96 standard errors of the mean.
    public let mean: Estimate?
    /// With the order statistics of the ranks n/2 ∓ 1.96 √n/2, between which the median lies with 95%.
    public let median: Estimate?
  }

  func summary(_ molecules: [Molecule]) -> Summary {
    let values = Parallel.map(molecules.count) { [value] in value(molecules[$0]) }.compactMap { $0 }.filter(\.isFinite).sorted()
    let defined = Rate(values.count, of: molecules.count)
    guard let last = values.indices.last else {
      return Summary(name: name, unit: unit, defined: defined, mean: nil, median: nil)
    }
    let mean = ClusteredRatio(values, over: values.map { _ in 1 })
    let count = Double(values.count)
    let half = Interval.deviate * count.squareRoot() / 2
    let middle = (values[last / 2] + values[(last + 1) / 2]) / 2
    let lower = values[min(max(Int((count / 2 - half).rounded(.down)), 0), last)]
    let upper = values[min(Int((count / 2 + half).rounded(.up)), last)]
    return Summary(
      name: name, unit: unit, defined: defined,
      mean: Estimate(
        value: mean.value,
        interval: .normal(mean.value, standardError: mean.standardError, within: -(.infinity)...(.infinity))),
      median: Estimate(value: middle, interval: Interval(lower: lower, upper: upper)))
  }
}
