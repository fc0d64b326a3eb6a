/// Things that are joined, directly or through others, as groups: a forest in which each thing leads to the root of its group.
///
/// Source: R. Tarjan, J. ACM 22, 215 (1975); paths are halved on the way.
struct JoinedGroups {
  private var parent: [Int]

  /// Each thing by itself.
  init(_ count: Int) { parent = Array(0..<count) }

  mutating func join(_ a: Int, _ b: Int) { parent[root(a)] = root(b) }

  private mutating func root(_ thing: Int) -> Int {
    var node = thing
    while parent[node] != node {
      parent[node] = parent[parent[node]]
      node = parent[node]
    }
    return node
  }

  /// Of each thing the number of its group, in the order of first things; and how many groups there are.
  mutating func numbers() -> (numbers: [Int], count: Int) {
    var known: [Int: Int] = [:]
    let numbers = parent.indices.map { thing in
      let root = root(thing)
      let number = known[root] ?? known.count
      known[root] = number
      return number
    }
    return (numbers, known.count)
  }
}
