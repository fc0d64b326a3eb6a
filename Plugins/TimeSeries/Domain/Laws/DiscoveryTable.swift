/// The columns in which laws are sought, and what is asked of them.
struct DiscoveryTable {
  struct Order: Hashable {
    let lesser: Int
    let greater: Int
    let evidence: LawDiscovery.Evidence
  }

  /// For each channel its values, series after series.
  let columns: [[Double]]
  private let length: Int
  private let quanta: [Double]
  private static let mostPairs = 400

  init(_ series: SeriesArray) {
    length = series.length
    let (rows, width) = (series.count * series.length, series.channels)
    columns = (0..<width).map { channel in (0..<rows).map { series.values[$0 * width + channel] } }
    quanta = columns.map { LinearRelations.quantum($0.filter(\.isFinite)) }
  }

  /// The worst difference of two columns as a share of their values, where they are the same; nil where they are not.
  func differ(_ a: Int, _ b: Int) -> Double? {
    var worst = 0.0
    for (x, y) in zip(columns[a], columns[b]) where !x.isNaN && !y.isNaN && x != y {
      worst = max(worst, abs(x - y) / max(abs(x), abs(y)))
      if worst > LinearRelations.tolerance { return nil }
    }
    return worst
  }

  func relations(_ chosen: [Int]) -> [LinearRelations.Relation] {
    let rows = columns.first.map { $0.indices.filter { row in chosen.allSatisfy { columns[$0][row].isFinite } } } ?? []
    var table = [Double](repeating: 0, count: rows.count * columns.count)
    for (place, row) in rows.enumerated() { for column in chosen { table[place * columns.count + column] = columns[column][row] } }
    return LinearRelations(table: table, rowCount: rows.count, columnCount: columns.count, quanta: quanta).all(chosen)
  }

  /// Relations of columns with the next row, whose columns are numbered after those of the row.
  func nextRelations(_ chosen: [Int]) -> [LinearRelations.Relation] {
    let width = columns.count
    let rows = columns.first.map { values in
      values.indices.filter { row in (row + 1) % length != 0 && chosen.allSatisfy { columns[$0][row].isFinite && columns[$0][row + 1].isFinite } }
    }
    guard let rows else { return [] }
    var table = [Double](repeating: 0, count: rows.count * 2 * width)
    for (place, row) in rows.enumerated() {
      for column in chosen {
        table[place * 2 * width + column] = columns[column][row]
        table[place * 2 * width + width + column] = columns[column][row + 1]
      }
    }
    let relations = LinearRelations(table: table, rowCount: rows.count, columnCount: 2 * width, quanta: quanta + quanta)
    return relations.all(chosen + chosen.map { $0 + width }) { $0 < width }
  }

  /// What speaks for a bound, from distances that are never negative.
  func nearness(_ distances: [Double], leastNear: Int = 8) -> LawDiscovery.Evidence {
    let on = distances.count { $0 == 0 }
    if on >= 3 { return .attained(rows: on) }
    let sorted = distances.sorted()
    guard !sorted.isEmpty else { return .neverBroken }
    let near = distances.count { $0 <= 0.05 * sorted[sorted.count / 2] }
    return near >= max(leastNear, distances.count / 100) ? .approached(rows: near) : .neverBroken
  }

  /// Pairs of columns of which one is never above the other, without those that follow from others.
  func orders(_ chosen: [Int], leastNear: Int, leastExpected: Double) -> [Order] {
    var orders: [Order] = []
    for a in chosen {
      for b in chosen where a != b {
        var distances: [Double] = []
        var isOrdered = true
        for (x, y) in zip(columns[a], columns[b]) where !x.isNaN && !y.isNaN {
          if x > y {
            isOrdered = false
            break
          }
          distances.append(y - x)
        }
        guard isOrdered, !distances.isEmpty else { continue }
        let evidence = nearness(distances, leastNear: leastNear)
        guard evidence != .neverBroken else { continue }
        // Values on the bound speak for themselves; values near it only if columns that do not know of each other would have crossed.
        if case .approached = evidence, expectedCrossings(a, b) < leastExpected { continue }
        orders.append(Order(lesser: a, greater: b, evidence: evidence))
      }
    }
    return orders.filter { order in
      !orders.contains { first in
        first.lesser == order.lesser && first.greater != order.greater
          && orders.contains { $0.lesser == first.greater && $0.greater == order.greater }
      }
    }
  }

  /// In how many rows the first column would be above the second if they were shuffled.
  private func expectedCrossings(_ a: Int, _ b: Int) -> Double {
    let stride = max(1, columns[a].count / Self.mostPairs)
    let some = Swift.stride(from: 0, to: columns[a].count, by: stride)
    var (crossings, pairs) = (0, 0)
    for i in some {
      for j in some where !columns[a][i].isNaN && !columns[b][j].isNaN {
        pairs += 1
        if columns[a][i] > columns[b][j] { crossings += 1 }
      }
    }
    return pairs == 0 ? 0 : Double(crossings) / Double(pairs) * Double(columns[a].count)
  }

  /// Whether a column only rises or only falls within each series: of steps up and down with equal chances, 30 in a row are 1e-9.
  func monotone(_ column: Int) -> (isRising: Bool, LawDiscovery.Evidence)? {
    var (up, down, level) = (0, 0, 0)
    let values = columns[column]
    for row in values.indices where (row + 1) % length != 0 && row + 1 < values.count {
      if values[row + 1] > values[row] { up += 1 } else if values[row + 1] < values[row] { down += 1 } else { level += 1 }
    }
    guard (up == 0) != (down == 0), max(up, down) >= 30 else { return nil }
    return (down == 0, level > 0 ? .attained(rows: level) : .approached(rows: max(up, down)))
  }
}
