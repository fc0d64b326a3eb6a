public import Bellman
internal import Files
internal import Foundation
public import Tensors

/// Proportions that sum to one – sand, silt and clay; oxides of a rock; shares of a budget – in Aitchison's geometry.
///
/// What matters about a composition x of D parts are ratios. The isometric log-ratio transform yₖ = √(k/(k+1))
/// (mean(log x₁…log xₖ) − log xₖ₊₁) takes it to R^{D−1} and Aitchison's distance to the usual one, so that the engine's
/// Gaussian reference process serves. Densities are with respect to Aitchison's measure, dy. Source: J. J. Egozcue et
/// al., Mathematical Geology 35 (2003) 279.
public struct SimplexDomain: DensityDomain {
  public struct Configuration: Codable, Hashable, Sendable {
    /// Names of the parts, in the order of a file's columns.
    public var parts: [String]
    /// What the parts of a row sum to: 1 for proportions, 100 for percentages.
    public var total: Double

    public init(parts: [String], total: Double = 1) { (self.parts, self.total) = (parts, total) }
  }

  public static let name = "simplex"
  public static let summary = "Generative models of compositions: proportions that sum to one."

  public let configuration: Configuration
  public let space: EuclideanSpace

  public init(_ configuration: Configuration) throws {
    let (parts, total) = (configuration.parts, configuration.total)
    guard parts.count > 1, Set(parts).count == parts.count, total > 0, total.isFinite else {
      throw ProgramError(
        .usage, "a composition of the parts \(parts) with the sum \(total)", remedy: "name two or more different parts")
    }
    self.configuration = configuration
    space = EuclideanSpace(dimension: parts.count - 1)
  }

  // MARK: Samples and files: a sample is its D proportions

  /// A CSV file with a header that names the parts, and one composition in each row.
  public func read(_ path: String) throws -> [[Double]] {
    let (parts, total) = (configuration.parts, configuration.total)
    let table = try NumericTable(reading: path)
    guard table.columnNames == parts, table.columnCount == parts.count else {
      let found = table.columnNames.map { $0.joined(separator: ",") } ?? "\(table.columnCount) without names"
      throw ProgramError(
        .data, "the columns are \(found)", at: .init(file: path),
        remedy: "the header must read \(parts.joined(separator: ","))")
    }
    guard table.rowCount > 0 else {
      throw ProgramError(.data, "there is no row", at: .init(file: path), remedy: "add rows")
    }
    return try (0..<table.rowCount).map { row in
      let values = Array(table.row(row))
      if let column = values.firstIndex(where: { $0 <= 0 }) {
        throw table.error(
          row: row, column: column, "\(parts[column]) is \(values[column])",
          remedy: values[column] < 0
            ? "correct or remove the row"
            : "ratios need positive parts: replace zeros, by two thirds of the detection limit say, or drop the part"
        )
      }
      let sum = values.reduce(0, +)
      guard abs(sum - total) <= 0.001 * total else {
        let looksOtherwise = [1, 100].first { $0 != total && abs(sum - $0) <= 0.001 * $0 }
        throw table.error(
          row: row, "the parts sum to \(sum), not to \(total)",
          remedy: looksOtherwise.map { "if that is meant, set the total to \($0)" }
            ?? "correct the row, or add the part that is left")
      }
      return values.map { $0 / sum }
    }
  }

  public func write(_ samples: [[Double]], to path: String) throws {
    let values = samples.joined().map { $0 * configuration.total }
    try NumericTable(values: values, columnCount: configuration.parts.count, columnNames: configuration.parts).write(
      to: path)
  }

  public func encode(_ samples: [[Double]]) -> StateBatch {
    StateBatch(vectors: samples.flatMap(Self.logRatios), dimension: space.dimension)
  }

  public func decode(_ states: StateBatch) -> [[Double]] {
    (0..<states.count).map { Self.proportions(states.vector($0)) }
  }

  /// The isometric log-ratios of positive proportions.
  public static func logRatios(_ proportions: [Double]) -> [Double] {
    var sum = 0.0
    return (1..<proportions.count).map { k in
      sum += log(proportions[k - 1])
      return (Double(k) / Double(k + 1)).squareRoot() * (sum / Double(k) - log(proportions[k]))
    }
  }

  /// The proportions that have these log-ratios.
  public static func proportions(_ ratios: some Collection<Double>) -> [Double] {
    var logarithms = [0.0]
    var mean = 0.0
    for (index, ratio) in ratios.enumerated() {
      let k = Double(index + 1)
      logarithms.append(mean - ratio / (k / (k + 1)).squareRoot())
      mean = (mean * k + logarithms[index + 1]) / (k + 1)
    }
    let largest = logarithms.max() ?? 0
    let weights = logarithms.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  // MARK: Noise, network, checks

  /// Ornstein–Uhlenbeck noise over five relaxation times: it starts e⁻⁵ from the standard normal law.
  public func reference(for training: StateBatch) -> GaussianReference {
    GaussianReference(dimension: space.dimension, path: .ornsteinUhlenbeck(horizon: 5))
  }

  public func noiseDeviation(_ time: Tensor, of reference: GaussianReference) -> Tensor {
    reference.path.deviation(time)
  }

  public func network(_ size: NetworkSize) -> FieldNetwork<EuclideanSpace> {
    FieldNetwork(space, width: size.width, depth: size.depth, featureCount: space.dimension) { $0.vector }
  }

  public var constraints: [Constraint] {
    [
      Constraint("parts are positive and sum to one", unit: "1") { states in
        decode(states).map { parts in parts.allSatisfy { $0 > 0 } ? abs(parts.reduce(0, +) - 1) - 1e-12 : .nan }
      }
    ]
  }

  // MARK: The law to beat

  public func baselines(training: StateBatch, validation: StateBatch) throws -> [any StoredDensityModel] {
    [try LogisticNormalLaw(fittedTo: training)]
  }

  public func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
    guard kind == LogisticNormalLaw.kind else { throw ModelError("a stored law of the unknown kind “\(kind)”") }
    return try LogisticNormalLaw(from: arrays)
  }
}
