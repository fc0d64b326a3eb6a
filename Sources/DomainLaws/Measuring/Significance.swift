/// How laws that are measured with random draws are decided.
///
/// A mean of independent terms whose expectation is zero under the law is measured in its own standard errors. Six of
/// them are exceeded by a normal mean once in 5 × 10⁸ trials; terms here are bounded or light-tailed and thousands in
/// number, so that each such law gives a false alarm with a probability below 10⁻⁶.
enum Significance {
  static let standardErrors = 6.0

  /// The mean of independent terms in units of its standard error.
  static func deviation(of terms: [Double], what: String) -> Measurement {
    let count = Double(terms.count)
    let mean = terms.reduce(0, +) / count
    let variance = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard mean.isFinite, variance.isFinite else { return Measurement(.infinity, detail: "\(what) is not finite") }
    // Terms that are all alike to rounding have no random error.
    let error = (variance / count).squareRoot()
    guard error > 1e-12 else {
      return Measurement(abs(mean) < 1e-9 ? 0 : .infinity, detail: "\(what) is \(mean), always")
    }
    return Measurement(abs(mean) / error, detail: "\(what) is \(mean) ± \(error)")
  }

  /// The difference of two independent means.
  static func deviation(of first: [Double], from second: [Double], what: String) -> Measurement {
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (
        mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) / Double(values.count)
      )
    }
    let (a, b) = (moments(first), moments(second))
    let error = (a.variance + b.variance).squareRoot()
    guard error.isFinite else { return Measurement(.infinity, detail: "\(what) is not finite") }
    guard error > 1e-12 else {
      return Measurement(abs(a.mean - b.mean) < 1e-9 ? 0 : .infinity, detail: "\(what): \(a.mean) against \(b.mean)")
    }
    return Measurement(abs(a.mean - b.mean) / error, detail: "\(what): \(a.mean) against \(b.mean) ± \(error)")
  }
}
