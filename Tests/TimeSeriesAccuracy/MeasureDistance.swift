public import Bellman
internal import Files
internal import Foundation
internal import Tensors
public import TimeSeriesDomain

/// How far the draws of an enforcement are from the law that they should have.
public struct MeasureDistance: Sendable {
  /// ½ Σ |counted share − probability| over the bins.
  public let totalVariation: Double
  public let draws: Int
  /// The greatest excess of a law over all draws.
  public let greatestExcess: Double
  public let acceptance: Double?

  /// What independent draws of the law itself come to, from as many.
  public static func floor(_ probabilities: [Double], draws: Int, _ randomness: RandomCoordinates) -> Double {
    var (sums, sum) = ([Double](), 0.0)
    for probability in probabilities {
      sum += probability
      sums.append(sum)
    }
    var generator = randomness.generator(row: 0)
    var weights = [Double](repeating: 0, count: probabilities.count)
    for _ in 0..<draws {
      let uniform = generator.uniform() * sum
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] < uniform { low = middle + 1 } else { high = middle }
      }
      weights[low] += 1
    }
    return totalVariation(weights, probabilities)
  }

  public static func totalVariation(_ weights: [Double], _ probabilities: [Double]) -> Double {
    let total = weights.reduce(0, +)
    return 0.5 * zip(weights, probabilities).reduce(0) { $0 + abs($1.0 / total - $1.1) }
  }

  /// Draws of a case by chains, each of `drawsPerChain` series of the case's rows.
  /// - Returns: the distance of the draws as they are, and with the weights that make draws of the surface law draws of the conditional one.
  public static func chains(
    _ sample: ConditionalCase, _ measure: ConstrainedSampler.Measure, chains: Int, drawsPerChain: Int, _ randomness: RandomCoordinates
  ) throws -> (plain: MeasureDistance, weighted: MeasureDistance) {
    let sampler = try ConstrainedSampler(sample.system, prior: sample.prior, measure: measure, options: sample.options)
    let results = try sampler.chains(chains, draws: drawsPerChain, randomness)
    var counts = [Double](repeating: 0, count: ConditionalCase.binCount)
    var weights = counts
    let (rows, channels, components) = (sample.rows, sample.system.channels.count, sampler.components)
    var (excess, accepted, proposed) = (0.0, 0, 0)
    for chain in results {
      accepted += chain.diagnostics.accepted
      proposed += chain.diagnostics.proposed
      for draw in 0..<drawsPerChain {
        let series = chain.draws.series(draw)
        for row in 0..<rows {
          let start = series.startIndex + row * channels
          let logarithm = chain.logDeterminants[draw * chain.componentCount + components[row * channels]]
          let bin = sample.bin(series[start..<start + channels])
          counts[bin] += 1
          weights[bin] += exp(-0.5 * logarithm)
        }
        if draw == drawsPerChain - 1 { excess = max(excess, sample.system.excesses(of: Array(series)).map(\.amount).max() ?? 0) }
      }
    }
    func distance(_ weights: [Double]) -> MeasureDistance {
      MeasureDistance(
        totalVariation: totalVariation(weights, sample.probabilities), draws: chains * drawsPerChain * rows, greatestExcess: excess,
        acceptance: Double(accepted) / Double(max(proposed, 1)))
    }
    return (distance(counts), distance(weights))
  }

  /// Draws of the prior, projected.
  public static func projection(_ sample: ConditionalCase, series count: Int, _ randomness: RandomCoordinates) -> MeasureDistance {
    let (rows, channels) = (sample.rows, sample.system.channels.count)
    let batches = min(count, 64)
    let parts = Parallel.map(batches) { batch -> (weights: [Double], excess: Double, draws: Int) in
      let projection = LawProjection(sample.system)
      var (weights, excess, draws) = ([Double](repeating: 0, count: ConditionalCase.binCount), 0.0, 0)
      for number in stride(from: batch, to: count, by: batches) {
        var generator = randomness.generator(row: number)
        var values = [Double](repeating: 0, count: rows * channels)
        values.withUnsafeMutableBufferPointer { sample.prior.draw(&generator, $0) }
        guard projection.project(&values).isExact else { continue }
        for row in 0..<rows { weights[sample.bin(values[row * channels..<(row + 1) * channels])] += 1 }
        excess = max(excess, sample.system.excesses(of: values).map(\.amount).max() ?? 0)
        draws += rows
      }
      return (weights, excess, draws)
    }
    var weights = [Double](repeating: 0, count: ConditionalCase.binCount)
    for part in parts { for bin in weights.indices { weights[bin] += part.weights[bin] } }
    return MeasureDistance(
      totalVariation: totalVariation(weights, sample.probabilities), draws: parts.reduce(0) { $0 + $1.draws },
      greatestExcess: parts.map(\.excess).max() ?? 0, acceptance: nil)
  }
}
