extension MaskedGraph {
  /// The numbers of bonds on the shortest ways between all pairs of atoms along known bonds, in the packed order of the pairs.
  ///
  /// - Parameters:
  ///   - longest: what greater lengths are given as; at least 1.
  ///   - lengths: room for all pairs. Those that no known bonds join are given as `longest` + 1.
  public func shortestPaths(longest: Int, into lengths: UnsafeMutableBufferPointer<Int32>) {
    precondition(lengths.count >= orders.count && longest >= 1, "a length for every pair")
    let neighbours = Neighbours(bonds, atomCount: atomCount)
    for pair in orders.indices { lengths[pair] = Int32(longest + 1) }
    var length = [Int32](repeating: -1, count: atomCount)
    var reached: [Int] = []
    for start in 0..<atomCount {
      reached.append(start)
      length[start] = 0
      var position = 0
      while position < reached.count {
        let atom = reached[position]
        position += 1
        if start < atom { lengths[Self.pairIndex(start, atom)] = min(length[atom], Int32(longest)) }
        for neighbour in neighbours[atom] where length[neighbour.atom] < 0 {
          length[neighbour.atom] = length[atom] + 1
          reached.append(neighbour.atom)
        }
      }
      for atom in reached { length[atom] = -1 }
      reached.removeAll(keepingCapacity: true)
    }
  }

  /// What each atom may still take up: the greatest total bond order that its kind may have, less the known orders; −1 where the
  /// kind is hidden.
  public func residualValences(_ alphabet: AtomAlphabet, into residuals: UnsafeMutableBufferPointer<Int32>) {
    precondition(residuals.count >= atomCount, "a residual for every atom")
    for (atom, kind) in kinds.enumerated() { residuals[atom] = kind < 0 ? -1 : Int32(alphabet.valences[Int(kind)].last ?? 0) }
    var pair = 0
    for second in 0..<atomCount {
      for first in 0..<second {
        let order = Int32(orders[pair])
        pair += 1
        guard order > 0 else { continue }
        residuals[first] -= order
        residuals[second] -= order
      }
    }
  }

  /// For all pairs, in their packed order, the size of the smallest ring of known bonds that holds both atoms, if it has at most
  /// `largest` atoms; 0 otherwise.
  ///
  /// Rings of 3 up to `largest` atoms are all visited, which is cheap while `largest` is small: 8 at most are taken. The rings of
  /// `SmallestRings` would not do: some pairs have only larger ones in common, as two atoms of norbornane's two bridges of two.
  public func smallRings(largest: Int, into sizes: UnsafeMutableBufferPointer<Int32>) {
    precondition(sizes.count >= orders.count && 3...8 ~= largest, "a size for every pair, and rings of 3 to 8 atoms")
    for pair in orders.indices { sizes[pair] = 0 }
    let neighbours = Neighbours(bonds, atomCount: atomCount)
    var path: [Int] = []
    for start in 0..<atomCount {
      path.append(start)
      Self.walk(&path, neighbours, largest, into: sizes)
      path.removeLast()
    }
  }

  /// Lengthens a path whose first atom has the lowest number, and marks the rings that it closes.
  private static func walk(_ path: inout [Int], _ neighbours: Neighbours, _ largest: Int, into sizes: UnsafeMutableBufferPointer<Int32>) {
    let (start, end) = (path[0], path[path.count - 1])
    for neighbour in neighbours[end] {
      let atom = neighbour.atom
      // Each ring is met in both directions; one is enough.
      if atom == start, path.count > 2, path[1] < end { mark(path, sizes) }
      guard atom > start, path.count < largest, !path.contains(atom) else { continue }
      path.append(atom)
      walk(&path, neighbours, largest, into: sizes)
      path.removeLast()
    }
  }

  private static func mark(_ ring: [Int], _ sizes: UnsafeMutableBufferPointer<Int32>) {
    for (position, atom) in ring.enumerated() {
      for other in ring[..<position] {
        let pair = pairIndex(atom, other)
        if sizes[pair] == 0 || sizes[pair] > ring.count { sizes[pair] = Int32(ring.count) }
      }
    }
  }
}
