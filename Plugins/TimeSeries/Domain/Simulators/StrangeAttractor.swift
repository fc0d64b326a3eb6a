internal import Analysis
public import Files
internal import Tensors

/// Convection in three numbers (E. N. Lorenz 1963): ẋ = σ (y − x), ẏ = x (ρ − z) − y, ż = x y − β z with σ = 10, ρ = 28, β = 8/3.
///
/// Drawn for every series: x and y in [−10, 10] and z in [15, 35], uniform, ten units of time before time 0, by which time the states are on the attractor.
///
/// No quantity is conserved, so there are no laws.
public struct StrangeAttractor: Simulator {
  public init() {}

  public let name = "lorenz"
  public let summary = "chaotic convection, which has no laws; random start on the attractor"
  public let channels = [
    SimulatedChannel("x", unit: "1", "speed of the convection"), SimulatedChannel("y", unit: "1", "difference of temperature across"),
    SimulatedChannel("z", unit: "1", "distortion of the profile of temperature"),
  ]
  public let timeUnit = "1"
  public let defaultLength = 100
  public let shortestLength = 1
  public let parameterNames: [String] = []
  public let laws = LawFile([SeriesLaw]())
  static let relaxation = 10.0

  public func times(length: Int) -> [Double] { evenTimes(length, step: 0.02) }

  static let equation = OrdinaryDifferentialEquation(dimension: 3) { _, state, rate in
    rate[0] = 10 * (state[1] - state[0])
    rate[1] = state[0] * (28 - state[2]) - state[1]
    rate[2] = state[0] * state[1] - 8.0 / 3 * state[2]
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.attractor, number, seed: seed)
    let initial = [random.uniform(-10...10), random.uniform(-10...10), random.uniform(15...35)]
    let states = try solve(Self.equation, from: initial, at: -Self.relaxation, times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw()
  }
}
