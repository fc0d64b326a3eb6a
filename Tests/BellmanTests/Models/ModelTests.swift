import Bellman
import Foundation
import Networks
import Tensors
import Testing

/// A normal law as a model.
private struct NormalModel: DensityModel {
  let name: String
  let mean: Double
  let deviation: Double

  func logDensity(_ states: StateBatch) -> [Double] {
    let law = GaussianMixture.normal([mean], deviation: deviation)
    return (0..<states.count).map { law.logDensity(Array(states.vector($0))) }
  }

  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    randomness.normals(StateLayout(vector: 1), count: count).mapRows { [mean + deviation * $1[0]] }
  }
}

/// γ times the exact score of a noised mixture: a control without parameters.
private struct ExactControl: ControlNetwork {
  let target: GaussianMixture
  let path: GaussianPath
  let parameters = ParameterTree()

  func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let deviation: Tensor = path.deviation(time)
    return target.score(state, scale: path.scale(time), deviation: deviation).scaled(byRows: deviation)
  }
}

@Suite("Models")
struct ModelTests {
  private static let pair = AveragedModel(
    name: "pair",
    models: [NormalModel(name: "a", mean: -2, deviation: 0.5), NormalModel(name: "b", mean: 1, deviation: 1)],
    weights: [0.3, 0.7])

