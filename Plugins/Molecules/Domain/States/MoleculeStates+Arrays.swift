public import Bellman

extension MoleculeStates {
  /// As named arrays: the number of atoms of each molecule, then kinds, orders (packed pairs) and positions (Å), one molecule behind
  /// the other.
  public var arrays: StoredArrays {
    var arrays = StoredArrays()
    let kinds = graphs.flatMap { $0.kinds.map(Double.init) }
    let orders = graphs.flatMap { $0.orders.map(Double.init) }
    arrays.store("sizes", shape: [count], sizes.map(Double.init))
    arrays.store("kinds", shape: [kinds.count], kinds)
    arrays.store("orders", shape: [orders.count], orders)
    arrays.store("positions", shape: [kinds.count, 3], positions.flatMap { $0 })
    if let properties { arrays.store("properties", shape: [count], properties) }
    return arrays
  }

  /// - Parameter hasProperty: whether the molecules must have a property.
  /// - Throws: `ModelError` for arrays that are no legal molecules of this alphabet.
  init(_ arrays: StoredArrays, alphabet: AtomAlphabet, hasProperty: Bool) throws {
    func numbers(_ name: String, _ range: ClosedRange<Int>) throws -> [Int] {
      try arrays.array(name, rank: 1).values.map { value in
        guard let number = Int(exactly: value), range.contains(number) else {
          throw ModelError("the stored array “\(name)” holds \(value)")
        }
        return number
      }
    }
    let sizes = try numbers("sizes", 1...1 << 16)
    let kinds = try numbers("kinds", 0...alphabet.count - 1).map { Int8($0) }
    let orders = try numbers("orders", 0...3).map { Int8($0) }
    let places = try arrays.array("positions", rank: 2).values
    guard sizes.reduce(0, +) == kinds.count, places.count == 3 * kinds.count, places.allSatisfy(\.isFinite),
      sizes.reduce(0, { $0 + MaskedGraph.pairCount(atomCount: $1) }) == orders.count
    else { throw ModelError("the stored molecules do not have the numbers of atoms and bonds that are said") }
    var (atom, pair) = (0, 0)
    var graphs: [MaskedGraph] = []
    var positions: [[Double]] = []
    for size in sizes {
      let pairs = MaskedGraph.pairCount(atomCount: size)
      let graph = try MaskedGraph(kinds: Array(kinds[atom..<atom + size]), orders: Array(orders[pair..<pair + pairs]))
      guard graph.isLegal(alphabet) else { throw ModelError("stored molecule \(graphs.count + 1) is not legal") }
      graphs.append(graph)
      positions.append(Array(places[3 * atom..<3 * (atom + size)]))
      atom += size
      pair += pairs
    }
    let properties = hasProperty ? try arrays.array("properties", rank: 1).values : nil
    if let properties {
      guard properties.count == sizes.count, properties.allSatisfy(\.isFinite) else {
        throw ModelError("the stored molecules do not have a number each as property")
      }
    }
    self.init(alphabet: alphabet, graphs: graphs, positions: positions, properties: properties)
  }
}
