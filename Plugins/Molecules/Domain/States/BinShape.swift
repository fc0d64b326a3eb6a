/// How many atoms, unordered pairs and molecules a bin holds: the row of a program over molecules of different sizes.
///
/// A program has one shape, and molecules have many. Several are therefore laid one behind the other in a bin; what is left over
/// belongs to an atom, a pair and a molecule that stand for nothing, the last of each.
public struct BinShape: Hashable, Sendable {
  public let atoms: Int
  public let pairs: Int
  public let molecules: Int

  /// The shape that suits molecules of these extents, with room for the largest and little left over.
  /// - Parameter leastPairs: a bin for smaller molecules holds about this many pairs, or half as many atoms.
  public init(_ extents: [MoleculeExtent], leastPairs: Int = 512) {
    let (atoms, pairs) = (extents.reduce(0) { $0 + $1.atoms }, extents.reduce(0) { $0 + $1.pairs })
    self.init(extents, share: min(Double(leastPairs) / Double(max(pairs, 1)), 0.5 * Double(leastPairs) / Double(max(atoms, 1))))
  }

  /// The shape of bins that hold a share of the molecules each, and at least the largest.
  /// - Parameter holding: what molecules may be at other times.
  init(_ extents: [MoleculeExtent], share: Double, holding others: [MoleculeExtent] = []) {
    let all = extents + others
    let largest = MoleculeExtent(atoms: all.map(\.atoms).max() ?? 0, pairs: all.map(\.pairs).max() ?? 0)
    let (atoms, pairs) = (extents.reduce(0) { $0 + $1.atoms }, extents.reduce(0) { $0 + $1.pairs })
    // A molecule of few atoms has few pairs for each: the shares are those of the set.
    let share = max(share, Double(largest.pairs) / Double(max(pairs, 1)))
    self.pairs = max(largest.pairs, Int((share * Double(pairs)).rounded())) + 1
    self.atoms = max(largest.atoms, min(atoms, Int(1.1 * share * Double(atoms) + 4))) + 1
    molecules = max(1, min(extents.count, Int(1.25 * share * Double(extents.count) + 2))) + 1
  }
}

/// How many atoms and unordered pairs of a molecule the network sees.
public struct MoleculeExtent: Hashable, Sendable {
  public let atoms: Int
  public let pairs: Int

  public init(atoms: Int, pairs: Int) {
    self.atoms = atoms
    self.pairs = pairs
  }

  /// All n(n − 1)/2 pairs of n atoms.
  public init(atoms: Int) { self.init(atoms: atoms, pairs: MaskedGraph.pairCount(atomCount: atoms)) }
}

/// Which molecules lie in which bin, and where.
public struct BinPacking: Hashable, Sendable {
  /// A molecule's place in its bin.
  public struct Place: Hashable, Sendable {
    public let molecule: Int
    public let extent: MoleculeExtent
    public let firstAtom: Int
    public let firstPair: Int
    /// The molecule's number in the bin.
    public let number: Int
  }

  public private(set) var bins: [[Place]] = []

  /// Bins that are kept open while molecules come in.
  private static var openBins: Int { 24 }

  /// First fit, in the order given, into the bins that were opened last.
  /// - Parameter extents: of every molecule that `order` names; none larger than the shape.
  public init(_ order: some Sequence<Int>, extents: [MoleculeExtent], shape: BinShape) {
    var used: [(atoms: Int, pairs: Int, molecules: Int)] = []
    for molecule in order {
      let extent = extents[molecule]
      let start = max(0, bins.count - Self.openBins)
      let found = (start..<bins.count).first {
        used[$0].atoms + extent.atoms < shape.atoms && used[$0].pairs + extent.pairs < shape.pairs
          && used[$0].molecules + 1 < shape.molecules
      }
      let bin = found ?? bins.count
      if found == nil {
        bins.append([])
        used.append((0, 0, 0))
      }
      bins[bin].append(
        Place(
          molecule: molecule, extent: extent, firstAtom: used[bin].atoms, firstPair: used[bin].pairs,
          number: used[bin].molecules))
      used[bin] = (used[bin].atoms + extent.atoms, used[bin].pairs + extent.pairs, used[bin].molecules + 1)
    }
  }
}
