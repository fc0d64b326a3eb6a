import Foundation

/// A mean with its standard error.
struct Estimate: Codable {
  let mean: Double
  let standardError: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / max(count, 1)
    self.mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    standardError = (variance / max(count, 1)).squareRoot()
  }

  var text: String { String(format: "%.4f ± %.4f", mean, standardError) }
}
