internal import Foundation

/// What the network is shown of a molecule's graph: as little as tells all that is known.
///
/// Kinds are revealed seeing the atoms and no pairs, since nothing is known of those. The skeleton's bonds are revealed seeing its atoms
/// alone: the leaves have no bonds yet, so that their numbers say all; in a small organic molecule that is a fifth of the pairs. The bonds of
/// leaves are revealed without the pairs of two of them, which have none.
package struct VisibleGraph {
  /// Of the atoms that are shown.
  package let graph: MaskedGraph
  /// Their numbers in the molecule, ascending.
  package let atoms: [Int]
  /// The pairs that are shown, by their packed numbers in `graph`, ascending.
  package let pairs: [Int]
  package let extent: MoleculeExtent
  /// For each kind √N/2 of its number N in the whole molecule, and the same for atoms whose kind is hidden.
  package let composition: [Double]
  /// The bond orders that are still to be given to pairs of the skeleton: half of what its atoms may take up less what leaves will; nil
  /// where kinds are hidden.
  package let openOrders: Int?

  package init(_ molecule: NoisedMolecule, _ alphabet: AtomAlphabet) {
    self.init(molecule.graph, molecule.part, alphabet)
  }

  private init(_ whole: MaskedGraph, _ part: MoleculeSchedule.Part, _ alphabet: AtomAlphabet) {
    var counts = [Int](repeating: 0, count: alphabet.count + 1)
    for kind in whole.kinds { counts[kind < 0 ? alphabet.count : Int(kind)] += 1 }
    composition = counts.map { 0.5 * Double($0).squareRoot() }
    atoms = Self.atoms(whole.kinds, part, alphabet)
    graph = atoms.count == whole.atomCount ? whole : whole.restricted(to: atoms)
    pairs =
      switch part {
      case .kinds: []
      case .skeleton, .positions: Array(graph.orders.indices)
      case .leaves: alphabet.pairs(of: whole.kinds) { $0 < 2 }
      }
    extent = MoleculeExtent(atoms: atoms.count, pairs: pairs.count)
    guard counts[alphabet.count] == 0 else {
      openOrders = nil
      return
    }
    var open = 0
    for kind in whole.kinds {
      let greatest = alphabet.valences[Int(kind)].last ?? 0
      open += alphabet.isLeaf(kind) ? -greatest : greatest
    }
    var pair = 0
    for second in whole.kinds.indices {
      for first in 0..<second {
        let order = Int(whole.orders[pair])
        pair += 1
        guard order > 0 else { continue }
        // A bond to a leaf uses what was set aside for it.
        if !alphabet.isLeaf(whole.kinds[first]), !alphabet.isLeaf(whole.kinds[second]) { open -= 2 * order }
      }
    }
    // Leaves that are bonded to each other leave less than none.
    openOrders = max(0, open / 2)
  }

  /// How much of a molecule whose kinds are known is shown, without making it.
  package static func extent(_ graph: MaskedGraph, _ part: MoleculeSchedule.Part, _ alphabet: AtomAlphabet) -> MoleculeExtent {
    let all = MoleculeExtent(atoms: graph.atomCount)
    let skeleton = MoleculeExtent(atoms: graph.kinds.count { !alphabet.isLeaf($0) })
    switch part {
    case .kinds: return MoleculeExtent(atoms: all.atoms, pairs: 0)
    case .skeleton: return skeleton
    case .leaves:
      let hidden = skeleton.atoms > 0 ? MaskedGraph.pairCount(atomCount: all.atoms - skeleton.atoms) : 0
      return MoleculeExtent(atoms: all.atoms, pairs: all.pairs - hidden)
    case .positions: return all
    }
  }

  private static func atoms(_ kinds: [Int8], _ part: MoleculeSchedule.Part, _ alphabet: AtomAlphabet) -> [Int] {
    part == .skeleton ? kinds.indices.filter { kinds[$0] >= 0 && !alphabet.isLeaf(kinds[$0]) } : Array(kinds.indices)
  }

  /// The number in the whole molecule's packed order of a pair that is shown, given by its place in `pairs`.
  package func pairInMolecule(_ place: Int) -> Int {
    let (first, second) = MaskedGraph.atoms(ofPair: pairs[place])
    return MaskedGraph.pairIndex(atoms[first], atoms[second])
  }
}
