internal import Files
internal import Foundation
package import Tensors

/// Graphs from nothing but their sizes: the controlled jump process, whose variables are revealed in random order with the network's
/// probabilities, restricted to values behind which a legal graph stands.
///
/// That a value has none is a value function of minus infinity, known without learning: the control's rates to it are zero, and
/// the others keep their proportions. Every graph that comes out is therefore legal and connected.
package struct GraphSampler {
  package let noising: MoleculeNoising
  package let alphabet: AtomAlphabet
  /// Evaluations of the network for kinds, skeleton and leaves.
  package let steps: [MoleculeSchedule.Part: Int]

  package init(noising: MoleculeNoising, alphabet: AtomAlphabet, steps: [MoleculeSchedule.Part: Int]) {
    self.noising = noising
    self.alphabet = alphabet
    self.steps = steps
  }

  /// - Parameters:
  ///   - logits: unnormalised log-probabilities of what is hidden in each molecule: of kinds, atom by atom, or of orders 0…3, pair
  ///     by pair.
  ///   - starts: what is known of each graph; nothing but its size, or the kinds of its atoms too.
  package func graphs(
    from starts: [MaskedGraph], generators: inout [RandomStream],
    logits: ([NoisedMolecule], MoleculeSchedule.Part) throws -> [[Double]]
  ) throws -> [MaskedGraph] {
    var completions = try starts.map { start in
      guard let completion = LegalCompletion(start, alphabet: alphabet) else {
        throw MoleculeStates.noMolecule(like: start, alphabet)
      }
      return completion
    }
    for part in [MoleculeSchedule.Part.kinds, .skeleton, .leaves] {
      let steps = self.steps[part] ?? 1
      for step in 0..<steps {
        let hidden = completions.map { completion in
          noising.variables(of: part, in: completion.graph).filter {
            part == .kinds ? completion.graph.kinds[$0] < 0 : completion.graph.orders[$0] < 0
          }
        }
        let open = completions.indices.filter { !hidden[$0].isEmpty }
        guard !open.isEmpty else { break }
        let molecules = open.map { index in
          NoisedMolecule(
            completions[index].graph, positions: [Double](repeating: 0, count: 3 * starts[index].atomCount),
            deviation: noising.schedule.largestDeviation)
        }
        let answers = try logits(molecules, part)
        for (index, answer) in zip(open, answers) {
          let count = Int((Double(hidden[index].count) / Double(steps - step)).rounded(.up))
          for variable in MoleculeNoising.chosen(count, of: hidden[index], &generators[index]) {
            let isRevealed: Bool
            if part == .kinds {
              let allowed = completions[index].allowedKinds(ofAtom: variable)
              let logits = answer[variable * alphabet.count..<(variable + 1) * alphabet.count]
              isRevealed = completions[index].reveal(
                kind: Self.drawn(logits, allowed, &generators[index]), ofAtom: variable)
            } else {
              let (first, second) = MaskedGraph.atoms(ofPair: variable)
              let orders = completions[index].allowedOrders(between: first, and: second)
              let logits = answer[4 * variable..<4 * variable + 4]
              isRevealed = completions[index].reveal(
                order: Self.drawn(logits, (0..<4).map { orders.contains(order: $0) }, &generators[index]),
                between: first, and: second)
            }
            guard isRevealed else {
              throw ProgramError(.software, "a legal value of a molecule was refused", remedy: "report this")
            }
          }
        }
      }
    }
    return completions.map(\.graph)
  }

  /// A draw from the softmax of the logits over the values that are allowed.
  private static func drawn(_ logits: ArraySlice<Double>, _ allowed: [Bool], _ stream: inout RandomStream) -> Int {
    let values = zip(logits, allowed).map { $1 ? $0 : -.infinity }
    let largest = values.max() ?? 0
    let weights = values.map { $0 == -.infinity ? 0 : exp($0 - largest) }
    var rest = stream.uniform() * weights.reduce(0, +)
    for (value, weight) in weights.enumerated() where weight > 0 {
      rest -= weight
      if rest <= 0 { return value }
    }
    return allowed.lastIndex(of: true) ?? 0
  }
}
