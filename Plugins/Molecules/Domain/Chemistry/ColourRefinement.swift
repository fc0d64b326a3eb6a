/// Colours of a graph's nodes, refined until nodes of one colour have the same number of neighbours of each colour by each order
/// of bond.
///
/// A colour is the number of nodes with a lesser one. Colours depend on the graph and the colours at the start alone, not on the
/// order of the nodes. Only nodes with a neighbour of a new colour are looked at, so that a long chain costs no more than its length.
///
/// Source: McKay, “Practical Graph Isomorphism” (1981), section 2.
struct ColourRefinement {
  private(set) var colours: [Int]
  private let neighbours: Neighbours
  /// How many nodes have each colour.
  private var counts: [Int]
  /// The nodes by colour: those of colour c begin at place c.
  private var nodes: [Int]
  private var places: [Int]
  /// No colour before this one is shared.
  private var firstShared = 0

  /// Colours by the order of some keys, refined.
  init<Key: Comparable>(_ keys: [Key], _ neighbours: Neighbours) {
    self.neighbours = neighbours
    colours = [Int](repeating: 0, count: keys.count)
    counts = colours
    nodes = keys.indices.sorted { keys[$0] < keys[$1] }
    places = colours
    for (place, node) in nodes.enumerated() {
      let isNew = place == 0 || keys[nodes[place - 1]] < keys[node]
      colours[node] = isNew ? place : colours[nodes[place - 1]]
      counts[colours[node]] += 1
      places[node] = place
    }
    refine(changed: nodes)
  }

  /// The nodes of the first colour that several have; empty when every node has a colour of its own.
  var firstCell: ArraySlice<Int> {
    guard let colour = counts[firstShared...].firstIndex(where: { $0 > 1 }) else { return [] }
    return nodes[colour..<colour + counts[colour]]
  }

  /// Gives a node a colour of its own, behind the others that it shared its colour with.
  mutating func individualise(_ node: Int) {
    refine(changed: split(colours[node], [node]) { _ in [] })
  }

  /// Looks at the neighbours of nodes with new colours, until there are none.
  private mutating func refine(changed start: [Int]) {
    var changed = start
    while !changed.isEmpty {
      // What a node sees of the new colours.
      var views: [Int: [Int]] = [:]
      for node in changed {
        for neighbour in neighbours[node] where counts[colours[neighbour.atom]] > 1 {
          views[neighbour.atom, default: []].append(colours[node] * 5 + neighbour.order.rawValue)
        }
      }
      for node in views.keys { views[node]?.sort() }
      var cells: [Int: [Int]] = [:]
      for node in views.keys { cells[colours[node], default: []].append(node) }
      changed = cells.flatMap { colour, members in split(colour, members) { views[$0] ?? [] } }
    }
    firstShared = counts[firstShared...].firstIndex { $0 > 1 } ?? counts.count
  }

  /// Splits a colour by the views of some members, all others seeing nothing new; returns the nodes whose colour has changed.
  ///
  /// The largest part keeps the colour, so that a node seldom changes its own (Hopcroft 1971).
  private mutating func split(_ colour: Int, _ members: [Int], _ view: (Int) -> [Int]) -> [Int] {
    var parts: [[Int]] = []
    var last: [Int]?
    for (node, view) in members.map({ ($0, view($0)) }).sorted(by: { $0.1.lexicographicallyPrecedes($1.1) }) {
      if view == last { parts[parts.count - 1].append(node) } else { parts.append([node]) }
      last = view
    }
    let cell = colour..<colour + counts[colour]
    let others = cell.count - members.count
    // Of parts of one size the first, in an order that the graph alone decides.
    if let largest = parts.indices.max(by: { (parts[$0].count, -$0) < (parts[$1].count, -$1) }), parts[largest].count > others {
      parts.remove(at: largest)
      if others > 0 {
        let seen = Set(members)
        parts.insert(nodes[cell].filter { !seen.contains($0) }, at: 0)
      }
    }
    var end = cell.upperBound
    for part in parts.reversed() {
      for (offset, node) in part.enumerated() {
        move(node, to: end - 1 - offset)
        colours[node] = end - part.count
      }
      end -= part.count
      counts[end] = part.count
    }
    counts[colour] = end - colour
    return parts.flatMap { $0 }
  }

  private mutating func move(_ node: Int, to place: Int) {
    let other = nodes[place]
    nodes.swapAt(places[node], place)
    places[other] = places[node]
    places[node] = place
  }
}
