import Bellman
import Foundation
import ManifoldDomain
import Networks
import Tensors
import Testing

@Suite("Processes on curved spaces")
struct CurvedProcessTests {
  private static let count = 10_000

  private static func cosines(_ a: StateBatch, _ b: StateBatch) -> [Double] {
    (0..<a.count).map { row in zip(a.vector(row), b.vector(row)).map(*).reduce(0, +) }
  }

  /// With x₁ from the heat kernel around x₀ the bridge is Brownian motion: its marginals seen from both ends are heat
  /// kernels, for which E⟨x, y⟩ = e^{−s²} on S².
  @Test("Bridges on S² have heat kernels as marginals, seen from both ends", arguments: [0.05, 0.4, 0.8, 1])
  func bridges(time: Double) throws {
    let space = try Sphere(dimension: 2)
    let schedule = try NoiseSchedule(smallest: 0.2, largest: 1.2)
    let starts = space.uniformStates(count: Self.count, RandomCoordinates(seed: 7, stream: 62))
    let ends = space.heatKernelDraws(
      around: starts, standardDeviations: [Double](repeating: 1.2, count: Self.count),
      RandomCoordinates(seed: 7, stream: 63))
    let bridges = BridgeMatching(space, schedule: schedule, starts: starts, ends: ends)
    let states = try bridges.draws(
      from: starts, to: ends, times: [Double](repeating: time, count: Self.count),
      RandomCoordinates(seed: 7, stream: 64))
    #expect(space.violations(of: states, tolerance: 1e-10).isEmpty)
    let remaining = schedule.standardDeviation(time)
    let passed = 1.44 - remaining * remaining
    #expect(abs(CurvedMean(Self.cosines(starts, states)).deviations(from: exp(-passed))) < 6)
    #expect(abs(CurvedMean(Self.cosines(ends, states)).deviations(from: exp(-remaining * remaining))) < 6)
  }

  /// e^{0.5} times a von Mises–Fisher law of concentration 3, whose normaliser is known.
  private static func problem(_ chain: BrownianChain<Sphere>) -> ControlProblem<BrownianChain<Sphere>> {
    let constant = 0.5 + log(3 / (4 * Double.pi * sinh(3.0)))
    return ControlProblem(chain) { states in
      (0..<states.count).map { constant + 3 * states.values[0][3 * $0 + 2] }
    }
  }

  private static func network(_ space: Sphere) -> StepField<Sphere> {
    StepField(space, width: 8, depth: 1, featureCount: 3) { $0.vector }
  }

  /// The first setting has steps so large (deviation 1.7) that one in six leads beyond the cut locus.
  @Test(
    "E w = Z for any control on S², also with steps beyond the cut locus", arguments: [false, true],
    [(3, 2.0, 0.3), (6, 1.2, 0.2)])
  func unbiased(arbitrary: Bool, setting: (steps: Int, largest: Double, smallest: Double)) throws {
    let space = try Sphere(dimension: 2)
    let network = Self.network(space)
    let chain = try BrownianChain(
      space, schedule: NoiseSchedule(smallest: setting.smallest, largest: setting.largest), stepCount: setting.steps)
    let simulator = try PathSimulator(Self.problem(chain), network: network, rows: 4096, threads: 1)
    let parameters = network.parameters.initialValues(seed: 6)
    if arbitrary { for index in 0..<parameters.count { parameters.pointer[index] += 0.06 * Float(sin(Double(index))) } }
    var weights: [Double] = []
    for part in 0..<2 {
      weights += try simulator.simulate(
        rows: 4096, parameters: parameters, RandomCoordinates(seed: 3, stream: 65, firstRow: part * 4096)
      ).logWeights
    }
    let estimate = CurvedMean(weights.map { exp($0 - 0.5) })
    #expect(abs(estimate.deviations(from: 1)) < 6 && estimate.standardError < 0.08, "\(estimate)")
    // Planted: without the rule for the cut locus the large steps are counted too often.
    let beyond = weights.count { $0 == -.infinity }
    #expect(setting.steps == 3 ? beyond > 300 : beyond < 300)
  }

  @Test("Without a target the weights' variance vanishes as the steps become small")
  func refinement() throws {
    let space = try Sphere(dimension: 2)
    let network = Self.network(space)
    // No control at all.
    let parameters = AlignedMemory<Float>(count: network.parameters.count, filledWith: 0)
    var variances: [Double] = []
    for steps in [8, 32] {
      let chain = try BrownianChain(space, schedule: NoiseSchedule(smallest: 0.2, largest: 0.8), stepCount: steps)
      let problem = ControlProblem(chain) { [Double](repeating: -space.logVolume, count: $0.count) }
      let simulator = try PathSimulator(problem, network: network, rows: 1024, threads: 1)
      let weights = try simulator.simulate(
        rows: 1024, parameters: parameters, RandomCoordinates(seed: 3, stream: 66)
      ).logWeights
      let mean = CurvedMean(weights)
      variances.append(mean.standardError * mean.standardError * 1024)
      #expect(abs(mean.mean) < 0.02)
    }
    #expect(variances[0] < 0.05 && variances[1] < 0.3 * variances[0], "\(variances)")
  }
}
