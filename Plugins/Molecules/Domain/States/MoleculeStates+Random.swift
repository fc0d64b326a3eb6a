internal import Bellman
public import Files
internal import Foundation
internal import Networks
internal import Tensors

extension MoleculeStates {
  /// Legal molecules of given numbers of atoms, with kinds and bonds revealed at random and positions of normal law: what laws are
  /// tried on.
  ///
  /// - Throws: `ProgramError` when there is no legal molecule of a size.
  public init(randomOf alphabet: AtomAlphabet, sizes: [Int], seed: UInt64) throws(ProgramError) {
    var graphs: [MaskedGraph] = []
    var positions: [[Double]] = []
    for (row, size) in sizes.enumerated() {
      var stream = RandomStream(seed: seed, stream: RandomPurpose.probe, index: UInt32(truncatingIfNeeded: row))
      guard var completion = LegalCompletion(MaskedGraph(atomCount: size), alphabet: alphabet) else {
        throw Self.noMolecule(of: size, alphabet)
      }
      for atom in 0..<size {
        let allowed = completion.allowedKinds(ofAtom: atom).enumerated().filter(\.element).map(\.offset)
        _ = completion.reveal(kind: MoleculeNoising.chosen(1, of: allowed, &stream).first ?? 0, ofAtom: atom)
      }
      for second in 0..<size {
        for first in 0..<second {
          let allowed = completion.allowedOrders(between: first, and: second)
          let orders = (0...3).filter { allowed.contains(order: $0) }
          _ = completion.reveal(order: MoleculeNoising.chosen(1, of: orders, &stream).first ?? 0, between: first, and: second)
        }
      }
      graphs.append(completion.graph)
      var places = (0..<3 * size).map { _ in 1.5 * stream.normal() }
      Self.centre(&places)
      positions.append(places)
    }
    self.init(alphabet: alphabet, graphs: graphs, positions: positions)
  }

  static func noMolecule(of size: Int, _ alphabet: AtomAlphabet) -> ProgramError {
    ProgramError(
      .data, "there is no legal molecule of \(size) atoms with \(alphabet.kinds.map(\.description).joined(separator: ", "))",
      remedy: "ask for another number of atoms")
  }
}
