/// The Wasserstein-1 distance of two samples of numbers, W₁ = ∫ |F(x) − G(x)| dx of their distribution functions: how far a value
/// must be moved on average to make one sample the other, in the unit of the values.
///
/// Samples of one law have a distance above 0, of the order of their spread over the root of their size: compare with that
/// of held-out data of the same size.
public struct WassersteinDistance: Hashable, Sendable {
  public let value: Double
  /// By how much the distance would change for a small weight moved to each value of the sample, in their order; the sum is 0.
  ///
  /// For a value x, −∫_{t<x} sign(F − G) dt less the mean: what the delta method needs for the standard error.
  let influences: [Double]

  /// Nil when either sample is empty.
  ///
  /// - Parameters:
  ///   - sample: ascending.
  ///   - reference: ascending.
  public init?(sorted sample: [Double], from reference: [Double]) {
    guard !sample.isEmpty, !reference.isEmpty else { return nil }
    let (weight, referenceWeight) = (1 / Double(sample.count), 1 / Double(reference.count))
    var (place, referencePlace) = (0, 0)
    var previous = min(sample[0], reference[0])
    var (distance, signed) = (0.0, 0.0)
    var influences: [Double] = []
    influences.reserveCapacity(sample.count)
    while place < sample.count || referencePlace < reference.count {
      let isSample =
        referencePlace == reference.count || (place < sample.count && sample[place] <= reference[referencePlace])
      let next = isSample ? sample[place] : reference[referencePlace]
      // By the counts, not by sums of weights: equal samples are at the distance 0 exactly.
      let difference = Double(place) * weight - Double(referencePlace) * referenceWeight
      if abs(difference) > 1e-12 {
        distance += abs(difference) * (next - previous)
        signed += difference > 0 ? next - previous : previous - next
      }
      previous = next
      if isSample {
        influences.append(-signed)
        place += 1
      } else {
        referencePlace += 1
      }
    }
    value = distance
    let mean = influences.reduce(0, +) * weight
    self.influences = influences.map { $0 - mean }
  }
}
