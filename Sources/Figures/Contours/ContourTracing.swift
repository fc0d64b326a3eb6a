/// The outline of {f ≥ level} over a lattice, by marching squares.
///
/// The lattice is ringed with values below every level, so that every outline closes; along a lattice edge the
/// crossing is placed by linear interpolation (W. Lorensen and H. Cline, "Marching cubes", SIGGRAPH 1987, in the
/// plane). Loops keep the high side on one hand, so holes come out right under the even-odd rule.
struct ContourTracing {
  private let grid: FieldGrid
  private let ringRows: Int
  private let ringColumns: Int

  init(_ grid: FieldGrid) {
    self.grid = grid
    ringRows = grid.rows + 2
    ringColumns = grid.columns + 2
  }

  /// Closed loops of points (column, row) in lattice units, from 0 to columns − 1 and rows − 1.
  func loops(at level: Double) -> [[SIMD2<Double>]] {
    guard grid.rows > 1, grid.columns > 1, level.isFinite else { return [] }
    let nodes = ringRows * ringColumns
    // Edge 2n runs right from node n, edge 2n + 1 down from it.
    var next = [Int](repeating: -1, count: 2 * nodes)
    for row in 0..<(ringRows - 1) {
      for column in 0..<(ringColumns - 1) {
        let node = row * ringColumns + column
        let corners = (
          isHigh(row, column, level), isHigh(row, column + 1, level),
          isHigh(row + 1, column + 1, level), isHigh(row + 1, column, level)
        )
        let index =
          (corners.0 ? 1 : 0) | (corners.1 ? 2 : 0) | (corners.2 ? 4 : 0) | (corners.3 ? 8 : 0)
        if index == 0 || index == 15 { continue }
        let top = 2 * node
        let left = 2 * node + 1
        let right = 2 * (node + 1) + 1
        let bottom = 2 * (node + ringColumns)
        switch index {
        case 1: next[left] = top
        case 2: next[top] = right
        case 3: next[left] = right
        case 4: next[right] = bottom
        case 6: next[top] = bottom
        case 7: next[left] = bottom
        case 8: next[bottom] = left
        case 9: next[bottom] = top
        case 11: next[bottom] = right
        case 12: next[right] = left
        case 13: next[right] = top
        case 14: next[top] = left
        // A saddle is cut so that its two high corners stay apart.
        case 5:
          next[left] = top
          next[right] = bottom
        default:
          next[top] = right
          next[bottom] = left
        }
      }
    }
    var loops: [[SIMD2<Double>]] = []
    for start in next.indices where next[start] >= 0 {
      var loop: [SIMD2<Double>] = []
      var edge = start
      while next[edge] >= 0 {
        loop.append(crossing(edge, level))
        let following = next[edge]
        next[edge] = -1
        edge = following
      }
      if loop.count > 2 { loops.append(loop) }
    }
    return loops
  }

  private func value(_ row: Int, _ column: Int) -> Double? {
    guard row > 0, column > 0, row <= grid.rows, column <= grid.columns else { return nil }
    return grid.values[(row - 1) * grid.columns + column - 1]
  }

  private func isHigh(_ row: Int, _ column: Int, _ level: Double) -> Bool {
    guard let value = value(row, column) else { return false }
    return value >= level
  }

  private func crossing(_ edge: Int, _ level: Double) -> SIMD2<Double> {
    let node = edge / 2
    let row = node / ringColumns
    let column = node % ringColumns
    let (otherRow, otherColumn) = edge % 2 == 0 ? (row, column + 1) : (row + 1, column)
    let here = place(row, column)
    let there = place(otherRow, otherColumn)
    guard let from = value(row, column), let to = value(otherRow, otherColumn), from != to else {
      // The ring lies on the border itself, so either end is the crossing.
      return here
    }
    let fraction = (level / 2 - from / 2) / (to / 2 - from / 2)
    return here + (there - here) * min(1, max(0, fraction))
  }

  private func place(_ row: Int, _ column: Int) -> SIMD2<Double> {
    SIMD2(
      Double(min(max(column - 1, 0), grid.columns - 1)),
      Double(min(max(row - 1, 0), grid.rows - 1)))
  }
}
