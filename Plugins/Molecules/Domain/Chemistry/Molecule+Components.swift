extension Molecule {
  /// The sets of atoms that bonds hold together, each ascending, in the order of their first atoms.
  public var components: [[Int]] {
    let neighbours = Neighbours(self)
    var component = [Int](repeating: -1, count: atoms.count)
    var count = 0
    for start in atoms.indices where component[start] < 0 {
      var waiting = [start]
      component[start] = count
      while let atom = waiting.popLast() {
        for neighbour in neighbours[atom] where component[neighbour.atom] < 0 {
          component[neighbour.atom] = count
          waiting.append(neighbour.atom)
        }
      }
      count += 1
    }
    var result = [[Int]](repeating: [], count: count)
    for (atom, index) in component.enumerated() { result[index].append(atom) }
    return result
  }

  /// Whether bonds hold all atoms together.
  public var isConnected: Bool { components.count == 1 }
}
