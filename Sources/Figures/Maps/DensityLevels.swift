import Foundation

/// Which levels a density layer draws; it draws twelve, from pale to deep.
public enum DensityLevels: Sendable, Equatable {
  /// The smallest regions that hold 99, 95, 90, 80, …, 10 and 5 % of the law (highest-density regions: R. Hyndman,
  /// "Computing and graphing highest density regions", The American Statistician 50, 1996). It shows sharp and broad
  /// laws alike; a constant density has one level.
  case mass
  /// Even steps from zero to the largest value.
  case even
  /// Even factors over this many decades below the largest value.
  case decades(Double)

  /// The levels in ascending order for values at places of equal area, and what the ends of the scale are called.
  func values(for field: [Double]) -> (levels: [Double], low: String, high: String) {
    let count = Palette.shadeCount
    let positive = field.filter { $0.isFinite && $0 > 0 }
    guard let largest = positive.max(), let smallest = positive.min() else { return ([], "", "") }
    if largest / smallest < 1 + 1e-6, positive.count == field.count {
      let value = NumberText.short(largest)
      return ([smallest], value, value)
    }
    switch self {
    case .mass:
      let shares = [0.99, 0.95] + stride(from: 0.9, to: 0.05, by: -0.1) + [0.05]
      let sorted = positive.map { $0 / largest }.sorted(by: >)
      let total = sorted.reduce(0, +)
      var levels: [Double] = []
      var held = 0.0
      var index = 0
      for share in shares.reversed() {
        while index < sorted.count - 1, held + sorted[index] < share * total {
          held += sorted[index]
          index += 1
        }
        levels.append(sorted[index] * largest)
      }
      return (levels.reversed(), "99 %", "5 %")
    case .even:
      let levels = (0..<count).map { largest * (Double($0) + 0.5) / Double(count) }
      return (levels, "0", NumberText.short(largest))
    case .decades(let decades):
      let span = decades.isFinite ? max(0.1, min(300, decades)) : 3
      let levels = (0..<count).map { largest * pow(10, -span * (1 - Double($0) / Double(count))) }
      return (levels, NumberText.short(largest * pow(10, -span)), NumberText.short(largest))
    }
  }

  var name: String {
    switch self {
    case .mass: "share inside"
    case .even, .decades: "density"
    }
  }
}
