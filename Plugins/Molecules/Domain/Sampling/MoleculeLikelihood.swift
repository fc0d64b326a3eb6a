public import Bellman
internal import Foundation
internal import Tensors

/// What a model pays for molecules, in nats a molecule: bounds of the negative log-likelihood from above, part by part.
///
/// A molecule here has its atoms numbered. With n atoms, V variables in a part of the graph of which m are hidden,
///
///     −log p ≤ −log p(n) + Σ_parts E_m[(V/m) Σ_hidden −log p(value | the rest)]
///              + ‖x‖²/2σ₀² + ∫ E‖x − D(x_σ, σ)‖²/σ² d log σ + (d/2) log 2πσ₁² + E‖x − D(x_σ₁, σ₁)‖²/2σ₁²,
///
/// with σ from the greatest (σ₀) to the least (σ₁), and d = 3(n − 1), the dimension of positions in Å without their centre of mass. The parts
/// follow each other, so that their costs add. A property that the molecule is held to is given.
///
/// Sources: B. Uria, I. Murray, H. Larochelle, ICML 2014 (any order); D. Kingma et al., NeurIPS 2021, equations 11 to 18.
public struct MoleculeLikelihood: Hashable, Sendable, Codable {
  public enum Term: String, Hashable, Sendable, Codable, CaseIterable { case size, kinds, skeleton, leaves, positions }

  /// Of each term the mean over molecules, with 95 % for molecules as independent units.
  public let terms: [Term: Estimate]
  /// Their sum.
  public let total: Estimate
  public let moleculeCount: Int

  /// Numbers of random states of each molecule for each part of the graph, and for positions.
  static var graphStates: Int { 4 }
  static var positionStates: Int { 12 }

  /// - Parameters:
  ///   - states: at least one molecule.
  ///   - sizes: numbers of atoms of the training molecules. Of N of them, with K different numbers, n atoms have the probability
  ///     (count + ½)/(N + ½(K + 1)).
  public init(of states: MoleculeStates, under model: MoleculeModel, sizes: [Int], _ randomness: RandomCoordinates) throws {
    let counts = Dictionary(sizes.map { ($0, 1) }, uniquingKeysWith: +)
    let all = Double(sizes.count) + 0.5 * Double(counts.count + 1)
    var costs: [Term: [Double]] = [:]
    costs[.size] = states.sizes.map { -log((Double(counts[$0] ?? 0) + 0.5) / all) }
    let predictor = try model.predictor()
    for (term, part) in [(Term.kinds, MoleculeSchedule.Part.kinds), (.skeleton, .skeleton), (.leaves, .leaves)] {
      costs[term] = try Self.graphCosts(of: part, states, model, predictor, randomness)
    }
    costs[.positions] = try Self.positionCosts(states, model, predictor, randomness)
    func mean(_ values: [Double]) -> Estimate {
      let ratio = ClusteredRatio(values, over: values.map { _ in 1 })
      return Estimate(
        value: ratio.value, interval: .normal(ratio.value, standardError: ratio.standardError, within: -(.infinity)...(.infinity)))
    }
    terms = costs.mapValues(mean)
    total = mean(states.graphs.indices.map { row in costs.values.reduce(0) { $0 + $1[row] } })
    moleculeCount = states.count
  }

  /// Means over stratified numbers of hidden variables.
  private static func graphCosts(
    of part: MoleculeSchedule.Part, _ states: MoleculeStates, _ model: MoleculeModel, _ predictor: MoleculePredictor<Float>,
    _ randomness: RandomCoordinates
  ) throws -> [Double] {
    let kindCount = model.alphabet.count
    var draws: [MoleculeNoising.Draw] = []
    for row in states.graphs.indices {
      var stream = randomness.branch(1 + (MoleculeSchedule.Part.allCases.firstIndex(of: part) ?? 0)).generator(row: row)
      for index in 0..<graphStates {
        let fraction = (Double(index) + stream.uniform()) / Double(graphStates)
        var draw = model.noising.draw(states.graphs[row], states.positions[row], part, fraction: fraction, &stream)
        draw.molecule.property = states.properties?[row]
        draws.append(draw)
      }
    }
    let answers = try predictor.predictions(draws.map(\.molecule))
    var costs = [Double](repeating: 0, count: states.count)
    for (index, (draw, answer)) in zip(draws, answers).enumerated() {
      let truth = states.graphs[index / graphStates]
      let hidden = model.noising.variables(of: part, in: truth).filter {
        part == .kinds ? draw.molecule.graph.kinds[$0] < 0 : draw.molecule.graph.orders[$0] < 0
      }
      let sum = hidden.reduce(0.0) { sum, variable in
        part == .kinds
          ? sum - GraphSampler.logProbability(Int(truth.kinds[variable]), answer.logits[variable * kindCount..<(variable + 1) * kindCount])
          : sum - GraphSampler.logProbability(Int(truth.orders[variable]), answer.logits[4 * variable..<4 * variable + 4])
      }
      costs[index / graphStates] += draw.weight * sum / Double(graphStates)
    }
    return costs
  }

  private static func positionCosts(
    _ states: MoleculeStates, _ model: MoleculeModel, _ predictor: MoleculePredictor<Float>, _ randomness: RandomCoordinates
  ) throws -> [Double] {
    let schedule = model.noising.schedule
    // The bound is of noise that knows nothing of the positions, whatever the network learnt from.
    let independent = MoleculeNoising(schedule, alphabet: model.alphabet)
    let (first, last) = (schedule.largestDeviation, schedule.smallestDeviation)
    let range = log(first / last)
    var molecules: [NoisedMolecule] = []
    for row in states.graphs.indices {
      var stream = randomness.branch(0).generator(row: row)
      for index in 0...positionStates {
        // The last state is at the end itself.
        let deviation =
          index == positionStates ? last : last * exp(range * (Double(index) + stream.uniform()) / Double(positionStates))
        var noised = NoisedMolecule(
          states.graphs[row], positions: independent.noisy(states.positions[row], states.graphs[row], deviation: deviation, &stream),
          deviation: deviation)
        noised.property = states.properties?[row]
        molecules.append(noised)
      }
    }
    let answers = try predictor.predictions(molecules)
    return states.graphs.indices.map { row in
      let positions = states.positions[row]
      func error(_ index: Int) -> Double {
        zip(positions, answers[row * (positionStates + 1) + index].positions).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let dimension = Double(max(positions.count - 3, 0))
      let prior = positions.reduce(0) { $0 + $1 * $1 } / (2 * first * first)
      let path = (0..<positionStates).reduce(0.0) { sum, index in
        let deviation = molecules[row * (positionStates + 1) + index].deviation
        return sum + error(index) / (deviation * deviation)
      }
      let end = 0.5 * dimension * log(2 * .pi * last * last) + error(positionStates) / (2 * last * last)
      return prior + range * path / Double(positionStates) + end
    }
  }
}
