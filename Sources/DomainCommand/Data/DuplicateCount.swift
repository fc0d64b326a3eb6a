package import Bellman

/// How many samples of a data set are exact copies of others.
///
/// Where there are copies, a density may rise without bound at them, and a likelihood says as much about the resolution of
/// the instrument as about the law: it is to be read with the noise at which the model stops.
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
      let key = zip(states.layout.parts, states.values).flatMap { part, values in
        // Adding zero makes −0 and 0 the same location.
        values[row * part.elementCount..<(row + 1) * part.elementCount].map { $0 + 0 }
      }
      if let index = indices[key] {
        groups[index].append(row)
      } else {
        indices[key] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  package var description: String {
    guard hasCopies else { return "\(rows) rows, all distinct" }
    return "\(rows) rows, \(distinct) distinct: \(copiedRows) rows have copies, one sample occurs \(largestMultiplicity) times"
  }
}
