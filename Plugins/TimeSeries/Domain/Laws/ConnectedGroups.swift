/// Groups of things that need each other, each after all that it needs.
///
/// Source: R. Tarjan, SIAM J. Comput. 1, 146 (1972).
enum ConnectedGroups {
  /// - Parameter needs: of each thing, the numbers of those it needs.
  static func ordered(_ needs: [Set<Int>]) -> [[Int]] {
    var (numbers, lowest) = ([Int](repeating: -1, count: needs.count), [Int](repeating: 0, count: needs.count))
    var (stack, isOn, next) = ([Int](), [Bool](repeating: false, count: needs.count), 0)
    var groups: [[Int]] = []
    func visit(_ thing: Int) {
      (numbers[thing], lowest[thing]) = (next, next)
      next += 1
      stack.append(thing)
      isOn[thing] = true
      for other in needs[thing].sorted() {
        if numbers[other] < 0 {
          visit(other)
          lowest[thing] = min(lowest[thing], lowest[other])
        } else if isOn[other] {
          lowest[thing] = min(lowest[thing], numbers[other])
        }
      }
      guard lowest[thing] == numbers[thing] else { return }
      var group: [Int] = []
      while let last = stack.popLast() {
        isOn[last] = false
        group.append(last)
        if last == thing { break }
      }
      groups.append(group.sorted())
    }
    for thing in needs.indices where numbers[thing] < 0 { visit(thing) }
    return groups
  }
}
