/// Writes a connected graph as SMILES: a walk from the first node of its canonical order, at each node along the neighbours in
/// their order.
struct SMILESWriter {
  private let graph: MolecularGraph
  private let ranks: [Int]
  /// The bonds by which the walk came to new nodes, from each node in the order of the walk.
  private var branches: [[Neighbours.Neighbour]]
  /// The bonds that close rings, at the nodes where the walk meets them first and last, in the order of the text.
  private var closures: [[Closure]]

  private struct Closure {
    let opening: Int
    let closing: Int
    let order: BondOrder
  }

  private enum Step {
    case node(Int, from: (node: Int, order: BondOrder)?)
    case text(String)
  }

  /// - Parameter graph: with at least one node, and connected.
  init(_ graph: MolecularGraph) {
    self.graph = graph
    ranks = CanonicalOrder(graph.nodes, graph.neighbours).ranks
    branches = Array(repeating: [], count: graph.nodes.count)
    closures = Array(repeating: [], count: graph.nodes.count)
    walk()
  }

  private var start: Int { ranks.firstIndex(of: 0) ?? 0 }

  /// Finds branches and ring closures by a walk in depth.
  private mutating func walk() {
    var places = [Int?](repeating: nil, count: graph.nodes.count)
    var count = 0
    var path: [(node: Int, parent: Int?, rest: ArraySlice<Neighbours.Neighbour>)] = []
    func visit(_ node: Int, from parent: Int?) {
      places[node] = count
      count += 1
      path.append((node, parent, graph.neighbours[node].sorted { ranks[$0.atom] < ranks[$1.atom] }[...]))
    }
    visit(start, from: nil)
    while let (node, parent, _) = path.last {
      guard let next = path[path.count - 1].rest.popFirst() else {
        path.removeLast()
        continue
      }
      if next.atom == parent { continue }
      guard let place = places[next.atom] else {
        branches[node].append(next)
        visit(next.atom, from: node)
        continue
      }
      // Each such bond is met from both ends; it counts from the later node.
      guard let own = places[node], place < own else { continue }
      let closure = Closure(opening: next.atom, closing: node, order: next.order)
      closures[next.atom].append(closure)
      closures[node].append(closure)
    }
  }

  func text() -> String {
    var text = ""
    var numbers = RingNumbers()
    var steps: [Step] = [.node(start, from: nil)]
    while let step = steps.popLast() {
      switch step {
      case .text(let mark): text += mark
      case .node(let node, let parent):
        if let parent { text += symbol(parent.order, parent.node, node) }
        text += graph.nodes[node].smiles
        for closure in closures[node] {
          let isOpening = closure.opening == node
          if isOpening { text += symbol(closure.order, closure.opening, closure.closing) }
          let key = [closure.opening, closure.closing]
          text += isOpening ? numbers.open(key) : numbers.close(key)
        }
        // The steps are taken from the end: all branches but the last in parentheses, the first of them first.
        for (index, branch) in branches[node].enumerated().reversed() {
          let isLast = index == branches[node].count - 1
          if !isLast { steps.append(.text(")")) }
          steps.append(.node(branch.atom, from: (node, branch.order)))
          if !isLast { steps.append(.text("(")) }
        }
      }
    }
    return text
  }

  private func symbol(_ order: BondOrder, _ one: Int, _ other: Int) -> String {
    switch order {
    case .single: graph.nodes[one].aromaticBonds > 0 && graph.nodes[other].aromaticBonds > 0 ? "-" : ""
    case .double: "="
    case .triple: "#"
    case .aromatic: ""
    }
  }
}

/// The numbers of the rings that are open, the smallest free one for each new ring.
private struct RingNumbers {
  private var numbers: [[Int]: Int] = [:]
  private var isTaken: [Bool] = []

  mutating func open(_ key: [Int]) -> String {
    let index = isTaken.firstIndex(of: false) ?? isTaken.count
    if index == isTaken.count { isTaken.append(true) } else { isTaken[index] = true }
    numbers[key] = index
    return Self.text(index + 1)
  }

  mutating func close(_ key: [Int]) -> String {
    guard let index = numbers.removeValue(forKey: key) else { return "" }
    isTaken[index] = false
    return Self.text(index + 1)
  }

  private static func text(_ number: Int) -> String {
    switch number {
    case ...9: "\(number)"
    case ...99: "%\(number)"
    default: "%(\(number))"
    }
  }
}
