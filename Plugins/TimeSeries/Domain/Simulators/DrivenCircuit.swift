internal import Analysis
public import Files
internal import Foundation
internal import Tensors

/// A source of voltage, a resistor, an inductor and a capacitor in a ring:
///
///     L di/dt = v − R i − v_C,   C dv_C/dt = i,   v = Σₖ Aₖ sin(2π fₖ t + φₖ), k = 1, 2, 3.
///
/// Drawn for every series: R in [2, 30] Ω, uniform; L in [5, 20] mH and C in [50, 200] μF, uniform in the logarithm; Aₖ in [0, 5] V, fₖ in [50, 400] Hz
/// and φₖ in [0, 2π), uniform; at time 0 the current in [−1, 1] A and v_C in [−5, 5] V, uniform.
///
/// Laws: Kirchhoff's voltage law v = v_R + v_L + v_C; the resistor's v_R = R i; what is dissipated, v_R i, is not negative. Numbers are rounded to multiples
/// of powers of two that are small enough (10⁻¹¹ A, 10⁻¹³ V) for these sums and products to be exact in binary numbers, in any order.
public struct DrivenCircuit: Simulator {
  public init() {}

  public let name = "rlc"
  public let summary = "a driven circuit of resistor, inductor and capacitor; random parts, source and start"
  public let channels = [
    SimulatedChannel("source", unit: "V", "voltage of the source"), SimulatedChannel("current", unit: "A", "around the ring"),
    SimulatedChannel("resistor", unit: "V", "voltage across it"), SimulatedChannel("inductor", unit: "V", "voltage across it"),
    SimulatedChannel("capacitor", unit: "V", "voltage across it"),
  ]
  public let timeUnit = "s"
  public let defaultLength = 64
  public let parameterNames = ["inductance", "capacitance"]

  public func times(length: Int) -> [Double] { evenTimes(length, step: 2.5e-4) }

  public var laws: LawFile {
    let (source, current, resistor): (Expression, Expression, Expression) = (.name("source"), .name("current"), .name("resistor"))
    return LawFile(
      [
        SeriesLaw("Kirchhoff's voltage law", .equal(source, resistor + .name("inductor") + .name("capacitor"))),
        SeriesLaw("resistor", .equal(resistor, .name("resistance") * current)), SeriesLaw("dissipation", .atLeast(resistor * current, 0)),
      ], conditions: ["resistance"])
  }

  /// A term of the source: A sin(2π f t + φ), in V, Hz and radians.
  public struct Tone: Hashable, Sendable {
    public let amplitude: Double
    public let frequency: Double
    public let phase: Double

    public init(amplitude: Double, frequency: Double, phase: Double) {
      self.amplitude = amplitude
      self.frequency = frequency
      self.phase = phase
    }

    func voltage(_ time: Double) -> Double { amplitude * sin(2 * .pi * frequency * time + phase) }
  }

  /// The parts, in Ω, H and F.
  public struct Parts: Hashable, Sendable {
    public let resistance: Double
    public let inductance: Double
    public let capacitance: Double

    /// The resistance is rounded to a multiple of 2⁻⁸ Ω.
    public init(resistance: Double, inductance: Double, capacitance: Double) {
      self.resistance = DrivenCircuit.rounded(resistance, bits: DrivenCircuit.resistanceBits)
      self.inductance = inductance
      self.capacitance = capacitance
    }
  }

  // 13 bits of R below 2⁵ Ω and 40 of i below 2⁴ A are 53 of their product, which is a multiple of 2⁻⁴⁴ V, as are all voltages; below 2⁹ V these have 53.
  private static let (resistanceBits, currentBits) = (8, 36)

  private static func rounded(_ value: Double, bits: Int) -> Double {
    let scale = Double(sign: .plus, exponent: bits, significand: 1)
    return (value * scale).rounded() / scale
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.circuit, number, seed: seed)
    let parts = Parts(
      resistance: random.uniform(2...30), inductance: random.logUniform(5e-3...20e-3), capacitance: random.logUniform(50e-6...200e-6))
    var tones: [Tone] = []
    for _ in 0..<3 {
      tones.append(Tone(amplitude: random.uniform(0...5), frequency: random.uniform(50...400), phase: 2 * .pi * random.uniform()))
    }
    let states = try response(of: parts, to: tones, current: random.uniform(-1...1), capacitor: random.uniform(-5...5), times: times)
    for place in states.indices { series[place] = states[place] }
    return SimulatedDraw(conditions: [parts.resistance], parameters: [parts.inductance, parts.capacitance])
  }

  /// The five channels at times, from a current (A) and a voltage of the capacitor (V) at time 0: [times, 5].
  public func response(
    of parts: Parts, to tones: [Tone], current: Double, capacitor: Double, times: [Double]
  ) throws(ProgramError) -> [Double] {
    @Sendable func source(_ time: Double) -> Double {
      var sum = 0.0
      for tone in tones { sum += tone.voltage(time) }
      return sum
    }
    let equation = OrdinaryDifferentialEquation(dimension: 2) { time, state, rate in
      rate[0] = (source(time) - parts.resistance * state[0] - state[1]) / parts.inductance
      rate[1] = state[0] / parts.capacitance
    }
    let states = try solve(equation, from: [current, capacitor], at: 0, times)
    let voltageBits = Self.resistanceBits + Self.currentBits
    var series: [Double] = []
    series.reserveCapacity(5 * times.count)
    for (row, time) in times.enumerated() {
      let current = Self.rounded(states[2 * row], bits: Self.currentBits)
      let capacitor = Self.rounded(states[2 * row + 1], bits: voltageBits)
      let source = Self.rounded(source(time), bits: voltageBits)
      let resistor = parts.resistance * current
      series += [source, current, resistor, source - resistor - capacitor, capacitor]
    }
    return series
  }
}
