/// How many atoms, unordered pairs and molecules a bin holds: the row of a program over molecules of different sizes.
///
/// A program has one shape, and molecules have many. Several are therefore laid one behind the other in a bin; what is left over
/// belongs to an atom, a pair and a molecule that stand for nothing, the last of each.
public struct BinShape: Hashable, Sendable {
  public let atoms: Int
  /// n(n − 1)/2 for a molecule of n atoms.
  public let pairs: Int
  public let molecules: Int

  /// The shape that suits molecules of these sizes, with room for the largest and little left over.
  /// - Parameter leastPairs: a bin for smaller molecules holds this many pairs.
  public init(sizes: [Int], leastPairs: Int = 512) {
    let largest = max(sizes.max() ?? 1, 1)
    let all = sizes.reduce(0) { $0 + Self.pairs($1) }
    let pairs = max(leastPairs, Self.pairs(largest))
    // A molecule of few atoms has few pairs for each: the shares are those of the set.
    let share = Double(pairs) / Double(max(all, 1))
    self.pairs = pairs + 1
    atoms = max(largest, min(sizes.reduce(0, +), Int(1.1 * share * Double(sizes.reduce(0, +)) + 4))) + 1
    molecules = max(1, min(sizes.count, Int(1.25 * share * Double(sizes.count) + 2))) + 1
  }

  /// How many bins hold about this many molecules: a multiple of four, so that a batch can be shared.
  public func bins(forMolecules count: Int, sizes: [Int]) -> Int {
    let packing = BinPacking(sizes.indices, sizes: sizes, shape: self)
    let each = Double(sizes.count) / Double(max(packing.bins.count, 1))
    return max(1, Int((Double(count) / max(each, 1) / 4).rounded())) * 4
  }

  static func pairs(_ atoms: Int) -> Int { MaskedGraph.pairCount(atomCount: atoms) }
}

/// Which molecules lie in which bin, and where.
public struct BinPacking: Hashable, Sendable {
  /// A molecule's place in its bin.
  public struct Place: Hashable, Sendable {
    public let molecule: Int
    public let size: Int
    public let firstAtom: Int
    public let firstPair: Int
    /// The molecule's number in the bin.
    public let number: Int
  }

  public private(set) var bins: [[Place]] = []

  /// Bins that are kept open while molecules come in.
  private static var openBins: Int { 24 }

  /// First fit, in the order given, into the bins that were opened last.
  /// - Parameter sizes: of every molecule that `order` names; none larger than the shape.
  public init(_ order: some Sequence<Int>, sizes: [Int], shape: BinShape) {
    var used: [(atoms: Int, pairs: Int, molecules: Int)] = []
    for molecule in order {
      let size = sizes[molecule]
      let pairs = BinShape.pairs(size)
      let start = max(0, bins.count - Self.openBins)
      let found = (start..<bins.count).first {
        used[$0].atoms + size < shape.atoms && used[$0].pairs + pairs < shape.pairs
          && used[$0].molecules + 1 < shape.molecules
      }
      let bin = found ?? bins.count
      if found == nil {
        bins.append([])
        used.append((0, 0, 0))
      }
      bins[bin].append(
        Place(
          molecule: molecule, size: size, firstAtom: used[bin].atoms, firstPair: used[bin].pairs,
          number: used[bin].molecules))
      used[bin] = (used[bin].atoms + size, used[bin].pairs + pairs, used[bin].molecules + 1)
    }
  }
}
