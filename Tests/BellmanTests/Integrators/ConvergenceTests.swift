import Bellman
import Foundation
import Tensors
import Testing

@Suite("Orders of convergence and limits in flat space")
struct ConvergenceTests {
  /// x′ = x(1 − x) cos t in each coordinate, solved by 1/(1 + (1/x₀ − 1)e^{−sin t}).
  private static let start = StateBatch(vectors: [0.2, 0.5, 0.9, 0.35], dimension: 2)

  private static func logistic(_ state: NamedTensors, _ time: Tensor) -> NamedTensors {
    state.map { $0 * (1 - $0) }.scaled(byRows: time.cosine())
  }

  private static func solution(_ start: Double, _ time: Double) -> Double {
    1 / (1 + (1 / start - 1) * exp(-sin(time)))
  }

  /// Theoretical orders for flows.
  static let flowOrders: [(any StepMethod, Double, limit: Double)] = [
    (GeodesicEulerMaruyama(), 1, 5e-3), (Heun(), 2, 1e-4),
  ]

  @Test("Step methods on a flow", arguments: 0..<2, [1.5, -0.8])
  func flows(index: Int, end: Double) throws {
    let (method, order, limit) = Self.flowOrders[index]
    let space = EuclideanSpace(dimension: 2)
    let errors = try [16, 32, 64].map { steps in
      let sampler = try PathSampler<Double>(
        layout: space.layout, tangentLayout: space.tangentLayout, rows: 2, threads: 1
      ) {
        try method.step(
          $0, time: $1, duration: $2, noise: $3, in: space, process: RecordedProcess(drift: Self.logistic))
      }
      let grid = try TimeGrid.uniform(from: 0, to: end, steps: steps)
      let ends = try sampler.run(from: Self.start, over: grid, RandomCoordinates(seed: 0, stream: 1))
      return greatestDifference(ends.values[0], Self.start.values[0].map { Self.solution($0, end) })
    }
    expectOrder(order, limit: limit, of: "\(method)", errors: errors)
  }

  @Test("Dormand and Prince's step is of order five, in the state and in the divergence", arguments: [1.5, -0.8])
  func dormandPrince(end: Double) throws {
    // Time runs a hundred times as fast, so that every interval is shorter than the first step; the tolerance refuses nothing.
    let speed = 200.0
    let flow = try AdaptiveFlow(
      in: EuclideanSpace(dimension: 2), tolerance: .init(absolute: 1e300, relative: 0), rows: 2, threads: 1
    ) { state, time in Self.logistic(state, time * speed) * speed }
    var stateErrors: [Double] = []
    var divergenceErrors: [Double] = []
    for steps in [2, 4, 8] {
      var states = Self.start
      var divergence = [0.0, 0]
      for step in 0..<steps {
        let (from, to) = (end * Double(step) / Double(steps), end * Double(step + 1) / Double(steps))
        let result = try flow.run(from: states, start: from / speed, end: to / speed)
        #expect(result.steps == 1 && result.refused == 0)
        states = result.states
        divergence = zip(divergence, result.divergence).map(+)
      }
      stateErrors.append(greatestDifference(states.values[0], Self.start.values[0].map { Self.solution($0, end) }))
      // ∫ div = Σ log dx(t)/dx₀ = Σ log x(1 − x)/(x₀(1 − x₀)).
      let exact = (0..<2).map { row in
        Self.start.vector(row).reduce(0) { sum, x in
          let y = Self.solution(x, end)
          return sum + log(y * (1 - y) / (x * (1 - x)))
        }
      }
      divergenceErrors.append(greatestDifference(divergence, exact))
    }
    let ratio = { (errors: [Double]) in log2(errors[1] / errors[2]) }
    #expect(ratio(stateErrors) > 4.6 && stateErrors[2] < 1e-6, "\(stateErrors)")
    #expect(ratio(divergenceErrors) > 4.6 && divergenceErrors[2] < 1e-5, "\(divergenceErrors)")
    // Not of a higher order than it can be: the table of weights is the one of the pair.
    #expect(ratio(stateErrors) < 6.6)
  }

