import Bellman
import Foundation
import ManifoldDomain
import Tensors

/// An unnormalised target with two modes of weights 2/3 : 1/3, with what a sampler is trained with and held against.
protocol TwoModeTarget: Sendable {
  associatedtype Chain: ReversibleChain
  associatedtype Network: StepNetwork
  var name: String { get }
  /// log Z
  var logNormalizer: Double { get }
  /// log γ at each row.
  @Sendable func logDensity(_ states: StateBatch) -> [Double]
  /// Exact draws of γ/Z.
  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch
  /// Whether a state is in the mode of weight 2/3.
  func isInFirstMode(_ state: ArraySlice<Double>) -> Bool

  func chain() throws -> Chain
  func network() throws -> Network
  var steps: Int { get }
  var batchSize: Int { get }
  /// Decay of the average of parameters that is measured.
  var averageDecay: Double { get }
}

/// e^{1.7} (2/3 N((−1.5, 0), ¼ 1) + 1/3 N((1.5, 0), ¼ 1)) in the plane: modes six deviations apart.
struct GaussianModes: TwoModeTarget {
  let name = "Gaussian mixture, d = 2"
  let logNormalizer = 1.7
  let steps = 2000
  let batchSize = 128
  let averageDecay = 0.99
  private let centres = [(weight: 2.0 / 3, x: -1.5), (weight: 1.0 / 3, x: 1.5)]
  private let deviation = 0.5

  @Sendable func logDensity(_ states: StateBatch) -> [Double] {
    let variance = deviation * deviation
    return (0..<states.count).map { row in
      let (x, y) = (states.values[0][2 * row], states.values[0][2 * row + 1])
      let terms = centres.map { log($0.weight) - ((x - $0.x) * (x - $0.x) + y * y) / (2 * variance) }
      let greatest = max(terms[0], terms[1])
      return logNormalizer - log(2 * .pi * variance) + greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) })
    }
  }

  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    StateBatch(
      vectors: (0..<count).flatMap { row in
        var generator = randomness.generator(row: row)
        let centre = centres[generator.uniform() < centres[0].weight ? 0 : 1]
        return [centre.x + deviation * generator.normal(), deviation * generator.normal()]
      }, dimension: 2)
  }

  func isInFirstMode(_ state: ArraySlice<Double>) -> Bool { (state.first ?? 0) < 0 }

  func chain() throws -> OrnsteinUhlenbeckChain {
    try OrnsteinUhlenbeckChain(dimension: 2, horizon: 2.5, stepCount: 48, targetDeviation: 0.7, stepRatio: 0.05)
  }

  func network() -> StepField<EuclideanSpace> {
    StepField(EuclideanSpace(dimension: 2), width: 64, depth: 3, featureCount: 2) { $0.vector }
  }
}

/// e^{−0.8} (2/3 F(·; μ₁, 10) + 1/3 F(·; μ₂, 10)) with von Mises–Fisher laws F on S², at an angle of 163° to one
/// another.
struct SphereModes: TwoModeTarget {
  let name = "von Mises–Fisher, S²"
  let logNormalizer = -0.8
  let steps = 1500
  let batchSize = 128
  let averageDecay = 0.998
  private let concentration = 10.0
  private let axes = [[0.0, 0.0, 1.0], [0.28, 0.0, -0.96]]
  private let weights = [2.0 / 3, 1.0 / 3]

  private func cosine(_ state: ArraySlice<Double>, _ mode: Int) -> Double {
    zip(state, axes[mode]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Sendable func logDensity(_ states: StateBatch) -> [Double] {
    // κ/(2π (e^κ − e^{−κ})) e^{κ⟨μ, x⟩}, relative to the peak.
    let constant = logNormalizer + log(concentration / (2 * .pi)) - log(-expm1(-2 * concentration))
    return (0..<states.count).map { row in
      let state = states.vector(row)
      let terms = (0..<2).map { log(weights[$0]) + concentration * (cosine(state, $0) - 1) }
      let greatest = max(terms[0], terms[1])
      return constant + greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) })
    }
  }

  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    StateBatch(
      vectors: (0..<count).flatMap { row in
        var generator = randomness.generator(row: row)
        let axis = axes[generator.uniform() < weights[0] ? 0 : 1]
        let uniform = generator.uniform()
        let height = 1 + log(uniform + (1 - uniform) * exp(-2 * concentration)) / concentration
        let angle = 2 * Double.pi * generator.uniform()
        let radius = (max(0, 1 - height * height)).squareRoot()
        // An orthonormal frame around the axis, which lies in the plane of x and z.
        let (first, second) = ([axis[2], 0, -axis[0]], [0.0, 1, 0])
        return (0..<3).map { height * axis[$0] + radius * (cos(angle) * first[$0] + sin(angle) * second[$0]) }
      }, dimension: 3)
  }

  func isInFirstMode(_ state: ArraySlice<Double>) -> Bool { cosine(state, 0) > cosine(state, 1) }

  func chain() throws -> BrownianChain<Sphere> {
    try BrownianChain(
      Sphere(dimension: 2), schedule: NoiseSchedule(smallest: 0.2, largest: 1.5), stepCount: 48,
      targetDeviation: (1 / concentration).squareRoot())
  }

  func network() throws -> StepField<Sphere> {
    StepField(try Sphere(dimension: 2), width: 64, depth: 3, featureCount: 3) { $0.vector }
  }
}
