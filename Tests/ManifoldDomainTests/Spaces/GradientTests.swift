import Bellman
import Foundation
import ManifoldAccuracy
import ManifoldDomain
import Tensors
import Testing

/// Gradients through the maps: finite where formulas degenerate, and right where they do not.
@Suite struct GradientTests {
  static let names = ["S1", "S2", "S7", "T3", "SO3", "S2xT2"]

  @Test(arguments: names) func finiteAtDegeneratePoints(name: String) throws {
    let space = try ManifoldSpace(name: name)
    try expectFinite(Float.self, space)
    try expectFinite(Double.self, space)
  }

  private func expectFinite<Scalar: ExecutableScalar>(_: Scalar.Type, _ space: ManifoldSpace) throws {
    let rows = 500
    let program = try Program(Scalar.scalarType, rows: rows) { trace in
      let x = trace.rows("x", space.layout)
      let y = trace.rows("y", space.layout)
      let v = trace.rows("v", space.tangentLayout)
      let values: [(String, Tensor)] = [
        ("distance", space.distance(x, y)), ("logarithm", space.logarithm(from: x, to: y).vector),
        ("transport", space.transport(v, from: x, to: y).vector), ("advance", space.advance(x, along: v).vector),
        ("logVolume", space.exponentialLogVolume(v, at: x)),
      ]
      for (name, value) in values {
        trace.output(name, value, .rows)
        for (variable, gradient) in zip(["x", "y", "v"], value.sum().gradient([x.vector, y.vector, v.vector])) {
          trace.output("d \(name)/d\(variable)", gradient, .rows)
        }
      }
    }
    var pairs = PointPairs(space, seed: 8, isSingle: Scalar.self == Float.self)
    let (x, y, random) = pairs.adversarial(rows)
    // Steps of length 0, tiny, about π (where the exponential's differential is singular) and 2π.
    let v = zip(x, random).enumerated().map { row, pair in
      let lengths = [0, 1e-30, 1e-8, 1, Double.pi, 2 * Double.pi, 10]
      let tangent = zip(space.factors, zip(space.stateRanges, space.tangentRanges)).flatMap { factor, ranges in
        let vector = Array(pair.1[ranges.1])
        guard factor is Sphere else { return vector.map { $0 / vector.euclideanNorm } }
        let along = zip(pair.0[ranges.0], vector).reduce(0) { $0 + $1.0 * $1.1 }
        let part = zip(vector, pair.0[ranges.0]).map { $0 - along * $1 }
        return part.map { $0 / part.euclideanNorm }
      }
      return tangent.map { $0 * lengths[row % lengths.count] }
    }
    let inputs = ["x.x": x, "y.x": y, "v.x": v].mapValues { $0.flatMap { $0.map { Scalar($0) } } }
    for (name, values) in try program.evaluate(inputs) {
      #expect(values.allSatisfy { $0.isFinite }, "\(space.name): \(name) in \(Scalar.scalarType.rawValue)")
    }
  }

  /// The gradient of the distance d(x, y) in x is −log_x(y)/d, and that of ½d² is −log_x(y), at equal points too.
  @Test(arguments: names) func gradientOfDistance(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let rows = 500
    let program = try Program(.float64, rows: rows) { trace in
      let x = trace.rows("x", space.layout)
      let y = trace.rows("y", space.layout)
      let distance = space.distance(x, y)
      let logarithm = space.logarithm(from: x, to: y)
      trace.output("error of d", gradient(of: distance, space, x) * distance.expandingAxis(1) + logarithm.vector, .rows)
      let half = logarithm.squaredNorm() * 0.5
      trace.output("error of d²/2", gradient(of: half, space, x) + logarithm.vector, .rows)
    }
    var pairs = PointPairs(space, seed: 9)
    let (x, y, _) = pairs.random(rows)
    for (name, values) in try program.evaluate(["x.x": x.flatMap { $0 }, "y.x": y.flatMap { $0 }]) {
      #expect(values.allSatisfy { abs($0) < 1e-9 }, "\(space.name): \(name)")
    }
  }

  /// The Riemannian gradient of a function in tangent coordinates.
  private func gradient(of value: Tensor, _ space: ManifoldSpace, _ x: NamedTensors) -> Tensor {
    let gradient = value.gradient(x.vector)
    var parts: [Tensor] = []
    for (factor, range) in zip(space.factors, space.stateRanges) {
      for index in 0..<factor.tangentCount {
        parts.append(
          factor.derivative(gradient.slice(axis: 1, range), along: index, at: x.vector.slice(axis: 1, range)))
      }
    }
    return parts[0].concatenated(with: Array(parts.dropFirst()), axis: 1)
  }
}
