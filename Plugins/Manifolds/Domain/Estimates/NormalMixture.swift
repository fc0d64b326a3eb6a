internal import Analysis
public import Bellman
internal import Foundation
internal import Tensors

/// A mixture of wrapped normal laws: exp_μ(N(0, Σ)) with full covariance in the tangent space at each centre μ.
///
/// Density Σ w_m N(z; 0, Σ_m) / |det d exp(z)| with z = log_μ(x), with respect to the Riemannian volume. Standard deviations are at most
/// `greatestDeviation`, so that what lies beyond the cut locus (less than 1e-5 of a term in each coordinate) is left out: the
/// density integrates to a little less than one, never to more.
public struct NormalMixture: StoredDensityModel {
  public let space: ManifoldSpace
  struct Term: Sendable {
    var weight: Double
    var chart: LocalChart
    var covariance: [Double]
    /// L⁻¹ of Σ = LL′.
    var whitening: [Double]
    /// log w − ½ log det 2πΣ
    var logScale: Double
  }

  static let greatestDeviation = 0.7
  static let leastDeviation = 0.001

  let terms: [Term]
  private let shape: PointCloud
  private let table: ChartTable

  public var name: String { "wrapped-normal mixture" }

  init(_ space: ManifoldSpace, terms: [Term], shape: PointCloud) {
    self.space = space
    self.terms = terms
    self.shape = shape
    table = ChartTable(terms, dimension: space.dimension)
  }

  /// A term from its parts; nil when the covariance is not positive definite.
  static func term(weight: Double, chart: LocalChart, covariance: [Double], dimension: Int) -> Term? {
    guard weight > 0, let (factor, inverse) = SymmetricMatrix.cholesky(covariance, size: dimension) else { return nil }
    let logDeterminant = (0..<dimension).reduce(0.0) { $0 + 2 * log(factor[$1 * dimension + $1]) }
    return Term(
      weight: weight, chart: chart, covariance: covariance, whitening: inverse,
      logScale: log(weight) - 0.5 * (logDeterminant + Double(dimension) * log(2 * .pi)))
  }

  public func logDensity(_ states: StateBatch) throws -> [Double] {
    let queries = PointCloud(states, in: space)
    let result = AlignedMemory<Double>(count: states.count, filledWith: 0)
    let shared = SharedPointer(pointer: result.pointer)
    let dimension = space.dimension
    let piece = 32
    Parallel.forEach((states.count + piece - 1) / piece, threads: Parallel.defaultThreads) { _, index in
      let work = AlignedMemory<Double>(count: dimension + terms.count, filledWith: 0)
      _ = queries.withPoints { points in
        for row in index * piece..<min((index + 1) * piece, queries.count) {
          shared.pointer[row] = table.shares(
            points + row * queries.width, work.pointer, work.pointer + dimension)
        }
      }
    }
    return result.array
  }

  public func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    var values: [Double] = []
    for row in 0..<count {
      var generator = randomness.generator(row: row)
      var rest = generator.uniform()
      var chosen = terms.count - 1
      for (index, term) in terms.enumerated() {
        if rest < term.weight {
          chosen = index
          break
        }
        rest -= term.weight
      }
      guard terms.indices.contains(chosen),
        let point = terms[chosen].chart.draw(terms[chosen].covariance, using: &generator)
      else { throw ModelError("a mixture without terms has no draws") }
      values += PointCloud.state(of: point, in: space)
    }
    return StateBatch(space.layout, count: count, values: [values])
  }

  // MARK: Keeping

  public var kind: String { "normals" }

  public var arrays: StoredArrays {
    let dimension = space.dimension
    var arrays = StoredArrays()
    arrays.store("weights", shape: [terms.count], terms.map(\.weight))
    arrays.store("centres", shape: [terms.count, shape.width], terms.flatMap(\.chart.centre))
    arrays.store("covariances", shape: [terms.count, dimension, dimension], terms.flatMap(\.covariance))
    return arrays
  }

  init(_ space: ManifoldSpace, from arrays: StoredArrays) throws {
    let weights = try arrays.array("weights", rank: 1).values
    let centres = try arrays.array("centres", rank: 2)
    let covariances = try arrays.array("covariances", rank: 3)
    let dimension = space.dimension
    let shape = PointCloud(StateBatch(zeros: space.layout, count: 0), in: space)
    guard centres.shape == [weights.count, shape.width], covariances.shape == [weights.count, dimension, dimension] else {
      throw ModelError("the stored mixture does not belong to the space \(space.name)")
    }
    let terms = try weights.indices.map { index in
      let chart = LocalChart(
        Array(centres.values[index * shape.width..<(index + 1) * shape.width]), like: shape)
      let size = dimension * dimension
      guard
        let term = Self.term(
          weight: weights[index], chart: chart,
          covariance: Array(covariances.values[index * size..<(index + 1) * size]), dimension: dimension)
      else { throw ModelError("term \(index) of the stored mixture is no law") }
      return term
    }
    self.init(space, terms: terms, shape: shape)
  }
}
