/// The ratio Σ aᵢ / Σ nᵢ over independent molecules, and its standard error: atoms and bonds of one molecule are not independent
/// of each other, molecules are.
///
/// With m molecules, R the ratio and eᵢ = aᵢ − R nᵢ: SE² = m/(m − 1) Σ eᵢ² / (Σ nᵢ)².
///
/// Source: Cochran, “Sampling Techniques” (1977), section 6.3.
struct ClusteredRatio {
  let value: Double
  /// 0 with fewer than two molecules.
  let standardError: Double
  private let total: Double
  private let count: Int

  init(_ sums: [Double], over counts: [Double]) {
    total = counts.reduce(0, +)
    count = sums.count
    let ratio = total > 0 ? sums.reduce(0, +) / total : 0
    value = ratio
    let squares = zip(sums, counts).reduce(0.0) { sum, pair in
      let residual = pair.0 - ratio * pair.1
      return sum + residual * residual
    }
    let molecules = Double(sums.count)
    standardError = molecules > 1 && total > 0 ? (molecules / (molecules - 1) * squares).squareRoot() / total : 0
  }

  /// Of a ratio that is a share, such as that of stable atoms: Wilson's interval with as many trials as independent ones
  /// would need for this standard error, R(1 − R)/SE², but no more than Σ nᵢ. Where all or none succeed, no error shows, and the
  /// molecules are the trials.
  var shareInterval: Interval {
    let trials = standardError > 0 ? value * (1 - value) / (standardError * standardError) : Double(count)
    return .wilson(share: value, trials: min(trials, total))
  }
}
