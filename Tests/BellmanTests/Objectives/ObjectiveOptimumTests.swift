import Bellman
import Foundation
import Tensors
import Testing

/// Data of mean m and variance c², exactly: for losses that are quadratic in affine fields the optimum is then that of
/// N(m, c²).
@Suite("Objectives have their optimum at the closed form")
struct ObjectiveOptimumTests {
  private static let (mean, deviation) = (0.7, 0.6)
  private static let columns = exactNormals(count: 3000, columns: 2, seed: 50)
  private static let data = StateBatch(vectors: columns[0].map { mean + deviation * $0 }, dimension: 1)
  private static let interval = 0.1...0.95

  /// The gradient at the truth is zero within 5.5 standard errors of 400 batches (false alarms below 10⁻⁷), and is not
  /// for planted wrong controls, whose loss is also higher.
  private func expectOptimum(
    _ task: some TrainingTask, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let truth = try LossMeasurement(task, at: [1, 0, 0], steps: 400)
    let shared = try LossMeasurement(task, at: [1, 0, 0], steps: 5, threads: 3)
    #expect(shared.losses == Array(truth.losses.prefix(5)), "three threads", sourceLocation: location)
    for (index, gradient) in truth.gradients.enumerated() {
      let estimate = MeanEstimate(gradient)
      #expect(
        abs(estimate.deviations(from: 0)) < 5.5, "weight \(index): \(estimate)", sourceLocation: location)
      #expect(estimate.standardError < 0.05, "weight \(index): \(estimate)", sourceLocation: location)
    }
    let faults: [[Float]] = [[0.8, 0, 0], [1, 0.15, 0], [1, 0, 0.15]]
    for (index, fault) in faults.enumerated() {
      let wrong = try LossMeasurement(task, at: fault, steps: 400)
      let gradient = MeanEstimate(wrong.gradients[index]).deviations(from: 0)
      #expect(abs(gradient) > 8, "fault \(fault): \(gradient)", sourceLocation: location)
      // The same batches, so that the difference is free of most of their noise.
      let excess = MeanEstimate(zip(wrong.losses, truth.losses).map { $0 - $1 })
      #expect(excess.deviations(from: 0) > 6, "fault \(fault): \(excess)", sourceLocation: location)
    }
  }

  private static func moments(_ path: GaussianPath, _ time: Tensor) -> (
    scale: Tensor, deviation: Tensor, variance: Tensor
  ) {
    let (scale, gamma): (Tensor, Tensor) = (path.scale(time), path.deviation(time))
    return (scale, gamma, scale.square() * (deviation * deviation) + gamma.square())
  }

  /// γ times the score of the noised data.
  private static func scaledScore(_ path: GaussianPath) -> AffineField {
    AffineField { state, time in
      let (scale, gamma, variance) = moments(path, time)
      let offset = NamedTensors(state.layout, [state.vector - (scale * mean).expandingAxis(-1)])
      return offset.scaled(byRows: -gamma / variance)
    }
  }

  static let paths: [GaussianPath] = [
    .linear, .ornsteinUhlenbeck(horizon: 2), .varianceExploding(smallest: 0.05, largest: 3),
  ]

  @Test("Denoising score matching: γ times the score", arguments: paths)
  func denoising(path: GaussianPath) throws {
    let source = DenoisingScoreMatching(
      GaussianReference(dimension: 1, path: path), data: Self.data, interval: Self.interval)
    try expectOptimum(RegressionObjective(source, network: Self.scaledScore(path), batchSize: 256))
  }

  @Test("Denoising score matching with a Brownian reference: s times the score")
  func denoisingBrownian() throws {
    let reference = try BrownianReference(
      EuclideanSpace(dimension: 1), schedule: try NoiseSchedule(smallest: 0.05, largest: 3),
      start: GaussianMixture.normal([0], deviation: 3))
    let source = DenoisingScoreMatching(reference, data: Self.data, interval: Self.interval)
    let network = Self.scaledScore(.varianceExploding(smallest: 0.05, largest: 3))
    try expectOptimum(RegressionObjective(source, network: network, batchSize: 256))
  }

  @Test("Implicit score matching: the same, without the kernel's score", arguments: paths)
  func implicit(path: GaussianPath) throws {
    try expectOptimum(
      ImplicitScoreMatching(
        GaussianReference(dimension: 1, path: path), network: Self.scaledScore(path), data: Self.data, batchSize: 256,
        interval: Self.interval))
  }

  @Test("Flow matching: E[x₁ − x₀ | x_t]")
  func flowMatching() throws {
    let (m, variance) = (Self.mean, Self.deviation * Self.deviation)
    let field = AffineField { state, time in
      let total = time.square() * variance + (1 - time).square()
      let slope = (time * variance - (1 - time)) / total
      let offset = NamedTensors(state.layout, [state.vector - (time * m).expandingAxis(-1)])
      return offset.scaled(byRows: slope).map { $0 + m }
    }
    let space = EuclideanSpace(dimension: 1)
    try expectOptimum(
      FlowMatching(space, network: field, data: Self.data, batchSize: 256) { count, randomness in
        randomness.normals(space.layout, count: count)
      })
  }

  @Test("Bridge matching: E[x₁ − X_t | X_t]/s(t)")
  func bridgeMatching() throws {
    let schedule = try NoiseSchedule(smallest: 0.3, largest: 2)
    let starts = StateBatch(vectors: Self.columns[1].map { -0.4 + 0.8 * $0 }, dimension: 1)
    let (m, c) = (Self.mean, Self.deviation)
    let field = AffineField { state, time in
      // X_t = (1 − w) x₀ + w x₁ + √(w b²) ε with w = 1 − b²/S².
      let remaining: Tensor = schedule.standardDeviation(time)
      let passed = 1 - remaining.square() / 4
      let variance = (1 - passed).square() * 0.64 + passed.square() * (c * c) + passed * remaining.square()
      let centre = (1 - passed) * -0.4 + passed * m
      let offset = NamedTensors(state.layout, [state.vector - centre.expandingAxis(-1)])
      let end = offset.scaled(byRows: passed * (c * c) / variance).map { $0 + m }
      return (end - state).scaled(byRows: remaining.reciprocal())
    }
    let source = BridgeMatching(
      EuclideanSpace(dimension: 1), schedule: schedule, starts: starts, ends: Self.data, interval: 0...1)
    try expectOptimum(RegressionObjective(source, network: field, batchSize: 256))
  }

  @Test("A part of a batch is the rows that the whole has there")
  func partsOfABatch() throws {
    let reference = GaussianReference(dimension: 1, path: .linear)
    let source = DenoisingScoreMatching(reference, data: Self.data, interval: Self.interval)
    let whole = try source.pairs(0..<64, of: 64, seed: 3, step: 7)
    let part = try source.pairs(40..<64, of: 64, seed: 3, step: 7)
    #expect(part.states == whole.states.rows(40..<64))
    #expect(part.targets == whole.targets.rows(40..<64))
    #expect(part.times == Array(whole.times[40...]))
  }

  @Test("No data, and ends without starts, are typed errors")
  func noData() throws {
    let none = StateBatch(zeros: StateLayout(vector: 1), count: 0)
    let reference = GaussianReference(dimension: 1, path: .linear)
    #expect(throws: ModelError.self) {
      try DenoisingScoreMatching(reference, data: none).pairs(0..<4, of: 4, seed: 0, step: 0)
    }
    let schedule = try NoiseSchedule(smallest: 0.1, largest: 1)
    let bridges = BridgeMatching(EuclideanSpace(dimension: 1), schedule: schedule, starts: none, ends: Self.data)
    #expect(throws: ModelError.self) { try bridges.pairs(0..<4, of: 4, seed: 0, step: 0) }
    let implicit = ImplicitScoreMatching(reference, network: Self.scaledScore(.linear), data: none, batchSize: 8)
    #expect(throws: ModelError.self) { try LossMeasurement(implicit, at: [1, 0, 0], steps: 1) }
    let flow = FlowMatching(
      EuclideanSpace(dimension: 1), network: Self.scaledScore(.linear), data: none, batchSize: 8
    ) { count, randomness in randomness.normals(StateLayout(vector: 1), count: count) }
    #expect(throws: ModelError.self) { try LossMeasurement(flow, at: [1, 0, 0], steps: 1) }
  }
}
