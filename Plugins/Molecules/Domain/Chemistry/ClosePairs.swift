import Files

/// The pairs of points that lie within a reach of each other.
enum ClosePairs {
  /// Up to here looking at every pair is faster than sorting the points into cells.
  private static var smallCount: Int { 100 }
  /// More atoms than this in a cube of 3 Å are no matter: diamond has 5, and solid hydrogen at its densest known fewer than 30.
  private static var largestCell: Int { 200 }

  /// Calls `body` once for every pair whose distance is less than the reach, the lower index first, in no particular order.
  ///
  /// Takes a time in proportion to the number of points: those in cells of the reach's size look at the cells around them.
  ///
  /// - Throws: `ProgramError` when too many points lie in one cell.
  static func visit(
    _ positions: [SIMD3<Double>], within reach: Double, _ body: (Int, Int, Double) -> Void
  ) throws(ProgramError) {
    func visit(_ one: Int, _ other: Int) {
      let difference = positions[one] - positions[other]
      let distance = (difference * difference).sum().squareRoot()
      if distance < reach { body(min(one, other), max(one, other), distance) }
    }
    guard positions.count > smallCount else {
      for first in positions.indices { for second in positions.indices.dropFirst(first + 1) { visit(first, second) } }
      return
    }
    var cells: [SIMD3<Int>: [Int]] = [:]
    for (index, position) in positions.enumerated() { cells[cell(of: position, reach), default: []].append(index) }
    if let crowded = cells.values.filter({ $0.count > largestCell }).compactMap(\.first).min() {
      throw ProgramError(
        .data, "more than \(largestCell) atoms lie within \(reach) Å of atom \(crowded + 1)", remedy: "give coordinates in Ångström")
    }
    for (cell, members) in cells {
      for (place, first) in members.enumerated() { for second in members[(place + 1)...] { visit(first, second) } }
      for offset in offsets {
        guard let others = cells[cell &+ offset] else { continue }
        for first in members { for second in others { visit(first, second) } }
      }
    }
  }

  /// Of each two opposite neighbours of a cell the second: in base 3, the numbers 14 to 26 are those beyond the centre, 13.
  private static let offsets: [SIMD3<Int>] = (14...26).map { SIMD3($0 % 3 - 1, $0 / 3 % 3 - 1, $0 / 9 - 1) }

  /// Points beyond 10¹² Å share the outermost cells, so that every number has one.
  private static func cell(of position: SIMD3<Double>, _ reach: Double) -> SIMD3<Int> {
    let scaled = (position / reach).rounded(.down).clamped(lowerBound: .init(repeating: -1e12), upperBound: .init(repeating: 1e12))
    return SIMD3(Int(scaled.x), Int(scaled.y), Int(scaled.z))
  }
}
