import ArgumentParser
import Bellman
import DomainCommand
import Figures
import Files
import Foundation
import Networks
import Tensors

/// Points of Rⁿ as the smallest domain that has a program: rows of numbers in a CSV file.
struct PlaneDomain: DensityCommandDomain {
  struct Configuration: Codable, Hashable, Sendable { var dimension: Int }

  struct Options: ParsableArguments {
    @Option(help: "Dimension of the points.") var dimension = 2
  }

  static var name: String { "planes" }
  static var summary: String { "Points of Rⁿ." }
  static var exampleOptions: String { "--dimension 2" }
  static var quickstart: QuickstartPlan {
    QuickstartPlan(
      dataset: "blob", arguments: ["--dimension", "2"], minutes: 0.01, network: NetworkSize(width: 8, depth: 2))
  }
  static func configuration(_ options: Options, dataPath: String) throws -> Configuration {
    guard (1...8).contains(options.dimension) else {
      throw ProgramError(.usage, "--dimension \(options.dimension) is out of range", remedy: "give 1 to 8")
    }
    return Configuration(dimension: options.dimension)
  }

  let configuration: Configuration
  var space: EuclideanSpace { EuclideanSpace(dimension: configuration.dimension) }

  init(_ configuration: Configuration) { self.configuration = configuration }

  func read(_ path: String) throws -> [[Double]] {
    let table = try NumericTable(reading: path, columnCount: configuration.dimension)
    return (0..<table.rowCount).map { Array(table.row($0)) }
  }

  func write(_ samples: [[Double]], to path: String) throws {
    try NumericTable(values: samples.flatMap { $0 }, columnCount: configuration.dimension).write(to: path)
  }

  func encode(_ samples: [[Double]]) -> StateBatch {
    StateBatch(vectors: samples.flatMap { $0 }, dimension: configuration.dimension)
  }

  func decode(_ states: StateBatch) -> [[Double]] { (0..<states.count).map { Array(states.vector($0)) } }

  func reference(for training: StateBatch) -> GaussianReference {
    GaussianReference(
      dimension: configuration.dimension, path: .varianceExploding(smallest: 0.02, largest: 4), targetDeviation: 1)
  }

  func noiseDeviation(_ time: Tensor, of reference: GaussianReference) -> Tensor { reference.path.deviation(time) }

  func network(_ size: NetworkSize) -> FieldNetwork<EuclideanSpace> {
    FieldNetwork(space, width: size.width, depth: size.depth, featureCount: configuration.dimension) { $0.vector }
  }

  var constraints: [Constraint] {
    [
      Constraint("within a hundred", unit: "1") { states in
        (0..<states.count).map { row in (states.vector(row).map(abs).max() ?? 0) - 100 }
      }
    ]
  }

  func baselines(training: StateBatch, validation: StateBatch) -> [any StoredDensityModel] {
    [NormalLaw(fitting: training)]
  }

  func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
    guard kind == "normal" else { throw ModelError("there is no law “\(kind)”") }
    return NormalLaw(
      mean: try arrays.array("mean", rank: 1).values, deviation: try arrays.array("deviation", rank: 1).values)
  }

  func figures(_ content: ReportContent) throws -> [ReportFigure] {
    func points(_ states: StateBatch) -> [SIMD2<Double>] {
      (0..<states.count).map { row in SIMD2(states.vector(row).first ?? 0, states.vector(row).last ?? 0) }
    }
    let figure = ScatterPlot(
      title: "Data and samples", horizontal: Axis("x"), vertical: Axis("y"),
      sets: [
        PointSet(name: "data", points: points(content.training)),
        PointSet(name: "samples", points: points(content.samples)),
      ])
    return [ReportFigure(figure, caption: "Data and samples.")]
  }
}

/// The normal law with independent coordinates.
struct NormalLaw: StoredDensityModel {
  let mean: [Double]
  let deviation: [Double]

  var name: String { "normal law" }
  var kind: String { "normal" }
  var arrays: StoredArrays {
    var arrays = StoredArrays()
    arrays.store("mean", shape: [mean.count], mean)
    arrays.store("deviation", shape: [deviation.count], deviation)
    return arrays
  }

  init(mean: [Double], deviation: [Double]) {
    self.mean = mean
    self.deviation = deviation
  }

  init(fitting states: StateBatch) {
    let size = states.layout.elementCount
    let count = Double(states.count)
    let rows = (0..<states.count).map { Array(states.vector($0)) }
    let center = (0..<size).map { index in rows.reduce(0) { $0 + $1[index] } / count }
    mean = center
    deviation = (0..<size).map { index in
      max(1e-3, (rows.reduce(0) { $0 + pow($1[index] - center[index], 2) } / count).squareRoot())
    }
  }

  func logDensity(_ states: StateBatch) -> [Double] {
    (0..<states.count).map { row in
      zip(states.vector(row), zip(mean, deviation)).reduce(0) { sum, term in
        let (value, (center, scale)) = term
        return sum - 0.5 * pow((value - center) / scale, 2) - log(scale) - 0.5 * log(2 * .pi)
      }
    }
  }

  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var draws = randomness.normals(StateLayout(vector: mean.count), count: count)
    for index in draws.values[0].indices {
      let coordinate = index % mean.count
      draws.values[0][index] = mean[coordinate] + deviation[coordinate] * draws.values[0][index]
    }
    return draws
  }
}
