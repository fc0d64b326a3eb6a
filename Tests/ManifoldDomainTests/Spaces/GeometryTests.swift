import Bellman
import Foundation
import ManifoldDomain
import Tensors
import Testing

/// The maps of every space against one another and against distances in extended precision.
@Suite struct GeometryTests {
  static let names = ["S1", "S2", "S7", "T3", "SO3", "S2xT2"]

  /// Random pairs of each space and precision; the variable GEOMETRY_PAIRS asks for more. Over a million the greatest
  /// errors are 5e-15 in float64 and 2.7e-6 in float32.
  static let randomCount = ProcessInfo.processInfo.environment["GEOMETRY_PAIRS"].flatMap { Int($0) } ?? 20_000
  static let adversarialCount = 10_000

  @Test(arguments: names) func float64(name: String) throws {
    let space = try ManifoldSpace(name: name)
    try check(GeometryProbe<Double>(space), bound: 5e-14)
  }

  @Test(arguments: names) func float32(name: String) throws {
    let space = try ManifoldSpace(name: name)
    try check(GeometryProbe<Float>(space), bound: 5e-6)
  }

  private func check<Scalar: ExecutableScalar>(_ probe: GeometryProbe<Scalar>, bound: Double) throws {
    let space = probe.space
    var pairs = PointPairs(space, seed: 11, isSingle: Scalar.self == Float.self)
    var worst: [String: Double] = [:]
    func note(_ name: String, _ error: Double) {
      // Written so that a NaN counts as worse than any bound.
      if !(error <= worst[name, default: 0]) { worst[name] = error.isNaN ? .infinity : error }
    }
    let batch = 10_000
    let batches = Self.randomCount / batch
    for index in 0...batches {
      let (x, y, v) = index < batches ? pairs.random(batch) : pairs.adversarial(Self.adversarialCount)
      let result = try probe(x, y, v)
      for row in x.indices {
        let reference = ReferenceGeometry.distance(x[row], y[row], in: space)
        note("distance", abs(result.distance[row] - reference))
        note("distance symmetry", abs(result.distance[row] - result.reversedDistance[row]))
        note("norm of logarithm", abs(result.logarithm[row].euclideanNorm - result.distance[row]))
        note("exponential of logarithm", ReferenceGeometry.distance(result.returned[row], y[row], in: space))
        note("tangency of logarithm", result.logarithmNormalPart[row].euclideanNorm)
        note("tangency of transport", result.transportedNormalPart[row].euclideanNorm / v[row].euclideanNorm)
        let tangent = tangentPart(v[row], at: x[row], in: space)
        note(
          "isometry of transport",
          abs(result.transported[row].euclideanNorm - tangent.euclideanNorm) / v[row].euclideanNorm)
        // Beyond, the direction of the geodesic from x and from y may be chosen differently, and their error grows as
        // 1/sin θ.
        if isFarFromCutLocus(x[row], y[row], in: space) {
          let opposite = result.reversedLogarithm[row].map { -$0 }
          note("transport along geodesic", opposite.difference(from: result.transportedLogarithm[row]))
        }
      }
    }
    for (name, error) in worst.sorted(by: { $0.key < $1.key }) {
      #expect(error <= bound, "\(space.name): \(name) is off by \(error)")
    }
  }

  private func tangentPart(_ v: [Double], at x: [Double], in space: any FactoredSpace) -> [Double] {
    zip(space.factors, zip(space.stateRanges, space.tangentRanges)).flatMap { factor, ranges in
      let (point, vector) = (Array(x[ranges.0]), Array(v[ranges.1]))
      guard factor is Sphere else { return vector }
      let along = zip(point, vector).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(vector, point).map { $0 - along * $1 }
    }
  }

  private func isFarFromCutLocus(_ x: [Double], _ y: [Double], in space: any FactoredSpace) -> Bool {
    zip(space.factors, space.stateRanges).allSatisfy { factor, range in
      let (a, b) = (Array(x[range]), Array(y[range]))
      return factor is Torus
        ? factor.logarithm(from: a, to: b).allSatisfy { abs($0) < 2.9 } : factor.distance(a, b) < 2.9
    }
  }
}
