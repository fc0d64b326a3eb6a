internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// A mass on a rigid rod that swings: θ″ = −(g/ℓ) sin θ with g = 9.81 m/s², ℓ = 1 m.
///
/// Drawn for every series: the amplitude A in [0.2, 2.8] rad, uniform, and how long before time 0 it was at rest at A, uniform over the period
/// 2π √(ℓ/g)/AGM(1, cos(A/2)); so time 0 is anywhere on the swing with the share of time spent there.
///
/// Law: the energy θ̇²/2 − (g/ℓ) cos θ is conserved.
public struct Pendulum: Simulator {
  public init() {}

  public let name = "pendulum"
  public let summary = "a pendulum that swings; random amplitude and phase"
  public let channels = [
    SimulatedChannel("angle", unit: "rad", "from where it hangs at rest"), SimulatedChannel("rate", unit: "rad/s", "of the angle"),
  ]
  public let timeUnit = "s"
  public let defaultLength = 64
  public let parameterNames = ["amplitude", "phase"]
  static let gravity = 9.81
  static let rod = 1.0

  public func times(length: Int) -> [Double] { evenTimes(length, step: 0.1) }

  public var laws: LawFile {
    let (angle, rate): (Expression, Expression) = (.name("angle"), .name("rate"))
    return LawFile(
      [SeriesLaw("energy", .conserved(0.5 * rate.squared - .name("gravity") / .name("rod") * .cosine(angle)))],
      constants: ["gravity": Self.gravity, "rod": Self.rod])
  }

  /// For an amplitude in radians, in seconds.
  ///
  /// Source: the complete elliptic integral by Gauss's arithmetic–geometric mean.
  public static func period(amplitude: Double) -> Double {
    var (a, b) = (1.0, cos(0.5 * amplitude))
    while abs(a - b) > 4 * a.ulp { (a, b) = (0.5 * (a + b), (a * b).squareRoot()) }
    return 2 * .pi * (rod / gravity).squareRoot() / a
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.pendulum, number, seed: seed)
    let (amplitude, phase) = (random.uniform(0.2...2.8), random.uniform())
    let states = try swing(amplitude: amplitude, phase: phase, times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw(parameters: [amplitude, phase])
  }

  /// The swing that was at rest at an amplitude a share `phase` of the period before time 0: [times, 2].
  public func swing(amplitude: Double, phase: Double, times: [Double]) throws(ProgramError) -> [Double] {
    let ratio = Self.gravity / Self.rod
    let equation = OrdinaryDifferentialEquation(dimension: 2) { _, state, rate in
      rate[0] = state[1]
      rate[1] = -ratio * sin(state[0])
    }
    return try solve(equation, from: [amplitude, 0], at: -phase * Self.period(amplitude: amplitude), times)
  }
}
