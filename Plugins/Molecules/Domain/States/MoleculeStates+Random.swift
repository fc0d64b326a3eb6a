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
        throw Self.noMolecule(like: MaskedGraph(atomCount: size), alphabet)
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
      var places = Self.separatedPlaces(size, &stream)
      Self.centre(&places)
      positions.append(places)
    }
    self.init(alphabet: alphabet, graphs: graphs, positions: positions)
  }

  /// Places of normal law, drawn again where they are nearer to another than atoms are.
  private static func separatedPlaces(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    var places: [SIMD3<Double>] = []
    var deviation = 1.5
    while places.count < count {
      let place = deviation * SIMD3(stream.normal(), stream.normal(), stream.normal())
      if places.allSatisfy({ Geometry.distance($0, place) > 0.6 }) {
        places.append(place)
      } else {
        // Wider, so that there is room for any number.
        deviation *= 1.01
      }
    }
    return places.flatMap { [$0.x, $0.y, $0.z] }
  }

  /// What is said where nothing legal can come of a graph.
  static func noMolecule(like graph: MaskedGraph, _ alphabet: AtomAlphabet) -> ProgramError {
    let known = graph.kinds.filter { $0 >= 0 }
    guard !known.isEmpty else {
      return ProgramError(
        .usage,
        "there is no legal molecule of \(graph.atomCount) \(graph.atomCount == 1 ? "atom" : "atoms") with \(alphabet.kinds.map(\.description).joined(separator: ", "))",
        remedy: "ask for another number of atoms")
    }
    let counts = alphabet.kinds.indices.map { kind in known.count { Int($0) == kind } }
    let text = zip(alphabet.kinds, counts).filter { $1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", ")
    return ProgramError(.usage, "no legal connected molecule has \(text)", remedy: "ask for other atoms")
  }
}
