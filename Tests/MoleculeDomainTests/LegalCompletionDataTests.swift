import Foundation
import MoleculeDomain
import TestInputs
import Testing

/// Public data beside the package, where they are: every molecule of QM9 with up to 7 heavy atoms.
@Suite struct LegalCompletionDataTests {
  private static let path = "../shared/data/molecules/qm9_le7heavy.sdf.gz"

  /// What order ever its atoms and bonds are revealed in, a true molecule's own values are allowed, and random ones lead to legal
  /// graphs.
  @Test func trueMoleculesCanBeRevealed() throws {
    guard FileManager.default.fileExists(atPath: Self.path) else {
      print("skipped: no ../shared/data")
      return
    }
    let molecules = try MoleculeFile(reading: Self.path).molecules.filter(\.isConnected)
    let alphabet = try AtomAlphabet(Set(molecules.flatMap { $0.atoms.map { AtomKind($0) } }))
    var generator = SeededGenerator(state: 11)
    var (refused, illegal, undecided) = (0, 0, 0)
    for molecule in molecules {
      let truth = try MaskedGraph(molecule, alphabet: alphabet)
      #expect(truth.isLegal(alphabet))
      var completion = try #require(LegalCompletion(MaskedGraph(atomCount: truth.atomCount), alphabet: alphabet))
      var (random, isLegal) = (completion, true)
      for place in generator.revealOrder(atomCount: truth.atomCount) {
        let isTrue: Bool
        if place < truth.atomCount {
          isTrue = completion.reveal(kind: Int(truth.kinds[place]), ofAtom: place)
        } else {
          let (first, second) = MaskedGraph.atoms(ofPair: place - truth.atomCount)
          isTrue = completion.reveal(order: Int(truth.orders[place - truth.atomCount]), between: first, and: second)
        }
        if !isTrue { refused += 1 }
        if !generator.reveal(place, in: &random) { isLegal = false }
      }
      if completion.graph != truth { refused += 1 }
      if !isLegal || !random.graph.isLegal(alphabet) { illegal += 1 }
      undecided += completion.undecidedCount + random.undecidedCount
    }
    #expect(refused == 0 && illegal == 0)
    print("\(molecules.count) molecules revealed; \(undecided) questions were undecided")
  }
}
