import Bellman
import Foundation
import ManifoldAccuracy
import ManifoldDomain
import Tensors
import Testing

/// Divergences against closed forms: eigenfunctions of the Laplacian, fields of isometries, and left-invariant fields.
@Suite struct DivergenceTests {
  /// Records a field and the divergence expected of it, and compares over random states.
  private func expect(
    _ space: ManifoldSpace, bound: Double = 1e-12, _ record: (NamedTensors) -> (field: Tensor, divergence: Tensor),
    location: SourceLocation = #_sourceLocation
  ) throws {
    let rows = 200
    let program = try Program(.float64, rows: rows) { trace in
      let x = trace.rows("x", space.layout)
      let (field, expected) = record(x)
      trace.output("found", space.divergence(of: NamedTensors(space.tangentLayout, [field]), at: x), .rows)
      trace.output("expected", expected, .rows)
    }
    let states = space.uniformStates(count: rows, RandomCoordinates(seed: 7, stream: 1))
    let result = try program.evaluate(["x.x": states.values[0]])
    let (found, expected) = (result["found"] ?? [], result["expected"] ?? [])
    #expect(found.count == rows && found.difference(from: expected) < bound, sourceLocation: location)
  }

  private func constant(_ values: [Double], _ state: NamedTensors) -> Tensor {
    state.trace.constant(values, [1, values.count])
  }

  private func zeros(_ state: NamedTensors) -> Tensor { state.trace.constant(0, [state.vector.shape[0]]) }

  @Test(arguments: [1, 2, 3, 7]) func gradientsOfSphericalHarmonics(n: Int) throws {
    let space = try ManifoldSpace(name: "S\(n)")
    let a = (0...n).map { sin(Double($0) + 1) }
    // Orthogonal to a.
    let b = [-a[1], a[0]] + [Double](repeating: 0, count: n - 1)
    try expect(space) { x in
      // l = 1: Y = ⟨a, x⟩, ∇Y = P a.
      let y = (x.vector * constant(a, x)).sum(axis: 1)
      return (x.vector * 0 + constant(a, x), y * -Double(n))
    }
    try expect(space) { x in
      // l = 2: Y = ⟨a, x⟩⟨b, x⟩; a part along x, of whatever size, changes nothing.
      let (u, w) = (
        (x.vector * constant(a, x)).sum(axis: 1, keepingAxis: true),
        (x.vector * constant(b, x)).sum(axis: 1, keepingAxis: true)
      )
      let field = constant(a, x) * w + constant(b, x) * u + x.vector * (u.exponential() * 3)
      return (field, (u * w).sum(axis: 1) * -Double(2 * (n + 1)))
    }
  }

  @Test(arguments: [1, 2, 7]) func isometriesOfSpheresHaveNone(n: Int) throws {
    let space = try ManifoldSpace(name: "S\(n)")
    let size = n + 1
    let matrix = (0..<size * size).map { index -> Double in
      let (i, j) = (index / size, index % size)
      return i == j ? 0 : (i < j ? 1 : -1) * sin(Double(i + j) + Double(i * j))
    }
    try expect(space) { x in (x.vector.matrixProduct(x.trace.constant(matrix, [size, size])), zeros(x)) }
  }

  @Test func torus() throws {
    try expect(ManifoldSpace(name: "T3")) { x in
      // ∇ of Σ cos(k xₖ): Σ −k² cos(k xₖ).
      let k = constant([1, 2, 3], x)
      let phase = x.vector * k
      return (-(phase.sine() * k), -(phase.cosine() * k * k).sum(axis: 1))
    }
  }

  /// tr(AR) is a matrix element of the representation l = 1, so ΔY = −l(l + 1)Y = −2Y; this fixes the metric's scale.
  @Test func gradientsOfRotationMatrixElements() throws {
    let space = try ManifoldSpace(name: "SO3")
    let a = (0..<9).map { cos(Double($0 * $0) + 0.3) }
    try expect(space) { x in
      let y = (x.vector * constant(a, x)).sum(axis: 1)
      let gradient = y.gradient(x.vector)
      let field = (0..<3).map { RotationGroup().derivative(gradient, along: $0, at: x.vector) }
      return (field[0].concatenated(with: Array(field[1...]), axis: 1), y * -2)
    }
  }

  @Test func invariantFieldsOnRotationsHaveNone() throws {
    let space = try ManifoldSpace(name: "SO3")
    let a = [0.3, -1.2, 0.7]
    // Left-invariant: constant in the body's frame. Right-invariant: Rᵀa.
    try expect(space) { x in (constant(a, x).broadcast(to: [x.vector.shape[0], 3]), zeros(x)) }
    try expect(space) { x in
      let turned = x.vector.reshaped([-1, 3, 3]) * x.trace.constant(a, [1, 3, 1])
      return (turned.sum(axis: 1), zeros(x))
    }
  }

  /// A field whose every part depends on every factor: only each factor's own derivative counts.
  @Test func product() throws {
    let space = try ManifoldSpace(name: "S2xT2xSO3")
    let a = [0.5, -0.4, 1.1]
    let c = (0..<9).map { sin(Double($0) * 1.7) }
    try expect(space) { x in
      let parts = zip(space.stateRanges, space.factors).map { range, _ in x.vector.slice(axis: 1, range) }
      let y = (parts[0] * constant(a, x)).sum(axis: 1, keepingAxis: true)
      let t = parts[1].cosine().sum(axis: 1, keepingAxis: true)
      let z = (parts[2] * constant(c, x)).sum(axis: 1, keepingAxis: true)
      let gradient = constant(c, x).broadcast(to: parts[2].shape)
      let turns = (0..<3).map { RotationGroup().derivative(gradient, along: $0, at: parts[2]) * y * t }
      let field = (constant(a, x) * t * z).concatenated(with: [-(parts[1].sine() * y * z)] + turns, axis: 1)
      return (field, (y * t * z * -(2 + 1 + 2)).sum(axis: 1))
    }
  }

  /// The fault that the projection guards against: the ambient trace of a field with a part along x.
  @Test func ambientTraceAloneIsWrong() throws {
    let program = try Program(.float64, rows: 1) { trace in
      let x = trace.rows("x", [3])
      trace.output("trace", (x * 2).divergence(x), .rows)
      let space = try Sphere(dimension: 2)
      let state = NamedTensors(space.layout, [x])
      trace.output("divergence", space.divergence(of: state * 2, at: state), .rows)
    }
    let result = try program.evaluate(["x": [0.6, 0, 0.8]])
    #expect(result["trace"] == [6])
    #expect(abs(result["divergence"]?[0] ?? .nan) < 1e-15)
  }
}
