internal import Analysis
public import Bellman
internal import Foundation
public import Networks
public import Tensors

/// Regression on the control of a series: the mean over levels of noise, windows and places of (F − target)².
///
/// target = (y − y_σ/(σ² + 1)) √(σ² + 1)/σ, which has variance one at every level, so that no level outweighs another by its size. A part of the
/// windows is shown with some values observed, in patterns that forecasts, gaps and missing channels have, so that one network knows the control
/// with and without observations.
public struct SeriesObjective: TrainingTask {
  public let network: SeriesNetwork
  public let levels: NoiseLevels
  public let batchSize: Int
  /// Of the windows of a step, those with observations.
  public let observedShare: Double
  private let count: Int
  /// y and z of all windows [count, outputs].
  private let white: [Float]
  private let scores: [Float]
  private let conditions: [Float]
  /// Coordinates, and rows, for patterns of observation.
  private let rowWidth: Int

  public init(
    _ network: SeriesNetwork, coder: SeriesCoder, data: SeriesStates, batchSize: Int, observedShare: Double, levels: NoiseLevels = NoiseLevels(), seed: UInt64
  ) {
    self.network = network
    self.levels = levels
    self.batchSize = batchSize
    self.observedShare = network.shape.seesObservations ? observedShare : 0
    count = data.count
    let z = coder.scores(of: data, seed: seed)
    white = coder.whitening.whitened(z).values.map { Float($0) }
    scores = network.shape.seesObservations ? z.values.map { Float($0) } : []
    conditions = coder.conditions(of: data).map { Float($0) }
    rowWidth = coder.coordinateCount
  }

  public var parameters: ParameterTree { network.parameters }

  private var size: Int { network.shape.tokens * network.shape.tokenWidth }

  public func loss(_ trace: Trace) -> Tensor {
    let answer = network(trace)
    let target = trace.rows("target", [network.shape.tokens, network.shape.tokenWidth])
    return (answer - target).square().sum() * (1 / Double(batchSize * size))
  }

  public func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {
    let rows = try DataRows.indices(batchSize, of: count, seed: seed, step: step)
    let state = try executor.input(SeriesNetwork.Input.state)
    let target = try executor.input("target")
    let level = try executor.input(SeriesNetwork.Input.level)
    let shares = DataRows.times(batchSize, in: 0...1, seed: seed, step: step)
    Float.fillNormal(target, seed: seed, stream: RandomPurpose.noise, step: UInt32(truncatingIfNeeded: step), first: 0)
    let law = NormalLaw()
    let size = size
    try white.withUnsafeBufferPointer { white in
      for (place, row) in rows.enumerated() {
        let deviation = levels.training(try law.quantile(lowerTail: min(max(shares[place], 1e-9), 1 - 1e-9)))
        level[place] = Float(log(deviation))
        let scale = (deviation * deviation + 1).squareRoot()
        // y_σ/√(σ² + 1), and (y − y_σ/(σ² + 1)) √(σ² + 1)/σ = (σ y − ε)/√(σ² + 1).
        let (own, noise) = (Float(1 / scale), Float(deviation / scale))
        for index in 0..<size {
          let (value, epsilon) = (white[row * size + index], target[place * size + index])
          state[place * size + index] = own * value + noise * epsilon
          target[place * size + index] = noise * value - own * epsilon
        }
      }
    }
    if network.shape.conditions > 0 {
      let memory = try executor.input(SeriesNetwork.Input.conditions)
      let width = network.shape.conditions
      for (place, row) in rows.enumerated() { for index in 0..<width { memory[place * width + index] = conditions[row * width + index] } }
    }
    if network.shape.seesObservations { try fillObservations(executor, rows, seed: seed, step: step) }
  }

  private func fillObservations(_ executor: Executor<Float>, _ rows: [Int], seed: UInt64, step: Int) throws {
    let observed = try executor.input(SeriesNetwork.Input.observed)
    let mask = try executor.input(SeriesNetwork.Input.mask)
    mask.update(repeating: 0)
    observed.update(repeating: 0)
    for (place, row) in rows.enumerated() {
      var stream = RandomStream(
        seed: seed, stream: SeriesPurpose.masks, step: UInt32(truncatingIfNeeded: step), index: UInt32(truncatingIfNeeded: place))
      guard stream.uniform() < observedShare else { continue }
      let pattern = ObservationPattern(length: size / rowWidth, width: rowWidth, &stream)
      for index in 0..<size where pattern.isObserved(index / rowWidth, index % rowWidth, &stream) {
        mask[place * size + index] = 1
        observed[place * size + index] = scores[row * size + index]
      }
    }
  }
}

/// Which values of a window are shown as observed: the beginning, some at random, some channels, or all but a gap.
struct ObservationPattern {
  private enum Kind {
    case beginning(Int)
    case scattered(Double)
    case channels([Bool])
    case gap(Range<Int>, [Bool])
  }

  private let kind: Kind

  init(length: Int, width: Int, _ stream: inout RandomStream) {
    func some(_ share: Double) -> [Bool] { (0..<width).map { _ in stream.uniform() < share } }
    switch stream.uniform() {
    case ..<0.35: kind = .beginning(min(length - 1, 1 + Int(stream.uniform() * Double(max(length - 1, 1)))))
    case ..<0.65: kind = .scattered(stream.uniform())
    case ..<0.8: kind = .channels(some(stream.uniform()))
    default:
      let (a, b) = (Int(stream.uniform() * Double(length)), Int(stream.uniform() * Double(length)))
      kind = .gap(min(a, b)..<max(a, b) + 1, stream.uniform() < 0.5 ? [Bool](repeating: true, count: width) : some(0.5))
    }
  }

  func isObserved(_ time: Int, _ channel: Int, _ stream: inout RandomStream) -> Bool {
    switch kind {
    case .beginning(let count): time < count
    case .scattered(let share): stream.uniform() < share
    case .channels(let chosen): chosen[channel]
    case .gap(let rows, let hidden): !(rows.contains(time) && hidden[channel])
    }
  }
}
