internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// An infection that is caught once: shares of a population that are susceptible, infected and removed (Kermack and McKendrick 1927),
///
///     ṡ = −β s i,   i̇ = β s i − γ i,   ṙ = γ i.
///
/// Drawn for every series: the recovery rate γ in [0.1, 0.25] a day, uniform; R₀ = β/γ in [1.5, 4], uniform; the infected at day 0 in [10⁻⁴, 10⁻²], uniform in
/// the logarithm; nobody is removed then.
///
/// Shares are rounded to multiples of 2⁻⁵³, so that the laws hold to the last bit: s + i + r = 1, none negative, s never grows, r never falls.
public struct Epidemic: Simulator {
  public init() {}

  public let name = "sir"
  public let summary = "an epidemic; random rates and infected at the start"
  public let channels = [
    SimulatedChannel("s", unit: "1", "share that is susceptible"), SimulatedChannel("i", unit: "1", "share that is infected"),
    SimulatedChannel("r", unit: "1", "share that is removed"),
  ]
  public let timeUnit = "d"
  public let defaultLength = 64
  public let parameterNames = ["transmission", "recovery", "infected"]

  public func times(length: Int) -> [Double] { evenTimes(length, step: 2) }

  public var laws: LawFile {
    let (s, i, r): (Expression, Expression, Expression) = (.name("s"), .name("i"), .name("r"))
    return LawFile([
      SeriesLaw("population", .equal(s + i + r, 1)), SeriesLaw("susceptible", .atLeast(s, 0)), SeriesLaw("infected", .atLeast(i, 0)),
      SeriesLaw("removed", .atLeast(r, 0)), SeriesLaw("none becomes susceptible", .atLeast(s, .next(s))), SeriesLaw("none returns", .atLeast(.next(r), r)),
    ])
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.epidemic, number, seed: seed)
    let (recovery, reproduction, infected) = (random.uniform(0.1...0.25), random.uniform(1.5...4), random.logUniform(1e-4...1e-2))
    let states = try course(transmission: reproduction * recovery, recovery: recovery, infected: infected, times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw(parameters: [reproduction * recovery, recovery, infected])
  }

  /// The epidemic of given rates (a day) and share that is infected at time 0: [times, 3].
  public func course(transmission: Double, recovery: Double, infected: Double, times: [Double]) throws(ProgramError) -> [Double] {
    let equation = OrdinaryDifferentialEquation(dimension: 3) { _, state, rate in
      let (caught, cured) = (transmission * state[0] * state[1], recovery * state[1])
      rate[0] = -caught
      rate[1] = caught - cured
      rate[2] = cured
    }
    var states = try solve(equation, from: [1 - infected, infected, 0], at: 0, times)
    states.withUnsafeMutableBufferPointer { ExactShares.round($0, channels: 3, remainder: 1, falling: [0], rising: [2]) }
    return states
  }
}
