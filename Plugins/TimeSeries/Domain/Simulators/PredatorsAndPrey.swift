internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// Prey x that grow and are eaten, predators y that eat and die (Lotka 1925, Volterra 1926):
///
///     ẋ = α x − β x y,   ẏ = δ x y − γ y,   α = 1.1, β = 0.4, δ = 0.1, γ = 0.4.
///
/// Drawn for every series: x and y at time 0, each between a quarter of and four times its value at rest (γ/δ = 4, α/β = 2.75), uniform in the logarithm.
///
/// The logarithms are solved for, in which V = δ x − γ ln x + β y − α ln y is a Hamiltonian and x, y > 0 cannot fail.
///
/// Laws: V is conserved; x, y ≥ 0.
public struct PredatorsAndPrey: Simulator {
  public init() {}

  public let name = "lotka-volterra"
  public let summary = "prey and predators; random numbers of both at the start"
  public let channels = [SimulatedChannel("x", unit: "1", "prey"), SimulatedChannel("y", unit: "1", "predators")]
  public let timeUnit = "1"
  public let defaultLength = 64
  public let parameterNames: [String] = []
  static let (birth, eaten, fed, death) = (1.1, 0.4, 0.1, 0.4)

  public func times(length: Int) -> [Double] { evenTimes(length, step: 0.25) }

  public var laws: LawFile {
    let (x, y): (Expression, Expression) = (.name("x"), .name("y"))
    let prey = Expression.name("delta") * x - .name("gamma") * .logarithm(x)
    let predators = Expression.name("beta") * y - .name("alpha") * .logarithm(y)
    return LawFile(
      [SeriesLaw("V", .conserved(prey + predators)), SeriesLaw("prey", .atLeast(x, 0)), SeriesLaw("predators", .atLeast(y, 0))],
      constants: ["alpha": Self.birth, "beta": Self.eaten, "delta": Self.fed, "gamma": Self.death])
  }

  static let equation = OrdinaryDifferentialEquation(dimension: 2) { _, logarithms, rate in
    rate[0] = birth - eaten * exp(logarithms[1])
    rate[1] = fed * exp(logarithms[0]) - death
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.predators, number, seed: seed)
    let initial = [random.logUniform(0.25...4) * Self.death / Self.fed, random.logUniform(0.25...4) * Self.birth / Self.eaten]
    let states = try cycle(from: initial, times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw()
  }

  /// The cycle from prey and predators at time 0: [times, 2].
  public func cycle(from initial: [Double], times: [Double]) throws(ProgramError) -> [Double] {
    try solve(Self.equation, from: initial.map { log($0) }, at: 0, times).map { exp($0) }
  }
}
