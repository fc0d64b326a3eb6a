/// A partition of the numbers below a count, which grows coarser.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// Joins every number with its image.
  mutating func join(_ images: [Int]) {
    for (number, image) in images.enumerated() {
      let (one, other) = (root(number), root(image))
      if one != other { parents[max(one, other)] = min(one, other) }
    }
  }

  mutating func areJoined(_ one: Int, _ other: Int) -> Bool { root(one) == root(other) }

  private mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }
}
