import Foundation

/// Counts of values in bins of equal width, as densities.
struct Tally: Sendable {
  let low: Double
  let high: Double
  /// Count / (finite values × bin width) a bin: the bars' area is the share of values within the range.
  let densities: [Double]

  init(_ values: [Double], over range: ClosedRange<Double>, bins: Int) {
    low = range.lowerBound
    high = range.upperBound
    let bins = max(1, bins)
    let width = (high - low) / Double(bins)
    var counts = [Int](repeating: 0, count: bins)
    var total = 0
    for value in values where value.isFinite {
      total += 1
      guard value >= low, value <= high, width > 0, width.isFinite else { continue }
      counts[min(bins - 1, Int((value - low) / width))] += 1
    }
    let share = 1 / (Double(max(1, total)) * (width > 0 ? width : 1))
    densities = counts.map { Double($0) * (share.isFinite ? share : 0) }
  }

  func edge(_ index: Int) -> Double {
    low + (high - low) * (Double(index) / Double(densities.count))
  }

  /// The Freedman–Diaconis number of bins, held between 8 and 80.
  static func binCount(_ values: [Double], over range: ClosedRange<Double>) -> Int {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count > 3 else { return 8 }
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let width = 2 * spread / cbrt(Double(sorted.count))
    let count = (range.upperBound - range.lowerBound) / width
    return count.isFinite ? max(8, min(80, Int(min(count, 1e6).rounded(.up)))) : 30
  }
}
