package import Bellman

/// How many samples of a data set are exact copies of others.
///
/// Where there are copies, a density may rise without bound at them, and a likelihood says as much about the resolution
/// of the instrument as about the law: it is to be read with the noise at which the model stops.
package struct DuplicateCount: Hashable, Sendable, Codable {
  package let rows: Int
  package let distinct: Int
  /// How often the most frequent sample occurs.
  package let largestMultiplicity: Int
  /// Rows whose sample occurs more than once.
  package let copiedRows: Int

  package init(_ groups: [[Int]]) {
    rows = groups.reduce(0) { $0 + $1.count }
    distinct = groups.count
    largestMultiplicity = groups.map(\.count).max() ?? 0
    copiedRows = groups.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
  }

  package var hasCopies: Bool { distinct < rows }

  /// Rows in groups of equal states, in the order of their first rows.
  package static func groups(of states: StateBatch) -> [[Int]] {
    var indices: [[Double]: Int] = [:]
    var groups: [[Int]] = []
    for row in 0..<states.count {
      let key = key(of: row, in: states)
      if let index = indices[key] {
        groups[index].append(row)
      } else {
        indices[key] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  private static func key(of row: Int, in states: StateBatch) -> [Double] {
    zip(states.layout.parts, states.values).flatMap { part, values in
      // Adding zero makes −0 and 0 the same location.
      values[row * part.elementCount..<(row + 1) * part.elementCount].map { $0 + 0 }
    }
  }

  /// What tells the distinct states of a batch from one another.
  static func keys(of states: StateBatch) -> Set<[Double]> { Set((0..<states.count).map { key(of: $0, in: states) }) }

  /// Rows that are among `keys`.
  static func rows(of states: StateBatch, in keys: Set<[Double]>) -> Int {
    (0..<states.count).count { keys.contains(key(of: $0, in: states)) }
  }

  package var description: String {
    guard hasCopies else { return "\(rows) rows, all distinct" }
    return
      "\(rows) rows, \(distinct) distinct: \(copiedRows) have copies, one sample occurs \(largestMultiplicity) times"
  }
}
