import Bellman
import Files
import Networks
import Tensors

/// Points of the plane whose laws do not change under rotations and reflections, unless the network is biased.
struct PlaneDomain: SymmetricDomain {
  struct Configuration: Codable, Hashable, Sendable { var isBiased: Bool }

  static let name = "planes"
  static let summary = "Points of the plane."

  let configuration: Configuration
  let space = EuclideanSpace(dimension: 2)

  init(_ configuration: Configuration) { self.configuration = configuration }

  func read(_ path: String) throws -> [[Double]] {
    let table = try NumericTable(reading: path, columnCount: 2)
    return (0..<table.rowCount).map { Array(table.row($0)) }
  }
  func write(_ samples: [[Double]], to path: String) throws {
    try NumericTable(values: samples.flatMap { $0 }, columnCount: 2).write(to: path)
  }
  func encode(_ samples: [[Double]]) -> StateBatch { StateBatch(vectors: samples.flatMap { $0 }, dimension: 2) }
  func decode(_ states: StateBatch) -> [[Double]] { (0..<states.count).map { Array(states.vector($0)) } }

  func reference(for training: StateBatch) -> GaussianReference {
    GaussianReference(dimension: 2, path: .ornsteinUhlenbeck(horizon: 3))
  }
  func noiseDeviation(_ time: Tensor, of reference: GaussianReference) -> Tensor { reference.path.deviation(time) }
  func network(_ size: NetworkSize) -> RadialNetwork { RadialNetwork(size, isBiased: configuration.isBiased) }
  func baselines(training: StateBatch, validation: StateBatch) -> [any StoredDensityModel] { [] }
  func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
    throw ModelError("there is no law “\(kind)”")
  }
}

/// f(|x|², t) x, which turns with x.
struct RadialNetwork: ControlNetwork {
  let parameters: ParameterTree
  let isBiased: Bool
  private let perceptron: Perceptron

  init(_ size: NetworkSize, isBiased: Bool) {
    var tree = ParameterTree()
    perceptron = Perceptron(&tree, "radial", widths: [2, size.width, 1], activation: .silu, lastLaw: .constant(0))
    parameters = tree
    self.isBiased = isBiased
  }

  func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let factor = perceptron(
      state.squaredNorm().expandingAxis(-1).concatenated(with: [time.expandingAxis(-1)], axis: -1))
    let answer = state.vector * factor
    return NamedTensors(state.layout, [isBiased ? answer + 0.1 : answer])
  }
}
