internal import Analysis
public import Bellman
internal import Foundation
public import Networks
public import Tensors

/// Regression on the control of a series: the mean over levels of noise, windows and places of (F − target)².
///
/// target = (y − y_σ/(σ² + 1)) √(σ² + 1)/σ, which has variance one at every level, so that no level outweighs another by its size. Where nothing is observed y is
/// seen in components, each of which has σ times its own factor (`SeriesNetwork.noiseScales`). A part of the windows is shown with some values observed, in
/// patterns that forecasts, gaps and missing channels have, so that one network knows the control with and without observations: there y is what the
/// reference's law leaves free of it, noise is white, and the mean is over free dimensions.
///
/// A component whose noise is s times σ counts with (σ² + 1)/(s² σ² + 1), times a factor that makes the mean over levels and components one. While components are
/// hidden they count by their size, and what nobody can know of small ones does not drown what can be known of large ones; where all stand out of the noise all
/// count alike. Any weights have the same optimum: these say where a network that does not reach it is to err. Principal components of wide series count by
/// their size at every level.
public struct SeriesObjective: TrainingTask {
  public let network: SeriesNetwork
  private let levels = NoiseLevels()
  public let batchSize: Int
  /// Of the windows of a step, those with observations.
  public let observedShare: Double
  private let count: Int
  /// y of all windows [count, outputs].
  private let white: [Float]
  /// Components of y, where they differ from it.
  private let components: [Float]?
  private let conditions: [Float]
  private let whitening: Whitening
  /// Coordinates at a time.
  private let rowWidth: Int
  private let noiseScales: [Float]
  private let weightFactor: Float
  private let importance: [Float]?

  /// Different patterns of observation in one step.
  private static var patterns: Int { 2 }

  public init(
    _ network: SeriesNetwork, coder: SeriesCoder, data: SeriesStates, batchSize: Int, observedShare: Double, seed: UInt64
  ) {
    self.network = network
    self.batchSize = batchSize
    self.observedShare = network.shape.seesObservations ? observedShare : 0
    count = data.count
    let standard = coder.conditions(of: data)
    let y = coder.whitening.whitened(coder.withoutConditions(coder.scores(of: data, seed: seed), standard))
    white = y.values.map { Float($0) }
    components = coder.whitening.directions == nil ? nil : coder.whitening.components(y).values.map { Float($0) }
    conditions = standard.map { Float($0) }
    whitening = coder.whitening
    rowWidth = coder.coordinateCount
    noiseScales = network.noiseScales.map { Float($0) }
    importance = coder.whitening.importance?.map { Float($0) }
    weightFactor = Float(1 / Self.meanWeight(network.noiseScales, levels))
  }

  /// Of (σ² + 1)/(s² σ² + 1) over components and the levels of training.
  private static func meanWeight(_ scales: [Double], _ levels: NoiseLevels) -> Double {
    // In steps of the normal number, weighed by its density.
    let grid = stride(from: -5, through: 5, by: 0.1).map { (square: pow(levels.training($0), 2), density: exp(-0.5 * $0 * $0)) }
    let total = grid.reduce(0) { sum, point in
      sum + point.density * scales.reduce(0) { $0 + (point.square + 1) / ($1 * $1 * point.square + 1) } / Double(max(scales.count, 1))
    }
    return total / grid.reduce(0) { $0 + $1.density }
  }

  public var parameters: ParameterTree { network.parameters }

  private var size: Int { network.shape.tokens * network.shape.tokenWidth }

