/// How many samples of a data set are exact copies of others.
///
/// Where there are copies, a density may rise without bound at them, and a likelihood says as much about the resolution
/// of the instrument as about the law: it is to be read with the noise at which the model stops.
public struct DuplicateCount: Hashable, Sendable, Codable {
  public let rows: Int
  public let distinct: Int
  /// How often the most frequent sample occurs.
  public let largestMultiplicity: Int
  /// Rows whose sample occurs more than once.
  public let copiedRows: Int

  package init(_ groups: [[Int]]) {
    rows = groups.reduce(0) { $0 + $1.count }
    distinct = groups.count
    largestMultiplicity = groups.map(\.count).max() ?? 0
    copiedRows = groups.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
  }

  public var hasCopies: Bool { distinct < rows }

  public var description: String {
    guard hasCopies else { return "\(rows) rows, all distinct" }
    return
      "\(rows) rows, \(distinct) distinct: \(copiedRows) have copies, one sample occurs \(largestMultiplicity) times"
  }
}
