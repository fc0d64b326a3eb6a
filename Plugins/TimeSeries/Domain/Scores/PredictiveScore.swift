internal import Networks
internal import Tensors

/// How well a small recurrent network that was trained on generated series predicts real ones: the mean absolute error of the last channel one time
/// ahead, over all real series.
///
/// The network sees the other channels at the times 1…T − 1; max(1, ⌊channels/2⌋) states of a gated recurrent unit go through a linear layer and a
/// logistic function to the last channel at the times 2…T. It is trained by Adam with the absolute error. With one channel, it sees that channel. The
/// prediction lies in 0…1, so the channels should be scaled to that. The least value that can be reached is not 0 but what a network trained on real
/// series has.
///
/// Source: J. Yoon, D. Jarrett, M. van der Schaar, Time-series generative adversarial networks, NeurIPS 2019. Initial parameters are normal numbers
/// with the variance of PyTorch's.
public struct PredictiveScore: Hashable, Sendable, Codable {
  public var repeats = 5
  public var steps = 5000
  public var batch = 128
  public var rate = 1e-3

  public init() {}

  /// - Throws: `ProgramError` for sets that cannot be compared (see `SeriesScorer`), and where the network diverges.
  public func measure(real: SeriesArray, generated: SeriesArray, seed: UInt64) throws -> Estimate {
    try ScoredSeries.requireTraining(repeats: repeats, steps: steps, batch: batch, rate: rate, for: "predictive score")
    try ScoredSeries.check(real, generated, for: "predictive score", times: 2)
    let sets = (real: ScoredSeries(real), generated: ScoredSeries(generated))
    let threads = max(1, Parallel.defaultThreads / max(repeats, 1))
    return Estimate(
      of: try ScoreStream.repeated(repeats, seed: seed) { _, seed in
        try error(on: sets.real, trainedOn: sets.generated, seed: seed, threads: threads)
      })
  }

  private func error(on real: ScoredSeries, trainedOn generated: ScoredSeries, seed: UInt64, threads: Int) throws -> Double {
    let (length, channels) = (real.length, real.channels)
    let seen = max(1, channels - 1)
    var tree = ParameterTree()
    let unit = GatedRecurrentUnit(&tree, "unit", seen, max(1, channels / 2))
    let last = Linear(&tree, "last", unit.hidden, 1)
    // Absolute errors summed over time, [rows, 1].
    let errors = { (x: Tensor) in
      let prediction = last(unit(x.slice(axis: 1, 0..<length - 1).slice(axis: 2, 0..<seen))).sigmoid()
      let target = x.slice(axis: 1, 1..<length).slice(axis: 2, channels - 1..<channels)
      return (prediction - target).absolute().sum(axis: 1)
    }
    let fit = NetworkFit(tree: tree, rows: batch, steps: steps, rate: rate)
    let parameters = try fit.parameters(seed: seed, threads: threads) { trace in
      errors(trace.rows("x", [length, channels])).sum() / Double(batch * (length - 1))
    } fill: { executor, step in
      var stream = RandomStream(seed: seed, stream: ScoreStream.batch, step: UInt32(step))
      guard let base = try executor.input("x").baseAddress else { return }
      for row in 0..<batch { generated.copy(stream.index(below: generated.count), to: base + row * real.width) }
    }
    let found = try NetworkFit.outputs(of: real, 0..<real.count, parameters: parameters, threads: threads, errors)
    return found.reduce(0) { $0 + Double($1) } / Double(real.count * (length - 1))
  }
}
