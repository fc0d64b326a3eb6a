internal import Analysis

/// An order of a connected graph's nodes that does not depend on the order in which they were given.
///
/// Colour refinement with individualisation: where refined colours leave nodes alike, each of them is set apart in turn, and of
/// all orders that end so the one is taken whose list of bonds comes first. Two orders with the same list show a symmetry of the
/// graph, and what a known symmetry maps on a branch that has been searched is not searched again.
///
/// The search comes to its end for molecules of ordinary size; for a graph made to defeat it, or with a thousand independent
/// symmetries, it stops at a limit, and the order then depends on the order of the nodes.
///
/// Source: McKay, “Practical Graph Isomorphism” (1981).
struct CanonicalOrder {
  /// The place of each node.
  private(set) var ranks: [Int]

  private let neighbours: Neighbours
  private var budget: Int
  private var best: Leaf?
  private var first: Leaf?
  private var symmetries: [Symmetry] = []

  /// The search calls itself: no deeper than a thread's stack allows.
  private static var largestDepth: Int { 1000 }

  private struct Leaf {
    let ranks: [Int]
    let list: [Int]
    /// The nodes set apart on the way.
    let path: [Int]
  }

  /// A map of the nodes that leaves the graph as it is.
  private struct Symmetry {
    let images: [Int]

    func fixes(_ nodes: [Int]) -> Bool { nodes.allSatisfy { images[$0] == $0 } }
  }

  /// - Parameters:
  ///   - keys: what tells nodes apart before their bonds do.
  ///   - budget: how many refinements to try at most.
  init<Key: Comparable>(_ keys: [Key], _ neighbours: Neighbours, budget: Int = 20_000) {
    self.neighbours = neighbours
    self.budget = budget
    let start = ColourRefinement(keys, neighbours)
    ranks = start.colours
    guard !start.firstCell.isEmpty else { return }
    var path: [Int] = []
    _ = search(start, &path)
    if let best {
      ranks = best.ranks
    } else {
      let order = ranks.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
      for (rank, node) in order.enumerated() { ranks[node] = rank }
    }
  }

  /// Searches below some colours. Returns the length of the path to go back to: what lies below a longer one is known.
  private mutating func search(_ colours: ColourRefinement, _ path: inout [Int]) -> Int {
    let cell = colours.firstCell
    guard !cell.isEmpty else { return reach(colours, path) }
    let depth = path.count
    // Nodes that symmetries which leave the path in place map on one another.
    var orbits = DisjointSets(count: colours.colours.count)
    var known = 0
    var searched: [Int] = []
    for node in cell {
      for symmetry in symmetries[known...] where symmetry.fixes(path) {
        for (number, image) in symmetry.images.enumerated() { orbits.join(number, image) }
      }
      known = symmetries.count
      if searched.contains(where: { orbits.areJoined($0, node) }) { continue }
      guard budget > 0, depth < Self.largestDepth else { return depth }
      budget -= 1
      var below = colours
      below.individualise(node)
      path.append(node)
      let goal = search(below, &path)
      path.removeLast()
      if goal < depth { return goal }
      searched.append(node)
    }
    return depth
  }

  /// Compares a complete order with the first and the best one.
  private mutating func reach(_ colours: ColourRefinement, _ path: [Int]) -> Int {
    let leaf = Leaf(ranks: colours.colours, list: list(colours.colours), path: path)
    guard let first, let best else {
      (first, best) = (leaf, leaf)
      return path.count
    }
    for known in [first, best] where known.list == leaf.list {
      var nodes = [Int](repeating: 0, count: leaf.ranks.count)
      for (node, rank) in known.ranks.enumerated() { nodes[rank] = node }
      symmetries.append(Symmetry(images: leaf.ranks.map { nodes[$0] }))
      // Where the two paths part, one branch is the image of the other.
      return zip(path, known.path).prefix { $0 == $1 }.count
    }
    if leaf.list.lexicographicallyPrecedes(best.list) { self.best = leaf }
    return path.count
  }

  /// The bonds of every node, in order.
  private func list(_ ranks: [Int]) -> [Int] {
    var nodes = [Int](repeating: 0, count: ranks.count)
    for (node, rank) in ranks.enumerated() { nodes[rank] = node }
    return nodes.flatMap { node in
      // Its end keeps apart lists of different lengths.
      neighbours[node].map { ranks[$0.atom] * 5 + $0.order.rawValue }.sorted() + [-1]
    }
  }
}
