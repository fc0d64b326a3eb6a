public import Bellman
internal import Foundation
internal import Networks
public import Tensors

/// Points on spheres, tori, SO(3) and their products, with Brownian motion as the reference process and its exact heat kernels.
public struct ManifoldDomain: DensityDomain {
  public struct Configuration: Codable, Hashable, Sendable {
    /// The space's name, “S2”, “T7”, “SO3”, “S2xT2”.
    public var space: String
    /// Unit of angles in files of tori.
    public var unit: AngleUnit

    public init(space: String, unit: AngleUnit = .degrees) {
      self.space = space
      self.unit = unit
    }
  }

  public static let name = "manifolds"
  public static let summary = "Generative models of points on spheres, tori, rotation groups and their products."

  public let configuration: Configuration
  public let space: ManifoldSpace

  public init(_ configuration: Configuration) throws {
    self.configuration = configuration
    space = try ManifoldSpace(name: configuration.space)
  }

  // MARK: Files

  public func read(_ path: String) throws -> [ManifoldPoint] {
    try ManifoldFile(space: space, unit: configuration.unit).read(path)
  }

  public func write(_ samples: [ManifoldPoint], to path: String) throws {
    try ManifoldFile(space: space, unit: configuration.unit).write(samples, to: path)
  }

  public func encode(_ samples: [ManifoldPoint]) -> StateBatch {
    StateBatch(space.layout, count: samples.count, values: [samples.flatMap(\.coordinates)])
  }

  public func decode(_ states: StateBatch) -> [ManifoldPoint] {
    (0..<states.count).map { ManifoldPoint(Array(states.vector($0))) }
  }

  // MARK: The reference process and the network

  /// Noise at which the flow stops: what is sampled is the target blurred by this many radians.
  public static let stoppingDeviation = 0.01

  /// Brownian motion from the heat-kernel mixture of the training points at a deviation so large that the mixture is their noised law
  /// to about 0.002 nats.
  public func reference(for training: StateBatch) throws -> BrownianReference<ManifoldSpace> {
    let deviation = startDeviation(rows: training.count)
    let start = KernelEstimate.single(space, centres: training, deviation: deviation)
    return try BrownianReference(
      space, schedule: try NoiseSchedule(smallest: Self.stoppingDeviation, largest: deviation), start: start)
  }

  /// The relative entropy of a kernel mixture of N points to the law that it estimates is about Vol/(2N (2√π σ)^d): σ such that this is
  /// 0.002, within [0.3, 1].
  private func startDeviation(rows: Int) -> Double {
    let dimension = Double(space.dimension)
    let logDeviation = (space.logVolume - log(2 * 0.002 * Double(max(rows, 1)))) / dimension - log(2 * Double.pi.squareRoot())
    return min(max(exp(logDeviation), 0.3), 1)
  }

  public func noiseDeviation(_ time: Tensor, of reference: BrownianReference<ManifoldSpace>) -> Tensor {
    reference.schedule.standardDeviation(time)
  }

  public func network(_ size: NetworkSize) -> FieldNetwork<ManifoldSpace> {
    let features = ManifoldFeatures(space)
    return FieldNetwork(
      space, width: size.width, depth: size.depth, featureCount: features.count, features: features.callAsFunction)
  }

  // MARK: Baselines

  public func baselines(training: StateBatch, validation: StateBatch) throws -> [any StoredDensityModel] {
    var models: [any StoredDensityModel] = [KernelEstimate.fitted(space, training: training)]
    if let mixture = NormalMixture.fitted(space, training: training, validation: validation) { models.append(mixture) }
    models.append(UniformLaw(space))
    return models
  }

  public func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
    switch kind {
    case "kernels": try KernelEstimate(space, from: arrays)
    case "normals": try NormalMixture(space, from: arrays)
    case "uniform": UniformLaw(space)
    default: throw ModelError("a stored law of the unknown kind “\(kind)”")
    }
  }
}
