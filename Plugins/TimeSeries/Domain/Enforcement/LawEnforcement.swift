public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// How a law of series, the prior, is made to obey equations h(x) = 0, J the Jacobian of h. All give series that obey them to rounding; they differ in how
/// often each of these comes.
public enum LawEnforcement: Hashable, Sendable {
  /// A draw of the prior, moved onto the laws by `LawProjection`.
  ///
  /// Bias: the mass of the prior that lies nearest to a point goes to that point, however far off it was; for nonlinear laws no limit makes this small.
  /// Where the prior is already the conditional law given |h| ≤ δ, the bias is O(δ).
  case projection
  /// The density that the prior has on the surface, taken as a density of its area: p(x) dσ(x) (dσ in the metric of the weights).
  ///
  /// Bias: off by the factor det(J W Jᵀ)^(½) from the conditional law, which is not constant for nonlinear laws. Right where J W Jᵀ is constant: linear
  /// laws, spheres. The law also depends on the unit of each channel. The weights that are given with the draws remove the bias.
  case surface(ConstrainedSampler.Options)
  /// The conditional law of the prior given h = 0, the limit of conditioning on |h| ≤ δ: p(x) det(J W Jᵀ)^(−½) dσ(x).
  ///
  /// No bias but what a chain has not forgotten of its start; what lies on a sheet that is not joined to the others has its share from the starts.
  /// The law does not depend on the weights W.
  /// Source: M. Fixman, PNAS 71, 3050 (1974); H. Federer, Geometric Measure Theory (1969), 3.2.12 (the co-area formula).
  case coarea(ConstrainedSampler.Options)
  /// Paths steered by the control of a terminal cost, then projection; for Gaussian priors. See `TerminalControl` for its bias, which the weights reduce
  /// to that of a projection over a distance of O(√ε).
  case terminalControl(TerminalControl.Options)

  /// Series that obey laws, with how they came about.
  public struct Outcome: Sendable {
    public let series: SeriesArray
    /// ln of weights that reduce the bias; nil where there are none, and where none are needed.
    public let logWeights: [Double]?
    /// How many independent draws these are worth: of the weights, or of the chains; nil for projection.
    public let effectiveSampleSize: Double?
    /// Of each chain.
    public let diagnostics: [ConstrainedChain.Diagnostics]
  }

  /// Draws of the prior under the laws.
  /// - Parameters:
  ///   - chains: how many chains the draws are from, where they are from chains.
  ///   - weights: how freely each channel may move; ones when nil.
  ///   - conditions: the series' conditions.
  /// - Throws: `ProgramError`, as the samplers do, and where no draw of the prior could be moved onto the laws.
  public func draws(
    count: Int, of prior: SeriesPrior, under system: LawSystem, chains: Int = 8, weights: [Double]? = nil, conditions: [Double] = [],
    _ randomness: RandomCoordinates
  ) throws(ProgramError) -> Outcome {
    switch self {
    case .projection: return try projections(count, prior, system, weights, conditions, randomness)
    case .surface(let options): return try walk(.surface, options, count, prior, system, chains, weights, conditions, randomness)
    case .coarea(let options): return try walk(.coarea, options, count, prior, system, chains, weights, conditions, randomness)
    case .terminalControl(let options):
      guard let law = prior.gaussianLaw else {
        throw ProgramError(.usage, "terminal control is for Gaussian priors, and this is none", remedy: "choose another enforcement")
      }
      let draws = try TerminalControl(system, law: law, options: options, conditions: conditions).draws(count: count, randomness)
      return Outcome(series: draws.series, logWeights: draws.logWeights, effectiveSampleSize: draws.effectiveSampleSize, diagnostics: [])
    }
  }

  private func projections(
    _ count: Int, _ prior: SeriesPrior, _ system: LawSystem, _ weights: [Double]?, _ conditions: [Double], _ randomness: RandomCoordinates
  ) throws(ProgramError) -> Outcome {
    let results = LawProjection.map(count, onto: system, weights: weights) { projection, draw in
      var generator = randomness.generator(row: draw)
      var values = [Double](repeating: 0, count: prior.width)
      values.withUnsafeMutableBufferPointer { prior.draw(&generator, $0) }
      let outcome = projection.project(&values, conditions: conditions)
      return (values: values, outcome: outcome)
    }
    if let failed = results.first(where: { !$0.outcome.isExact }) {
      throw ProgramError(.data, "a draw of the prior could not be moved onto law “\(failed.outcome.law)”", remedy: "give a prior that is nearer to the laws")
    }
    let series = SeriesArray(count: count, length: prior.rows, channels: prior.channels, values: results.flatMap(\.values))
    return Outcome(series: series, logWeights: nil, effectiveSampleSize: nil, diagnostics: [])
  }

  private func walk(
    _ measure: ConstrainedSampler.Measure, _ options: ConstrainedSampler.Options, _ count: Int, _ prior: SeriesPrior, _ system: LawSystem, _ chains: Int,
    _ weights: [Double]?, _ conditions: [Double], _ randomness: RandomCoordinates
  ) throws(ProgramError) -> Outcome {
    let chainCount = max(1, min(chains, count))
    let sampler = try ConstrainedSampler(system, prior: prior, measure: measure, options: options, weights: weights, conditions: conditions)
    let results = try sampler.chains(chainCount, draws: (count + chainCount - 1) / chainCount, randomness)
    let values = results.flatMap(\.draws.values).prefix(count * prior.width)
    var (size, logWeights) = (results.reduce(0) { $0 + $1.diagnostics.effectiveSampleSize }, [Double]?.none)
    if measure == .surface {
      let all = Array(results.flatMap(\.logWeights).prefix(count))
      let greatest = all.max() ?? 0
      let (sum, squares) = all.reduce(into: (0.0, 0.0)) {
        let weight = exp($1 - greatest)
        ($0.0, $0.1) = ($0.0 + weight, $0.1 + weight * weight)
      }
      // Draws that are not independent and have weights lose by both.
      size *= squares > 0 ? sum * sum / squares / Double(all.count) : 0
      logWeights = all
    }
    return Outcome(
      series: SeriesArray(count: count, length: prior.rows, channels: prior.channels, values: Array(values)), logWeights: logWeights,
      effectiveSampleSize: size, diagnostics: results.map(\.diagnostics))
  }
}
