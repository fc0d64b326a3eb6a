import Bellman
import Foundation
import ManifoldDomain
import Tensors

/// Mean and standard error of independent numbers.
struct CurvedMean {
  let mean: Double
  let standardError: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
  }

  /// |z| < 6 is missed with probability 2·10⁻⁹.
  func deviations(from expected: Double) -> Double { (mean - expected) / standardError }
}

/// A flow on a curved space with its solution.
struct CurvedFlow: Sendable {
  let space: ManifoldSpace
  let start: StateBatch
  let velocity: @Sendable (NamedTensors, Tensor) -> NamedTensors
  let solution: @Sendable (_ start: [Double], _ time: Double) -> [Double]
  /// ∫ div v dt, where it is known.
  let divergence: @Sendable (_ start: [Double], _ time: Double) -> Double

  /// Towards the pole z = 1 with speed sin θ while turning around it at rate 2: z = tanh(t + artanh z₀).
  static func sphere() throws -> CurvedFlow {
    let starts = [[0.6, 0.0, -0.8], [0.36, 0.48, 0.8], [-0.8, 0.6, 0.0]]
    return CurvedFlow(
      space: try ManifoldSpace(name: "S2"), start: StateBatch(vectors: starts.flatMap { $0 }, dimension: 3),
      velocity: { state, _ in
        let x = state.vector
        let turn = x.matrixProduct(x.trace.constant([0, 2, 0, -2, 0, 0, 0, 0, 0], [3, 3]))
        let height = x.slice(axis: 1, 2..<3)
        let pole = x.trace.constant([0, 0, 1], [1, 3])
        return NamedTensors(state.layout, [turn + (pole - x * height)])
      },
      solution: { start, time in
        let z = tanh(time + atanh(start[2]))
        let radius = ((1 - z * z) / (1 - start[2] * start[2])).squareRoot()
        let (c, s) = (cos(2 * time), sin(2 * time))
        return [radius * (c * start[0] - s * start[1]), radius * (s * start[0] + c * start[1]), z]
      },
      // div = −2z.
      divergence: { start, time in
        let offset = atanh(start[2])
        return -2 * log(cosh(time + offset) / cosh(offset))
      })
  }

  /// R′ = [a]R + R[b]: R = exp(t[a]) R₀ exp(t[b]); in the body's frame the velocity is Rᵀa + b, whose divergence is
  /// zero.
  static func rotations() throws -> CurvedFlow {
    let (a, b) = ([0.7, -1.1, 0.4], [-0.3, 0.5, 0.9])
    let group = RotationGroup()
    let start = group.uniformStates(count: 3, RandomCoordinates(seed: 4, stream: 60))
    return CurvedFlow(
      space: try ManifoldSpace([group]), start: start,
      velocity: { state, _ in
        let x = state.vector
        let turned = (x.reshaped([-1, 3, 3]) * x.trace.constant(a, [1, 3, 1])).sum(axis: 1)
        return NamedTensors(StateLayout(vector: 3), [turned + x.trace.constant(b, [1, 3])])
      },
      solution: { start, time in
        let identity: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
        let left = group.exponential(a.map { time * $0 }, at: identity)
        let moved = product(left, start)
        return group.exponential(b.map { time * $0 }, at: moved)
      },
      divergence: { _, _ in 0 })
  }

  private static func product(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: 9)
    for i in 0..<3 {
      for j in 0..<3 {
        for k in 0..<3 { result[3 * i + j] += a[3 * i + k] * b[3 * k + j] }
      }
    }
    return result
  }

  /// The greatest error of states and of divergences against the solution.
  func errors(_ states: StateBatch, _ divergences: [Double], at time: Double) -> (state: Double, divergence: Double) {
    var worst = (state: 0.0, divergence: 0.0)
    for row in 0..<start.count {
      let from = Array(start.vector(row))
      for (found, exact) in zip(states.vector(row), solution(from, time)) {
        worst.state = max(worst.state, abs(found - exact))
      }
      if !divergences.isEmpty {
        worst.divergence = max(worst.divergence, abs(divergences[row] - divergence(from, time)))
      }
    }
    return worst
  }
}