  @Test("An average has the mixture's density and draws")
  func average() throws {
    let mixture = GaussianMixture(weights: [0.3, 0.7], means: [[-2], [1]], variances: [[0.25], [1]])
    let randomness = RandomCoordinates(seed: 4, stream: 85)
    let draws = try Self.pair.draws(count: 20_000, randomness)
    let found = try Self.pair.logDensity(draws)
    for row in 0..<50 { #expect(abs(found[row] - mixture.logDensity(Array(draws.vector(row)))) < 1e-12) }
    #expect(abs(MeanEstimate(draws.values[0]).deviations(from: 0.1)) < 6)
    #expect(abs(MeanEstimate(draws.values[0].map { $0 * $0 }).deviations(from: 0.3 * 4.25 + 0.7 * 2)) < 6)
    #expect(try Self.pair.draws(count: 100, randomness) == draws.rows(0..<100))
    #expect(try Self.pair.draws(count: 0, randomness).count == 0)
  }

  @Test("A mixture of heat kernels in flat space is one of normal laws")
  func heatKernels() throws {
    let centres = StateBatch(vectors: [-2, 1, 4], dimension: 1)
    let model = try HeatKernelMixture(EuclideanSpace(dimension: 1), centres: centres, deviation: 0.5)
    let mixture = GaussianMixture(
      weights: Array(repeating: 1 / 3.0, count: 3), means: [[-2], [1], [4]], variances: [[0.25], [0.25], [0.25]])
    let randomness = RandomCoordinates(seed: 4, stream: 86)
    let draws = model.draws(count: 20_000, randomness)
    let few = draws.rows(0..<50)
    #expect(zip(model.logDensity(few), mixture.logDensity(few)).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(MeanEstimate(draws.values[0]).deviations(from: 1)) < 6)
    #expect(abs(MeanEstimate(draws.values[0].map { ($0 - 1) * ($0 - 1) }).deviations(from: 6.25)) < 6)
    #expect(model.draws(count: 100, randomness) == draws.rows(0..<100))
    for deviation in [0, -1, Double.nan, .infinity] {
      #expect(throws: ModelError.self) {
        try HeatKernelMixture(EuclideanSpace(dimension: 1), centres: centres, deviation: deviation)
      }
    }
    #expect(throws: ModelError.self) {
      try HeatKernelMixture(EuclideanSpace(dimension: 2), centres: centres, deviation: 1)
    }
  }

  /// The inner average chooses by itself: chosen alike with the outer one, a part would be missing.
  @Test("An average of averages is the mixture of all")
  func nested() throws {
    let halves = AveragedModel(
      name: "halves",
      models: [NormalModel(name: "a", mean: -3, deviation: 0.1), NormalModel(name: "b", mean: 3, deviation: 0.1)],
      weights: [0.5, 0.5])
    let whole = AveragedModel(
      name: "whole", models: [halves, NormalModel(name: "c", mean: 0, deviation: 0.1)], weights: [0.5, 0.5])
    let draws = try whole.draws(count: 4000, RandomCoordinates(seed: 4, stream: 86)).values[0]
    for (centre, share) in [(-3.0, 0.25), (0, 0.5), (3, 0.25)] {
      let hits = MeanEstimate(draws.map { abs($0 - centre) < 1 ? 1 : 0 })
      #expect(abs(hits.deviations(from: share)) < 6, "\(centre): \(hits)")
    }
    #expect(Set(draws).count == 4000)
  }

  @Test(
    "Averages that are none are typed errors",
    arguments: [[], [1.0], [0.3, 0.3], [1.5, -0.5], [.nan, 1], [0.2, 0.3, 0.5]])
  func impossible(weights: [Double]) {
    let model = AveragedModel(name: "bad", models: Self.pair.models, weights: weights)
    let states = StateBatch(vectors: [0.1], dimension: 1)
    #expect(throws: ModelError.self) { try model.logDensity(states) }
    #expect(throws: ModelError.self) { try model.draws(count: 3, RandomCoordinates(seed: 0, stream: 0)) }
    let empty = AveragedModel(name: "empty", models: [], weights: [])
    #expect(throws: ModelError.self) { try empty.logDensity(states) }
    #expect(throws: ModelError.self) { try empty.draws(count: 0, RandomCoordinates(seed: 0, stream: 0)) }
  }

  @Test("Fitted weights maximise the held-out likelihood")
  func fitted() throws {
    let draws = try Self.pair.draws(count: 3000, RandomCoordinates(seed: 4, stream: 87))
    let densities = try Self.pair.models.map { try $0.logDensity(draws) }
    let weights = AveragedModel.fittedWeights(densities, prior: 0)
    #expect(abs(weights[0] - 0.3) < 0.05 && abs(weights.reduce(0, +) - 1) < 1e-12)
    func likelihood(_ w: Double) -> Double { AveragedModel.logAverage(densities, weights: [w, 1 - w]).reduce(0, +) }
    #expect(
      likelihood(weights[0]) > likelihood(weights[0] + 0.01) && likelihood(weights[0]) > likelihood(weights[0] - 0.01))
    // A law that explains nothing keeps its share of the prior, and impossible rows do no harm.
    let hopeless = AveragedModel.fittedWeights([[0, 0, -.infinity], [-.infinity, -.infinity, -.infinity]], prior: 1)
    #expect(hopeless[1] > 0 && hopeless[1] < 0.35)
    #expect(AveragedModel.fittedWeights([[1, 2]]) == [1])
    #expect(AveragedModel.fittedWeights([]).isEmpty)
    #expect(AveragedModel.fittedWeights([[], []]) == [0.5, 0.5])
    #expect(AveragedModel.logAverage([[0, 1], [2]], weights: [0.5, 0.5]).count == 1)
  }

  @Test("A flow with the exact control is the target's noised law: densities, and draws by flow and by noise")
  func flow() throws {
    let target = GaussianMixture.twoModes
    let path = GaussianPath.ornsteinUhlenbeck(horizon: 4)
    let model = FlowModel(
      GaussianReference(dimension: 2, path: path), network: ExactControl(target: target, path: path),
      parameters: .init([]), interval: 0...0.98
    ) { path.deviation($0) }
    let law = target.noised(path.scale(0.98), path.deviation(0.98))
    let states = law.draws(count: 100, RandomCoordinates(seed: 4, stream: 88))
    let expected = (0..<100).map { law.logDensity(Array(states.vector($0))) }
    // The start law differs from the noised target's by e^{−4} of a mean.
    #expect(greatestDifference(try model.logDensity(states), expected) < 0.1)
    let randomness = RandomCoordinates(seed: 4, stream: 89)
    let batches = [
      try model.draws(count: 2000, randomness), try model.draws(count: 2000, randomness, steps: 60, method: Heun()),
      try model.draws(count: 2000, randomness, steps: 200, method: GeodesicEulerMaruyama()),
    ]
    let mean = law.weights.indices.map { law.weights[$0] * law.means[$0][0] }.reduce(0, +)
    let share = law.weights[0]
    for draws in batches {
      let first = (0..<2000).map { draws.values[0][2 * $0] }
      #expect(abs(MeanEstimate(first).mean - mean) < 0.15)
      #expect(abs(MeanEstimate(first.map { $0 * $0 }).standardError) < 0.1)
      let inFirst = (0..<2000).map { law.responsibilities(Array(draws.vector($0)))[0] }
      #expect(abs(MeanEstimate(inFirst).mean - share) < 0.08)
    }
    #expect(throws: ScheduleError.self) { try model.draws(count: 3, randomness, steps: 0, method: Heun()) }
  }

  @Test("Parameters of another network are a typed error")
  func wrongParameters() {
    let network = FieldNetwork(EuclideanSpace(dimension: 2), width: 4, depth: 1, featureCount: 2) { $0.vector }
    let model = FlowModel(
      GaussianReference(dimension: 2, path: .linear), network: network, parameters: .init([1, 2, 3]),
      interval: 0.1...0.9
    ) { -$0 + 1 }
    #expect(throws: ModelError.self) { try model.logDensity(StateBatch(vectors: [0, 0], dimension: 2)) }
    #expect(throws: ModelError.self) { try model.draws(count: 2, RandomCoordinates(seed: 0, stream: 0)) }
  }

  @Test("Stored arrays are refused when they are missing or their shape does not hold their numbers")
  func stored() throws {
    var arrays = StoredArrays()
    arrays.store("good", shape: [2, 3], [1, 2, 3, 4, 5, 6])
    arrays.store("hostile", shape: [1 << 62, 1 << 62], [])
    arrays.store("negative", shape: [-1, -1], [1])
    #expect(try arrays.array("good", rank: 2).values == [1, 2, 3, 4, 5, 6])
    for (name, rank) in [("good", 1), ("absent", 1), ("hostile", 2), ("negative", 2)] {
      #expect(throws: ModelError.self) { try arrays.array(name, rank: rank) }
    }
  }
}
