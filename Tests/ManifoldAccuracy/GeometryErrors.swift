import Bellman
import Foundation
import ManifoldDomain
package import Tensors

/// The greatest errors of a space's maps over random and adversarial pairs of points, against one another and against
/// distances in extended precision.
package struct GeometryErrors: Sendable {
  /// By the name of the property.
  package private(set) var worst: [String: Double] = [:]

  /// - Parameters:
  ///   - random: uniform pairs, in whole batches of 10,000.
  ///   - adversarial: pairs at zero distance, at the cut locus and next to them; at most 10,000.
  package init<Scalar: ExecutableScalar>(_ probe: GeometryProbe<Scalar>, random: Int, adversarial: Int) throws {
    let batch = 10_000
    var pairs = PointPairs(probe.space, seed: 11, isSingle: Scalar.self == Float.self)
    for _ in 0..<random / batch { try note(probe, pairs.random(batch)) }
    try note(probe, pairs.adversarial(min(batch, adversarial)))
  }

  private mutating func note<Scalar: ExecutableScalar>(
    _ probe: GeometryProbe<Scalar>, _ pairs: (x: [[Double]], y: [[Double]], v: [[Double]])
  ) throws {
    let space = probe.space
    let (x, y, v) = pairs
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

  private mutating func note(_ name: String, _ error: Double) {
    // Written so that a NaN counts as worse than any bound.
    if !(error <= worst[name, default: 0]) { worst[name] = error.isNaN ? .infinity : error }
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
