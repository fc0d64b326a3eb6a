internal import Files
internal import Foundation
package import Tensors

/// Which hidden variables of a graph are revealed first. For exact probabilities the law of what comes out does not depend on it.
public enum RevealingOrder: String, Hashable, Sendable, Codable, CaseIterable {
  /// As they come, each order as likely as any other.
  case random
  /// Those of least entropy, so that what the network knows stands before what it must guess.
  case certain
}

/// Graphs from nothing but their sizes, or from what is known of them: the controlled jump process, whose variables are revealed in
/// random order with the network's probabilities, restricted to values behind which a legal graph stands.
///
/// That a value has none is a value function of minus infinity, known without learning: the control's rates to it are zero, and
/// the others keep their proportions. Every graph that comes out is therefore legal and connected.
///
/// Bonds that are known before the kinds of all atoms are (those of a fragment) change the law of the kinds: by Bayes' rule
/// p(kinds | bonds) ∝ p(kinds) p(bonds | kinds). Of several candidates for the kinds one is taken with a probability in proportion to
/// the second factor, as the network sees it when it reveals the fragment's bonds in random order.
package struct GraphSampler {
  package let noising: MoleculeNoising
  package let alphabet: AtomAlphabet
  /// Evaluations of the network for kinds, skeleton and leaves.
  package let steps: [MoleculeSchedule.Part: Int]
  package let order: RevealingOrder
  /// Candidates for the kinds where bonds are known before, and evaluations for the weight of each.
  package let candidates: Int
  private static var weightSteps: Int { 4 }

  package init(
    noising: MoleculeNoising, alphabet: AtomAlphabet, steps: [MoleculeSchedule.Part: Int], order: RevealingOrder = .random,
    candidates: Int = 8
  ) {
    self.noising = noising
    self.alphabet = alphabet
    self.steps = steps
    self.order = order
    self.candidates = candidates
  }

  /// Unnormalised log-probabilities of what is hidden in each molecule: of kinds, atom by atom, or of orders 0…3, pair by pair. All molecules
  /// have the same part revealed.
  package typealias Logits = ([NoisedMolecule]) throws -> [[Double]]

  package func graphs(
    from conditions: [MoleculeCondition], generators: inout [RandomStream], logits: Logits
  ) throws -> [MaskedGraph] {
    let starts = try conditions.map { condition in
      guard let completion = LegalCompletion(condition.graph, alphabet: alphabet) else {
        throw MoleculeStates.noMolecule(like: condition.graph, alphabet)
      }
      return completion
    }
    var completions = starts
    try reveal(.kinds, of: &completions, conditions, &generators, logits)
    let open = conditions.indices.filter { index in
      conditions[index].graph.kinds.contains(MaskedGraph.hidden) && conditions[index].graph.orders.contains { $0 >= 0 }
    }
    if !open.isEmpty, candidates > 1 {
      try choose(among: &completions, starts, open, conditions, &generators, logits)
    }
    try reveal(.skeleton, of: &completions, conditions, &generators, logits)
    for index in completions.indices { try settleLeafPairs(of: &completions[index]) }
    try reveal(.leaves, of: &completions, conditions, &generators, logits)
    return completions.map(\.graph)
  }

  private func reveal(
    _ part: MoleculeSchedule.Part, of completions: inout [LegalCompletion], _ conditions: [MoleculeCondition],
    _ generators: inout [RandomStream], _ logits: Logits
  ) throws {
    let steps = self.steps[part] ?? 1
    for step in 0..<steps {
      let hidden = completions.map { completion in
        noising.variables(of: part, in: completion.graph).filter {
          part == .kinds ? completion.graph.kinds[$0] < 0 : completion.graph.orders[$0] < 0
        }
      }
      let open = completions.indices.filter { !hidden[$0].isEmpty }
      guard !open.isEmpty else { return }
      let answers = try logits(open.map { shown(completions[$0].graph, part, conditions[$0]) })
      for (index, answer) in zip(open, answers) {
        let count = Int((Double(hidden[index].count) / Double(steps - step)).rounded(.up))
        for variable in next(count, of: hidden[index], part, answer, &generators[index]) {
          guard reveal(variable, part, answer, &completions[index], &generators[index]) else {
            throw Self.refused
          }
        }
      }
    }
  }

  /// Two leaves have no bond; the network is not asked.
  private func settleLeafPairs(of completion: inout LegalCompletion) throws {
    for pair in noising.leafPairs(in: completion.graph) where completion.graph.orders[pair] < 0 {
      let (first, second) = MaskedGraph.atoms(ofPair: pair)
      guard completion.reveal(order: 0, between: first, and: second) else { throw Self.refused }
    }
  }

  private static let refused = ProgramError(.software, "a legal value of a molecule was refused", remedy: "report this")

  /// The variables that are revealed next.
  private func next(
    _ count: Int, of hidden: [Int], _ part: MoleculeSchedule.Part, _ answer: [Double], _ generator: inout RandomStream
  ) -> [Int] {
    let shuffled = Array(MoleculeNoising.chosen(hidden.count, of: hidden, &generator))
    guard order == .certain else { return Array(shuffled.prefix(count)) }
    let choices = part == .kinds ? alphabet.count : 4
    let entropies = shuffled.map { Self.entropy(answer[$0 * choices..<($0 + 1) * choices]) }
    return shuffled.indices.sorted { (entropies[$0], $0) < (entropies[$1], $1) }.prefix(count).map { shuffled[$0] }
  }

  /// Of the softmax, in nats.
  private static func entropy(_ logits: ArraySlice<Double>) -> Double {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return weights.reduce(0) { $1 > 0 ? $0 - $1 / sum * log($1 / sum) : $0 }
  }

  private func reveal(
    _ variable: Int, _ part: MoleculeSchedule.Part, _ answer: [Double], _ completion: inout LegalCompletion, _ generator: inout RandomStream
  ) -> Bool {
    guard part != .kinds else {
      let allowed = completion.allowedKinds(ofAtom: variable)
      let logits = answer[variable * alphabet.count..<(variable + 1) * alphabet.count]
      return completion.reveal(kind: Self.drawn(logits, allowed, &generator), ofAtom: variable)
    }
    let (first, second) = MaskedGraph.atoms(ofPair: variable)
    let orders = completion.allowedOrders(between: first, and: second)
    let logits = answer[4 * variable..<4 * variable + 4]
    return completion.reveal(
      order: Self.drawn(logits, (0..<4).map { orders.contains(order: $0) }, &generator), between: first, and: second)
  }

  /// What the network is shown of a graph: nothing of later parts, as when it was trained.
  private func shown(_ graph: MaskedGraph, _ part: MoleculeSchedule.Part, _ condition: MoleculeCondition) -> NoisedMolecule {
    var graph = graph
    if condition.graph.orders.contains(where: { $0 >= 0 }) {
      let seen = part == .kinds ? [] : noising.variables(of: .skeleton, in: graph)
      let later = part == .leaves ? [] : Set(graph.orders.indices).subtracting(seen)
      for pair in later { graph.hide(pair: pair) }
    }
    return NoisedMolecule(graph, revealing: part, property: condition.property)
  }

  /// Replaces the kinds of molecules with known bonds by one of several candidates, by their weights: each next one is taken with its share of
  /// the weights so far.
  private func choose(
    among completions: inout [LegalCompletion], _ starts: [LegalCompletion], _ open: [Int], _ conditions: [MoleculeCondition],
    _ generators: inout [RandomStream], _ logits: Logits
  ) throws {
    let asked = open.map { conditions[$0] }
    var streams = open.map { generators[$0] }
    var taken = open.map { completions[$0] }
    var totals = try logWeights(taken, asked, &streams, logits)
    for _ in 1..<candidates {
      var others = open.map { starts[$0] }
      try reveal(.kinds, of: &others, asked, &streams, logits)
      for (index, weight) in try logWeights(others, asked, &streams, logits).enumerated() {
        let largest = max(totals[index], weight)
        totals[index] = largest + log(exp(totals[index] - largest) + exp(weight - largest))
        if streams[index].uniform() < exp(weight - totals[index]) { taken[index] = others[index] }
      }
    }
    for (place, index) in open.enumerated() {
      completions[index] = taken[place]
      generators[index] = streams[place]
    }
  }

  /// log p of the known bonds of the skeleton, given the kinds, revealed in a random order.
  private func logWeights(
    _ completions: [LegalCompletion], _ conditions: [MoleculeCondition], _ generators: inout [RandomStream], _ logits: Logits
  ) throws -> [Double] {
    var weights = [Double](repeating: 0, count: completions.count)
    var waiting = completions.indices.map { index in
      let pairs = noising.variables(of: .skeleton, in: completions[index].graph).filter { conditions[index].graph.orders[$0] >= 0 }
      return Array(MoleculeNoising.chosen(pairs.count, of: pairs, &generators[index]))
    }
    var graphs = completions.map { completion in
      var graph = completion.graph
      for pair in graph.orders.indices { graph.hide(pair: pair) }
      return graph
    }
    for step in 0..<Self.weightSteps {
      let open = graphs.indices.filter { !waiting[$0].isEmpty }
      guard !open.isEmpty else { break }
      let answers = try logits(
        open.map { shown(graphs[$0], .skeleton, MoleculeCondition(graphs[$0], property: conditions[$0].property)) })
      for (index, answer) in zip(open, answers) {
        let count = Int((Double(waiting[index].count) / Double(Self.weightSteps - step)).rounded(.up))
        for pair in waiting[index].prefix(count) {
          let order = conditions[index].graph.orders[pair]
          weights[index] += Self.logProbability(Int(order), answer[4 * pair..<4 * pair + 4])
          let (first, second) = MaskedGraph.atoms(ofPair: pair)
          graphs[index].reveal(order: order, between: first, and: second)
        }
        waiting[index].removeFirst(count)
      }
    }
    return weights
  }

  /// The logarithm of the softmax at one of the values.
  static func logProbability(_ value: Int, _ logits: ArraySlice<Double>) -> Double {
    let largest = logits.max() ?? 0
    let sum = logits.reduce(0) { $0 + exp($1 - largest) }
    return logits[logits.startIndex + value] - largest - log(sum)
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
