import Bellman
import Foundation
import ManifoldDomain
import Tensors
import Testing

@Suite("Integrators on curved spaces")
struct CurvedIntegratorTests {
  static let flows: [@Sendable () throws -> CurvedFlow] = [CurvedFlow.sphere, CurvedFlow.rotations]
  static let methods: [(method: any StepMethod, order: Double, limit: Double)] = [
    (GeodesicEulerMaruyama(), 1, 0.05), (Heun(), 2, 1e-3),
  ]

  @Test("Step methods have their theoretical orders and the right limit", arguments: 0..<2, 0..<2)
  func order(flow: Int, method: Int) throws {
    let flow = try Self.flows[flow]()
    let (method, order, limit) = Self.methods[method]
    let space = flow.space
    var errors: [Double] = []
    for steps in [16, 32, 64] {
      let sampler = try PathSampler<Double>(
        layout: space.layout, tangentLayout: space.tangentLayout, rows: 3, threads: 1
      ) {
        try method.step(
          $0, time: $1, duration: $2, noise: $3, in: space, process: RecordedProcess(drift: flow.velocity))
      }
      let ends = try sampler.run(
        from: flow.start, over: TimeGrid.uniform(from: 0, to: 1.2, steps: steps), RandomCoordinates(seed: 0, stream: 1))
      #expect(space.violations(of: ends, tolerance: 1e-12).isEmpty)
      errors.append(flow.errors(ends, [], at: 1.2).state)
    }
    let measured = log2(errors[1] / errors[2])
    #expect(abs(measured - order) < 0.3, "\(errors)")
    #expect(errors[2] < limit, "\(errors)")
  }

  @Test("Dormand and Prince's step is of order five, in the state and the divergence", arguments: 0..<2)
  func dormandPrince(flow: Int) throws {
    let flow = try Self.flows[flow]()
    // Time runs fast, so that every interval is one step; the tolerance refuses nothing.
    let speed = 200.0
    let integrator = try AdaptiveFlow(
      in: flow.space, tolerance: .init(absolute: 1e300, relative: 0), rows: 3, threads: 1
    ) { state, time in flow.velocity(state, time * speed) * speed }
    var errors: [(state: Double, divergence: Double)] = []
    for steps in [4, 8] {
      var states = flow.start
      var divergences = [0.0, 0, 0]
      for step in 0..<steps {
        let (from, to) = (1.2 * Double(step) / Double(steps), 1.2 * Double(step + 1) / Double(steps))
        let result = try integrator.run(from: states, start: from / speed, end: to / speed)
        #expect(result.steps == 1)
        states = result.states
        divergences = zip(divergences, result.divergence).map(+)
      }
      // Projecting rotations squares what a step of this length has left, and does not remove it.
      #expect(flow.space.violations(of: states, tolerance: 1e-8).isEmpty)
      errors.append(flow.errors(states, divergences, at: 1.2))
    }
    #expect(log2(errors[0].state / errors[1].state) > 4.5, "\(errors)")
    #expect(errors[1].state < 1e-5, "\(errors)")
    #expect(
      errors[1].divergence < 1e-11 || log2(errors[0].divergence / errors[1].divergence) > 4.5, "\(errors)")
  }

  @Test("Adaptive flows keep the tolerance, integrate the divergence, and return", arguments: 0..<2, [1e-5, 1e-8])
  func adaptive(flow: Int, tolerance: Double) throws {
    let flow = try Self.flows[flow]()
    let integrator = try AdaptiveFlow(
      in: flow.space, tolerance: .init(absolute: tolerance, relative: tolerance), rows: 2, threads: 1,
      velocity: flow.velocity)
    let result = try integrator.run(from: flow.start, start: 0, end: 1.5)
    let errors = flow.errors(result.states, result.divergence, at: 1.5)
    #expect(errors.state < 20 * tolerance && errors.divergence < 20 * tolerance + 1e-11, "\(errors)")
    #expect(flow.space.violations(of: result.states, tolerance: 1e-12).isEmpty)
    let back = try integrator.run(from: result.states, start: 1.5, end: 0)
    let returned = zip(back.states.values[0], flow.start.values[0]).map { abs($0 - $1) }.max() ?? 1
    #expect(returned < 100 * tolerance)
  }

  @Test("Geodesic walks have the heat kernel's moment to first order: E⟨x₀, X⟩ = e^{−s²}")
  func walk() throws {
    let space = try ManifoldSpace(name: "S2")
    let count = 20_000
    let start = StateBatch(vectors: (0..<count).flatMap { _ in [0.0, 0, 1] }, dimension: 3)
    let sampler = try PathSampler<Double>(layout: space.layout, tangentLayout: space.tangentLayout, rows: 1000) {
      try GeodesicEulerMaruyama().step(
        $0, time: $1, duration: $2, noise: $3, in: space,
        process: RecordedProcess(drift: { x, _ in x * 0 }, diffusion: { $0 * 0 + 0.64 }))
    }
    func end(_ steps: Int) throws -> CurvedMean {
      let ends = try sampler.run(
        from: start, over: TimeGrid.uniform(steps: steps), RandomCoordinates(seed: 5, stream: 61))
      return CurvedMean((0..<count).map { ends.values[0][3 * $0 + 2] })
    }
    // A step of variance v in the tangent plane multiplies E⟨x₀, X⟩ by E cos r = 1 − v + v²/3 − …, which is e^{−v − v²/6} to this order.
    let fine = try end(32)
    #expect(abs(fine.deviations(from: exp(-0.64 - 0.64 * 0.64 / 6 / 32))) < 6, "\(fine)")
  }

  @Test("A value function's control on rotations, whose tangent coordinates are others, is a typed error")
  func valueOnRotations() throws {
    let reference = try BrownianReference(RotationGroup(), schedule: try NoiseSchedule(smallest: 0.1, largest: 2))
    #expect(throws: TensorError.self) {
      try Program(.float64, rows: 1) { trace in
        let state = trace.rows("state", reference.space.layout)
        trace.output("u", reference.control(value: state.squaredNorm(), state, time: trace.rows("time", [])))
      }
    }
  }
}
