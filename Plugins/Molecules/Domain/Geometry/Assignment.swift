/// The cheapest assignment of rows to columns: the permutation π that minimises Σ cost[i, π(i)], by shortest augmenting paths in O(n³).
///
/// Source: R. Jonker, A. Volgenant, Computing 38, 325 (1987), without its initial reductions.
package struct Assignment: Hashable, Sendable {
  /// π
  package let columns: [Int]

  /// - Parameter cost: row by row, finite.
  package init(count: Int, cost: (_ row: Int, _ column: Int) -> Double) {
    var rowPrices = [Double](repeating: 0, count: count)
    var columnPrices = rowPrices
    var rowOf = [Int](repeating: -1, count: count)
    var columns = rowOf
    for start in 0..<count {
      // The shortest way from the row that is free to a column that is.
      var lengths = [Double](repeating: .infinity, count: count)
      var previous = [Int](repeating: -1, count: count)
      var isDone = [Bool](repeating: false, count: count)
      var (row, length, end) = (start, 0.0, -1)
      while end < 0 {
        var (nearest, least) = (-1, Double.infinity)
        for column in 0..<count where !isDone[column] {
          let other = length + cost(row, column) - rowPrices[row] - columnPrices[column]
          if other < lengths[column] {
            lengths[column] = other
            previous[column] = row
          }
          if nearest < 0 || lengths[column] < least { (nearest, least) = (column, lengths[column]) }
        }
        isDone[nearest] = true
        length = least
        if rowOf[nearest] < 0 { end = nearest } else { row = rowOf[nearest] }
      }
      for column in 0..<count where isDone[column] && column != end {
        columnPrices[column] += lengths[column] - length
        rowPrices[rowOf[column]] -= lengths[column] - length
      }
      rowPrices[start] += length
      while end >= 0 {
        let row = previous[end]
        rowOf[end] = row
        (columns[row], end) = (end, columns[row])
        if row == start { break }
      }
    }
    self.columns = columns
  }
}
