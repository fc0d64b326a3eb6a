internal import Files
internal import Foundation
internal import Tensors

/// Graphs from nothing but their sizes: the controlled jump process, whose variables are revealed in random order with the network's
/// probabilities, restricted to values behind which a legal graph stands.
///
/// That a value has none is a value function of minus infinity, known without learning: the control's rates to it are zero, and
/// the others keep their proportions. Every graph that comes out is therefore legal and connected.
struct GraphSampler {
  let noising: MoleculeNoising
  let alphabet: AtomAlphabet
  /// Evaluations of the network for kinds, skeleton and leaves.
  var steps: [MoleculeSchedule.Part: Int] = [.kinds: 10, .skeleton: 14, .leaves: 1]

  func graphs(
    sizes: [Int], predictor: MoleculePredictor, generators: inout [RandomStream]
  ) throws -> [MaskedGraph] {
    var completions = try sizes.map { size in
      guard let completion = LegalCompletion(MaskedGraph(atomCount: size), alphabet: alphabet) else {
        throw ProgramError(
          .data, "there is no legal molecule of \(size) atoms with \(alphabet.kinds.map(\.description).joined(separator: ", "))",
          remedy: "ask for another number of atoms")
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
            completions[index].graph, positions: [Double](repeating: 0, count: 3 * sizes[index]),
            deviation: noising.schedule.largestDeviation)
        }
        let predictions = try predictor.predictions(molecules, part == .kinds ? .kinds : .orders)
        for (index, prediction) in zip(open, predictions) {
          let count = Int((Double(hidden[index].count) / Double(steps - step)).rounded(.up))
          for variable in MoleculeNoising.chosen(count, of: hidden[index], &generators[index]) {
            let isRevealed: Bool
            if part == .kinds {
              let allowed = completions[index].allowedKinds(ofAtom: variable)
              let logits = prediction.kinds[variable * alphabet.count..<(variable + 1) * alphabet.count]
              isRevealed = completions[index].reveal(
                kind: Self.drawn(logits, allowed, &generators[index]), ofAtom: variable)
            } else {
              let (first, second) = MaskedGraph.atoms(ofPair: variable)
              let orders = completions[index].allowedOrders(between: first, and: second)
              let logits = prediction.orders[4 * variable..<4 * variable + 4]
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
  static func drawn(_ logits: ArraySlice<Float>, _ allowed: [Bool], _ stream: inout RandomStream) -> Int {
    let values = zip(logits, allowed).map { $1 ? Double($0) : -.infinity }
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