  @Test("Euler–Maruyama is of weak order one: exact moments of a linear equation with time-dependent noise")
  func eulerMaruyama() throws {
    // dX = −2X dt + √(1 + t) dB, X₀ ~ N(1.5, 0.2).
    let space = EuclideanSpace(dimension: 1)
    let step = try AffineStep {
      try GeodesicEulerMaruyama().step(
        $0, time: $1, duration: $2, noise: $3, in: space,
        process: RecordedProcess(drift: { x, _ in x * -2 }, diffusion: { $0 + 1 }))
    }
    // v′ = −4v + 1 + t: v = (v₀ − 3/16) e^{−4t} + 3/16 + t/4.
    let (mean, variance) = (1.5 * exp(-2.0), (0.2 - 3.0 / 16) * exp(-4.0) + 3.0 / 16 + 0.25)
    var (means, variances): ([Double], [Double]) = ([], [])
    for steps in [20, 40, 80, 160] {
      var (m, v) = (1.5, 0.2)
      let h = 1 / Double(steps)
      for k in 0..<steps { (m, v) = try step(m, v, time: Double(k) * h, duration: h) }
      means.append(abs(m - mean))
      variances.append(abs(v - variance))
    }
    expectOrder(1, limit: 3e-3, of: "mean", errors: means)
    expectOrder(1, limit: 5e-3, of: "variance", errors: variances)
  }

  /// The denoiser of N(m, c²), recorded: m + αc²/(α²c² + γ²)(x − αm).
  private static func denoiser(_ path: GaussianPath, mean: Double, deviation c: Double) -> TangentField {
    { state, time in
      let (scale, deviation): (Tensor, Tensor) = (path.scale(time), path.deviation(time))
      let gain = scale * (c * c) / (scale.square() * (c * c) + deviation.square())
      let offset = state - state.map { $0 * 0 + mean }.scaled(byRows: scale)
      return offset.scaled(byRows: gain).map { $0 + mean }
    }
  }

  static let paths: [GaussianPath] = [
    .linear, .ornsteinUhlenbeck(horizon: 2), .varianceExploding(smallest: 0.01, largest: 5),
  ]

  @Test("The exponential integrator is exact for a target of one point, at any step", arguments: paths)
  func exponentialOnPoint(path: GaussianPath) throws {
    let integrator = ExponentialIntegrator(GaussianReference(dimension: 1, path: path))
    let step = try AffineStep {
      try integrator.step($0, time: $1, duration: $2, noise: $3) { state, _ in state.map { $0 * 0 + 0.8 } }
    }
    var time = 0.05
    var (m, v) = (0.8 * path.scale(time), path.deviation(time) * path.deviation(time))
    for next in [0.06, 0.4, 0.95] {
      (m, v) = try step(m, v, time: time, duration: next - time)
      #expect(abs(m - 0.8 * path.scale(next)) < 1e-13)
      #expect(abs(v - path.deviation(next) * path.deviation(next)) < 1e-13)
      time = next
    }
  }

  @Test("The exponential integrator is of weak order one for a Gaussian target", arguments: paths)
  func exponentialOnGaussian(path: GaussianPath) throws {
    let (mean, c) = (0.8, 0.6)
    let integrator = ExponentialIntegrator(GaussianReference(dimension: 1, path: path))
    let step = try AffineStep {
      try integrator.step(
        $0, time: $1, duration: $2, noise: $3, denoiser: Self.denoiser(path, mean: mean, deviation: c))
    }
    let (first, last) = (0.05, 1.0)
    func variance(_ t: Double) -> Double {
      let (a, g): (Double, Double) = (path.scale(t), path.deviation(t))
      return a * a * c * c + g * g
    }
    let errors = try [320, 640, 1280].map { steps in
      var (m, v) = (mean * path.scale(first), variance(first))
      let h = (last - first) / Double(steps)
      for k in 0..<steps { (m, v) = try step(m, v, time: first + Double(k) * h, duration: h) }
      // The mean of a Gaussian stays exact: the denoiser is affine and frozen at the node.
      #expect(abs(m - mean * path.scale(last)) < 1e-10)
      return abs(v - variance(last))
    }
    expectOrder(1, limit: 0.02, of: "variance", errors: errors)
  }

  @Test("Grids that are no grids are typed errors, and steps over them stop where they say")
  func grids() throws {
    for times in [[], [0.5], [0, 0], [0, 1, 0.5], [0, .nan], [1, 0, 0]] {
      #expect(throws: ScheduleError.self) { try TimeGrid(times) }
    }
    #expect(throws: ScheduleError.self) { try TimeGrid.uniform(steps: 0) }
    #expect(throws: ScheduleError.self) { try TimeGrid.uniform(from: 1, to: 1, steps: 3) }
    let grid = try TimeGrid.uniform(from: 0.2, to: 0.7, steps: 4)
    #expect(grid.stepCount == 4 && grid.times.first == 0.2 && grid.times.last == 0.7)
  }
}
