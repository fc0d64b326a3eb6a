internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// Three reactions whose rates differ by nine powers of ten (H. H. Robertson 1966): A → B, 2 B → B + C, B + C → A + C, shares of amounts
///
///     ẏ₁ = −k₁ y₁ + k₃ y₂ y₃,   ẏ₂ = −ẏ₁ − ẏ₃,   ẏ₃ = k₂ y₂²,   k = (0.04, 3·10⁷, 10⁴).
///
/// Drawn for every series: each k between half and twice its value, uniform in the logarithm, and y₃ at time 0 in [0, 0.3], uniform; y₂ is 0 then.
///
/// Times are 0, then spread evenly in the logarithm from 10⁻⁴ to 10⁵. Amounts are rounded to multiples of 2⁻⁵³, so that the laws hold to the last bit:
/// y₁ + y₂ + y₃ = 1, none negative, y₃ never falls.
public struct StiffKinetics: Simulator {
  public init() {}

  public let name = "robertson"
  public let summary = "stiff chemical kinetics at times spread over nine powers of ten; random rates and amounts"
  public let channels = [
    SimulatedChannel("y1", unit: "1", "amount of A"), SimulatedChannel("y2", unit: "1", "amount of B"),
    SimulatedChannel("y3", unit: "1", "amount of C"),
  ]
  public let timeUnit = "s"
  public let defaultLength = 64
  public let parameterNames = ["k1", "k2", "k3", "start"]

  /// The constants of the three reactions.
  public struct Rates: Hashable, Sendable {
    public var conversion: Double
    public var pairing: Double
    public var catalysis: Double

    /// Robertson's where nothing is said.
    public init(conversion: Double = 0.04, pairing: Double = 3e7, catalysis: Double = 1e4) {
      self.conversion = conversion
      self.pairing = pairing
      self.catalysis = catalysis
    }
  }

  public func times(length: Int) -> [Double] {
    let gap = 9 / Double(max(length - 2, 1))
    return (0..<length).map { row -> Double in row == 0 ? 0 : pow(10, gap * Double(row - 1) - 4) }
  }

  public var laws: LawFile {
    let (a, b, c): (Expression, Expression, Expression) = (.name("y1"), .name("y2"), .name("y3"))
    return LawFile([
      SeriesLaw("amount", .equal(a + b + c, 1)), SeriesLaw("A", .atLeast(a, 0)), SeriesLaw("B", .atLeast(b, 0)), SeriesLaw("C", .atLeast(c, 0)),
      SeriesLaw("C is never used up", .atLeast(.next(c), c)),
    ])
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.kinetics, number, seed: seed)
    var rates = Rates()
    rates.conversion *= random.logUniform(0.5...2)
    rates.pairing *= random.logUniform(0.5...2)
    rates.catalysis *= random.logUniform(0.5...2)
    let start = random.uniform(0...0.3)
    let states = try course(rates, start: start, times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw(parameters: [rates.conversion, rates.pairing, rates.catalysis, start])
  }

  /// The amounts at times, none negative, from 1 − `start`, 0 and `start` at time 0: [times, 3].
  public func course(_ rates: Rates, start: Double, times: [Double]) throws(ProgramError) -> [Double] {
    let equation = OrdinaryDifferentialEquation(
      dimension: 3,
      jacobian: { _, y, byState, byTime in
        byState[0] = -rates.conversion
        byState[1] = rates.catalysis * y[2]
        byState[2] = rates.catalysis * y[1]
        byState[6] = 0
        byState[7] = 2 * rates.pairing * y[1]
        byState[8] = 0
        for column in 0..<3 {
          byState[3 + column] = -byState[column] - byState[6 + column]
          byTime[column] = 0
        }
      },
      rate: { _, y, rate in
        rate[0] = -rates.conversion * y[0] + rates.catalysis * y[1] * y[2]
        rate[2] = rates.pairing * y[1] * y[1]
        rate[1] = -rate[0] - rate[2]
      })
    // The amount of B is near 10⁻⁵, and 10⁻⁹ at the end.
    var states = try solve(
      equation, from: [1 - start, 0, start], at: 0, times,
      .init(.extrapolation, absoluteTolerance: 1e-16, relativeTolerance: 1e-11))
    states.withUnsafeMutableBufferPointer { ExactShares.round($0, channels: 3, remainder: 0, rising: [2]) }
    return states
  }
}