  public func loss(_ trace: Trace) -> Tensor {
    let answer = network(trace)
    let target = trace.rows("target", [network.shape.tokens, network.shape.tokenWidth])
    let weight = trace.rows("weight", [network.shape.tokens, network.shape.tokenWidth])
    return (weight * (answer - target).square()).sum() * (1 / Double(batchSize * size))
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
    let deviations = try shares.map { try levels.training(law.quantile(lowerTail: min(max($0, 1e-9), 1 - 1e-9))) }
    let observations = network.shape.seesObservations ? try observations(step: step, seed: seed) : []
    var isObserved = [Bool](repeating: false, count: batchSize)
    for (_, members) in observations { for place in members { isObserved[place] = true } }
    let weight = try executor.input("weight")
    white.withUnsafeBufferPointer { white in
      (components ?? self.white).withUnsafeBufferPointer { components in
        for (place, row) in rows.enumerated() {
          let deviation = Float(deviations[place])
          level[place] = log(deviation)
          let from = isObserved[place] ? white : components
          for index in 0..<size {
            // y_σ/√(σ² + 1), and (y − y_σ/(σ² + 1)) √(σ² + 1)/σ = (σ y − ε)/√(σ² + 1).
            let level = isObserved[place] ? deviation : deviation * noiseScales[index]
            let own = 1 / (level * level + 1).squareRoot()
            let noise = level * own
            let (value, epsilon) = (from[row * size + index], target[place * size + index])
            state[place * size + index] = own * value + noise * epsilon
            target[place * size + index] = noise * value - own * epsilon
            weight[place * size + index] = isObserved[place] ? 1 : weightFactor * (deviation * deviation + 1) * own * own
          }
        }
      }
    }
    if network.shape.conditions > 0 {
      let memory = try executor.input(SeriesNetwork.Input.conditions)
      let width = network.shape.conditions
      for (place, row) in rows.enumerated() { for index in 0..<width { memory[place * width + index] = conditions[row * width + index] } }
    }
    if network.shape.seesObservations {
      let flag = try executor.input(SeriesNetwork.Input.isObserved)
      for place in rows.indices { flag[place] = isObserved[place] ? 1 : 0 }
    }
    if let importance {
      for place in 0..<batchSize { for index in 0..<size { weight[place * size + index] = importance[index] } }
    }
    let free = network.shape.seesObservations ? try fillObservations(executor, rows, observations) : batchSize * size
    // The mean is over free dimensions.
    let factor = Float(batchSize * size) / Float(max(free, 1))
    if factor != 1 { for place in weight.indices { weight[place] *= factor } }
  }

  /// Which windows of a step have which values observed.
  private func observations(step: Int, seed: UInt64) throws -> [(reference: ConditionedReference, members: [Int])] {
    var stream = RandomStream(seed: seed, stream: SeriesPurpose.masks, step: UInt32(truncatingIfNeeded: step))
    var members = [[Int]](repeating: [], count: Self.patterns)
    for place in 0..<batchSize where stream.uniform() < observedShare { members[place % Self.patterns].append(place) }
    return try members.compactMap { own in
      guard !own.isEmpty else { return nil }
      let pattern = ObservationPattern(length: whitening.width / rowWidth, width: rowWidth, &stream)
      let places = (0..<whitening.width).filter { pattern.isObserved($0 / rowWidth, $0 % rowWidth, &stream) }
      return try ConditionedReference(whitening, places: places).map { ($0, own) }
    }
  }

  /// Shows some windows with observations.
  /// - Returns: the dimensions of all windows that stay free.
  private func fillObservations(
    _ executor: Executor<Float>, _ rows: [Int], _ observations: [(reference: ConditionedReference, members: [Int])]
  ) throws -> Int {
    let expected = try executor.input(SeriesNetwork.Input.expected)
    let mask = network.seesPlaces ? try executor.input(SeriesNetwork.Input.mask) : nil
    mask?.update(repeating: 0)
    expected.update(repeating: 0)
    let state = try executor.input(SeriesNetwork.Input.state)
    let target = try executor.input("target")
    var free = batchSize * size
    for (reference, own) in observations {
      free -= own.count * (size - reference.freeCount)
      // What was y, the state and the target become their free parts; what is taken from y is what is expected of it.
      var parts = [Double](repeating: 0, count: 3 * own.count * size)
      for (number, place) in own.enumerated() {
        for index in 0..<size {
          parts[3 * number * size + index] = Double(white[rows[place] * size + index])
          parts[(3 * number + 1) * size + index] = Double(state[place * size + index])
          parts[(3 * number + 2) * size + index] = Double(target[place * size + index])
        }
      }
      reference.free(&parts)
      for (number, place) in own.enumerated() {
        for index in 0..<size {
          expected[place * size + index] = white[rows[place] * size + index] - Float(parts[3 * number * size + index])
          state[place * size + index] = Float(parts[(3 * number + 1) * size + index])
          target[place * size + index] = Float(parts[(3 * number + 2) * size + index])
        }
        for observed in reference.places { mask?[place * size + observed] = 1 }
      }
    }
    return free
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
