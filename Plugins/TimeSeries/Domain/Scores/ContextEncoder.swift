internal import Networks
internal import Tensors

/// A network that has learnt from real series, without labels, to describe a series by 320 numbers: what `ContextDistance` compares.
///
/// It learns by `HierarchicalContrast` of two random crops of eight series a step, with half of the times hidden at random behind the first layer and a
/// tenth of the results dropped; Adam with the rate 10⁻³ and weight decay 10⁻²; 200 steps for at most 10⁵ numbers, 600 for more. The mean of the
/// parameters of all steps is kept. A series is described by the greatest value of each result over time.
///
/// Source: Z. Yue et al., TS2Vec, AAAI 2022. What differs: initial parameters are normal numbers with PyTorch's variances; GELU is in its tanh form;
/// the series of a step are drawn anew for each, not from a shuffled list. Crops are masks over the whole series, which for this network is the same as
/// cutting.
struct ContextEncoder {
  private let network: ContextNetwork
  private let parameters: AlignedMemory<Float>

  init(_ series: ScoredSeries, steps: Int?, seed: UInt64, threads: Int) throws {
    let (length, channels) = (series.length, series.channels)
    let batch = min(8, series.count)
    var tree = ParameterTree()
    let network = ContextNetwork(&tree, channels: channels, length: length)
    let contrast = HierarchicalContrast(length: length)
    // One row of the program is a whole step: its series depend on one another.
    let steps = steps ?? (series.values.count <= 100_000 ? 200 : 600)
    let fit = NetworkFit(tree: tree, rows: 1, steps: steps, decay: 0.01, kept: .meanOfSteps)
    parameters = try fit.parameters(seed: seed, threads: threads) { trace in
      let x = trace.rows("x", [2 * batch, length, channels]).reshaped([2 * batch, length, channels])
      let seen = trace.rows("seen", [2 * batch, length, 1]).reshaped([2 * batch, length, 1])
      let inside = trace.rows("inside", [2 * batch, length, 1]).reshaped([2 * batch, length, 1])
      let result = network(x, seen: seen, inside: inside)
      let uniform = trace.rows("uniform", result.shape).reshaped(result.shape)
      let dropped = result * (uniform.isLess(0.9) * (1 / 0.9))
      // The overlap ends the first crop and begins the second, where it stands first already.
      let first = dropped.slice(axis: 0, 0..<batch).reshaped([batch * length, result.shape[2]])
      let overlap = first.gatheredRows(trace.indexRows("overlap", [batch * length])).reshaped([batch, length, result.shape[2]])
      return contrast(overlap, dropped.slice(axis: 0, batch..<2 * batch))
    } fill: { executor, step in
      var stream = RandomStream(seed: seed, stream: ScoreStream.crops, step: UInt32(step))
      let crop = CropPair(length: length, &stream)
      try crop.fill(executor, series, batch: batch, &stream)
      try contrast.fill(executor, overlap: crop.overlap)
      let uniform = try executor.input("uniform")
      Float.fillUniform(uniform, seed: seed, stream: ScoreStream.dropout, step: UInt32(step), first: 0)
    }
    self.network = network
  }

  /// [count, 320]
  func embeddings(_ series: ScoredSeries, threads: Int) throws -> [Float] {
    try NetworkFit.outputs(of: series, 0..<series.count, parameters: parameters, threads: threads) { network.embedding($0) }
  }
}

/// Two crops with a common part: the first has `before` more times before it, the second `after` more times behind it.
struct CropPair {
  let length: Int
  let overlap: Int
  let before: Int
  let after: Int

  /// An overlap of 2…length times, anywhere; both crops reach from there to anywhere.
  init(length: Int, _ stream: inout RandomStream) {
    self.length = length
    overlap = 2 + stream.index(below: length - 1)
    let start = stream.index(below: length - overlap + 1)
    before = start - stream.index(below: start + 1)
    after = stream.index(below: length - start - overlap + 1)
  }

  /// Fills the inputs of a step: each series of the batch is read from a place of its own.
  func fill(_ executor: Executor<Float>, _ series: ScoredSeries, batch: Int, _ stream: inout RandomStream) throws {
    let (x, seen, inside) = (try executor.input("x"), try executor.input("seen"), try executor.input("inside"))
    let index = try executor.indexInput("overlap")
    x.update(repeating: 0)
    seen.update(repeating: 0)
    inside.update(repeating: 0)
    let channels = series.channels
    var chosen: [Int] = []
    while chosen.count < batch {
      let number = stream.index(below: series.count)
      if !chosen.contains(number) { chosen.append(number) }
    }
    for (row, number) in chosen.enumerated() {
      // The span of both crops, moved as far as the series allows.
      let start = stream.index(below: length - (before + overlap + after) + 1)
      for (part, first, count) in [(0, start, before + overlap), (1, start + before, overlap + after)] {
        let place = (part * batch + row) * length
        let source = number * series.width + first * channels
        for offset in 0..<count * channels { x[place * channels + offset] = series.values[source + offset] }
        for time in 0..<count {
          inside[place + time] = 1
          seen[place + time] = stream.next() & 1 == 0 ? 0 : 1
        }
      }
      for time in 0..<length { index[row * length + time] = Int32(row * length + min(before + time, length - 1)) }
    }
  }
}
