/// A partition of the numbers below a count, which grows coarser: a forest in which each number leads to the least of its set.
///
/// Source: R. Tarjan, J. ACM 22, 215 (1975); paths are halved on the way.
public struct DisjointSets: Sendable {
  private var parents: [Int]

  /// Each number by itself.
  public init(count: Int) { parents = Array(0..<count) }

  public mutating func join(_ one: Int, _ other: Int) {
    let (one, other) = (root(one), root(other))
    if one != other { parents[max(one, other)] = min(one, other) }
  }

  public mutating func areJoined(_ one: Int, _ other: Int) -> Bool { root(one) == root(other) }

  /// Of each number the place of its set, in the order of least members; and how many sets there are.
  public mutating func places() -> (places: [Int], count: Int) {
    var (places, count) = ([Int](repeating: 0, count: parents.count), 0)
    for number in parents.indices {
      let least = root(number)
      places[number] = least == number ? count : places[least]
      if least == number { count += 1 }
    }
    return (places, count)
  }

  private mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }
}
