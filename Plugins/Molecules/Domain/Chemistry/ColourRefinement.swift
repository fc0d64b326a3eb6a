/// Colours of a graph's nodes, refined until nodes of one colour have the same number of neighbours of each colour by each order
/// of bond.
///
/// A colour is the number of nodes with a lesser one. Colours depend on the graph and the colours at the start alone, not on the
/// order of the nodes.
struct ColourRefinement {
  private(set) var colours: [Int]
  /// How many nodes have each colour.
  private(set) var counts: [Int]
  let neighbours: Neighbours

  /// Colours by the order of some keys, refined.
  init<Key: Comparable>(_ keys: [Key], _ neighbours: Neighbours) {
    self.neighbours = neighbours
    colours = [Int](repeating: 0, count: keys.count)
    counts = colours
    recolour(keys.indices.sorted { keys[$0] < keys[$1] }) { keys[$0] == keys[$1] }
    refine(Array(keys.indices))
  }

  /// Whether every node has a colour of its own.
  var isDiscrete: Bool { counts.allSatisfy { $0 <= 1 } }

  /// The nodes of the first colour that several have.
  var firstCell: [Int] {
    guard let colour = counts.firstIndex(where: { $0 > 1 }) else { return [] }
    return colours.indices.filter { colours[$0] == colour }
  }

  /// Gives a node the lead over the others of its colour.
  mutating func individualise(_ node: Int) {
    let colour = colours[node]
    for other in colours.indices where colours[other] == colour && other != node { colours[other] += 1 }
    counts[colour + 1] = counts[colour] - 1
    counts[colour] = 1
    refine(neighbours[node].map(\.atom))
  }

  /// Looks at nodes again whose neighbours' colours have changed.
  private mutating func refine(_ start: [Int]) {
    var waiting = start
    while !waiting.isEmpty {
      var cells: [Int: [Int]] = [:]
      for node in waiting where counts[colours[node]] > 1 { cells[colours[node], default: []].append(node) }
      var changed: [Int] = []
      let before = colours
      for colour in cells.keys {
        changed += split(before.indices.filter { before[$0] == colour }, colour, before)
      }
      var seen: Set<Int> = []
      waiting = changed.flatMap { node in neighbours[node].map(\.atom) }.filter { seen.insert($0).inserted }
    }
  }

  /// Splits the nodes of one colour by what surrounds them, and returns those whose colour has changed.
  private mutating func split(_ cell: [Int], _ colour: Int, _ before: [Int]) -> [Int] {
    let keys = cell.map { node in neighbours[node].map { before[$0.atom] * 5 + $0.order.rawValue }.sorted() }
    let order = cell.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    var changed: [Int] = []
    var start = 0
    counts[colour] = 0
    for (position, index) in order.enumerated() {
      if position > 0, keys[index] != keys[order[position - 1]] { start = position }
      colours[cell[index]] = colour + start
      counts[colour + start] = position + 1 - start
      if start > 0 { changed.append(cell[index]) }
    }
    return changed
  }

  private mutating func recolour(_ order: [Int], _ areEqual: (Int, Int) -> Bool) {
    var colour = 0
    for (position, node) in order.enumerated() {
      if position > 0, !areEqual(node, order[position - 1]) { colour = position }
      colours[node] = colour
      counts[colour] += 1
    }
  }
}
