internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// Two equal masses of 1 kg on rigid rods of 1 m, the second hung from the first; both angles are from the vertical.
///
/// Drawn for every series: both angles at time 0 in [−π/2, π/2] rad and both rates in [−1, 1] rad/s, uniform.
///
/// Law: the energy θ̇₁² + θ̇₂²/2 + θ̇₁ θ̇₂ cos(θ₁ − θ₂) − g (2 cos θ₁ + cos θ₂) is conserved.
public struct DoublePendulum: Simulator {
  public init() {}

  public let name = "double-pendulum"
  public let summary = "two masses on rods, one hung from the other; random angles and rates"
  public let channels = [
    SimulatedChannel("angle1", unit: "rad", "of the upper rod"), SimulatedChannel("angle2", unit: "rad", "of the lower rod"),
    SimulatedChannel("rate1", unit: "rad/s", "of the upper angle"), SimulatedChannel("rate2", unit: "rad/s", "of the lower angle"),
  ]
  public let timeUnit = "s"
  public let defaultLength = 64
  public let parameterNames: [String] = []
  static let gravity = 9.81

  public func times(length: Int) -> [Double] { evenTimes(length, step: 0.05) }

  public var laws: LawFile {
    let (a, b, u, v): (Expression, Expression, Expression, Expression) = (.name("angle1"), .name("angle2"), .name("rate1"), .name("rate2"))
    let moving = u.squared + 0.5 * v.squared + u * v * .cosine(a - b)
    let height = 2 * Expression.cosine(a) + .cosine(b)
    return LawFile([SeriesLaw("energy", .conserved(moving - .name("gravity") * height))], constants: ["gravity": Self.gravity])
  }

  /// θ₁″, θ₂″ from 2 θ₁″ + c θ₂″ = −s θ̇₂² − 2g sin θ₁ and c θ₁″ + θ₂″ = s θ̇₁² − g sin θ₂, with c, s of θ₁ − θ₂.
  static let equation = OrdinaryDifferentialEquation(dimension: 4) { _, state, rate in
    let (a, b, u, v) = (state[0], state[1], state[2], state[3])
    let (c, s) = (cos(a - b), sin(a - b))
    let first = -s * v * v - 2 * gravity * sin(a)
    let second = s * u * u - gravity * sin(b)
    let determinant = 2 - c * c
    rate[0] = u
    rate[1] = v
    rate[2] = (first - c * second) / determinant
    rate[3] = (2 * second - c * first) / determinant
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.doublePendulum, number, seed: seed)
    let quarter = 0.5 * Double.pi
    var initial: [Double] = []
    for _ in 0..<2 { initial.append(random.uniform(-quarter...quarter)) }
    for _ in 0..<2 { initial.append(random.uniform(-1...1)) }
    let states = try motion(from: initial, times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw()
  }

  /// The motion from two angles and two rates at time 0: [times, 4].
  public func motion(from initial: [Double], times: [Double]) throws(ProgramError) -> [Double] {
    try solve(Self.equation, from: initial, at: 0, times)
  }
}
