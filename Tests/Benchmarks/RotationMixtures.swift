import ArgumentParser
import Bellman
import Foundation
import ManifoldDomain
import Networks
import Tensors

/// Learns random mixtures on SO(3) from draws, and holds the learned law against the true density.
struct RotationMixtures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotations",
    abstract: "Learn random mixtures on SO(3), and print the relative entropy of the truth to what was learned.",
    discussion: """
      The targets of De Bortoli et al. (NeurIPS 2022), appendix O.2: K means uniform on SO(3), precisions from the Gamma law \
      with shape 100, normal laws in the tangent spaces with standard deviation 1/√(2 · precision), pushed forward by the \
      exponential; densities with respect to the Haar measure of total mass 8π². Training draws are fresh, as many for each \
      component as --rows says; a tenth more are for validation, and 20,000 for the test. The learned law is the mixture of \
      wrapped normal laws that is part of every run of the manifolds program: a draw takes no network evaluation.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of components.") var components = [16, 32, 64]
  @Option(help: "Random targets for each number.") var targets = 3
  @Option(help: "Training draws for each component.") var rows = 1250
  @Flag(help: "Only check that everything runs.") var smoke = false

  func run() throws {
    print("components  target  relative entropy     log-likelihood   its ceiling   ∫p               seconds")
    for count in smoke ? [4] : components {
      var entropies: [Double] = []
      for seed in 0..<(smoke ? 1 : targets) {
        let target = RotationTarget(components: count, seed: UInt64(seed))
        let domain = try ManifoldDomain(.init(space: "SO3"))
        let size = count * (smoke ? 100 : rows)
        let training = target.draws(count: size, stream: 1)
        let validation = target.draws(count: size / 10, stream: 2)
        let test = target.draws(count: smoke ? 200 : 20_000, stream: 3)
        let clock = ContinuousClock()
        var fitted: NormalMixture?
        let seconds = clock.measure {
          fitted = NormalMixture.fitted(domain.space, training: training, validation: validation, seed: UInt64(seed))
        }
        guard let model = fitted else { throw ModelError("no mixture was fitted") }
        let (truth, learned) = (target.logDensity(test), try model.logDensity(test))
        let entropy = Estimate(zip(truth, learned).map { $0 - $1 })
        entropies.append(entropy.mean)
        print(
          String(
            format: "%10d  %6d  %+.4f ± %.4f     %8.4f         %8.4f      %@  %7.1f", count, seed, entropy.mean,
            entropy.standardError, Estimate(learned).mean, Estimate(truth).mean,
            try integral(of: model, against: target, count: smoke ? 200 : 20_000).text, seconds / .seconds(1)))
        fflush(nil)
      }
      print(String(format: "%10d    mean  %+.4f     goal 0.0100", count, Estimate(entropies).mean))
    }
  }

  /// ∫p by draws from the true law and the uniform one, half of each.
  private func integral(of model: NormalMixture, against target: RotationTarget, count: Int) throws -> Estimate {
    let uniform = UniformLaw(model.space)
    var states = target.draws(count: count, stream: 4)
    let half = uniform.draws(count: count / 2, RandomCoordinates(seed: 5, stream: RandomPurpose.evaluation))
    states.values[0].replaceSubrange(0..<half.values[0].count, with: half.values[0])
    let volume = -model.space.logVolume
    return Estimate(
      zip(try model.logDensity(states), target.logDensity(states)).map { exp($0) / (0.5 * exp($1) + 0.5 * exp(volume)) })
  }
}

/// A mixture of normal laws in tangent spaces of SO(3), with its density.
struct RotationTarget: Sendable {
  private let means: [Rotation]
  private let deviations: [Double]
  private let seed: UInt64

  private typealias Rotation = (w: Double, x: Double, y: Double, z: Double)

  init(components: Int, seed: UInt64) {
    var generator = RandomCoordinates(seed: seed, stream: RandomPurpose.start).generator(row: components)
    means = (0..<components).map { _ in
      let q = (0..<4).map { _ in generator.normal() }
      let norm = q.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return (q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm)
    }
    // A Gamma law of whole shape is a sum of exponential ones.
    deviations = (0..<components).map { _ in
      1 / (2 * (0..<100).reduce(0.0) { total, _ in total - log(generator.uniform()) }).squareRoot()
    }
    self.seed = seed
  }

  func draws(count: Int, stream: UInt32) -> StateBatch {
    let coordinates = RandomCoordinates(seed: seed &+ 1000, stream: stream)
    return StateBatch(
      vectors: (0..<count).flatMap { row -> [Double] in
        var generator = coordinates.generator(row: row)
        let chosen = min(means.count - 1, Int(generator.uniform() * Double(means.count)))
        let omega = (0..<3).map { _ in deviations[chosen] * generator.normal() }
        let angle = omega.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let ratio = angle > 0 ? sin(angle / 2) / angle : 0.5
        return Self.matrix(
          Self.product(means[chosen], (cos(angle / 2), ratio * omega[0], ratio * omega[1], ratio * omega[2])))
      }, dimension: 9)
  }

  /// With respect to the Haar measure of total mass 8π².
  func logDensity(_ states: StateBatch) -> [Double] {
    (0..<states.count).map { row in
      let q = Self.rotation(states.vector(row))
      var total = 0.0
      for (mean, deviation) in zip(means, deviations) {
        let relative = Self.product((mean.w, -mean.x, -mean.y, -mean.z), q)
        let sine = (relative.x * relative.x + relative.y * relative.y + relative.z * relative.z).squareRoot()
        let angle = 2 * atan2(sine, abs(relative.w))
        let stretch = angle > 0 ? angle / 2 / sin(angle / 2) : 1
        let variance = deviation * deviation
        total += stretch * stretch * exp(-angle * angle / (2 * variance)) / pow(2 * .pi * variance, 1.5)
      }
      return log(total / Double(means.count))
    }
  }

  private static func product(_ a: Rotation, _ b: Rotation) -> Rotation {
    (
      a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
      a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w
    )
  }

  private static func matrix(_ q: Rotation) -> [Double] {
    [
      1 - 2 * (q.y * q.y + q.z * q.z), 2 * (q.x * q.y - q.w * q.z), 2 * (q.x * q.z + q.w * q.y),
      2 * (q.x * q.y + q.w * q.z), 1 - 2 * (q.x * q.x + q.z * q.z), 2 * (q.y * q.z - q.w * q.x),
      2 * (q.x * q.z - q.w * q.y), 2 * (q.y * q.z + q.w * q.x), 1 - 2 * (q.x * q.x + q.y * q.y),
    ]
  }

  /// From the largest of the four numbers, which loses nothing at half turns.
  private static func rotation(_ m: ArraySlice<Double>) -> Rotation {
    let r = Array(m)
    let squares = [
      1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8],
    ]
    let largest = squares.indices.max { squares[$0] < squares[$1] } ?? 0
    let root = squares[largest].squareRoot()
    let s = 0.5 / root
    switch largest {
    case 0: return (root / 2, (r[7] - r[5]) * s, (r[2] - r[6]) * s, (r[3] - r[1]) * s)
    case 1: return ((r[7] - r[5]) * s, root / 2, (r[1] + r[3]) * s, (r[2] + r[6]) * s)
    case 2: return ((r[2] - r[6]) * s, (r[1] + r[3]) * s, root / 2, (r[5] + r[7]) * s)
    default: return ((r[3] - r[1]) * s, (r[2] + r[6]) * s, (r[5] + r[7]) * s, root / 2)
    }
  }
}
