import Analysis
import Foundation
import Testing
import TimeSeriesDomain

/// The simulators against what is known of their systems by other ways.
@Suite struct SimulatorPhysicsTests {
  // MARK: Kepler

  /// By integration of r″ = −r/r³, and after one period.
  @Test(arguments: [0, 0.3, 0.69, 0.95])
  func orbits(eccentricity: Double) throws {
    let axis = 1.2
    let period = 2 * Double.pi * pow(axis, 1.5)
    let times = [0, 0.1, 1, 5, period]
    let states = KeplerOrbits.orbit(axis: axis, eccentricity: eccentricity, orientation: 0.7, anomaly: 2, times: times)
    let equation = OrdinaryDifferentialEquation(dimension: 4) { _, y, rate in
      let cube = pow(y[0] * y[0] + y[1] * y[1], 1.5)
      (rate[0], rate[1], rate[2], rate[3]) = (y[2], y[3], -y[0] / cube, -y[1] / cube)
    }
    let solved = try equation.states(from: Array(states[0..<4]), at: 0, times: times)
    for (state, other) in zip(states, solved) { #expect(abs(state - other) < 1e-9) }
    for channel in 0..<4 { #expect(abs(states[16 + channel] - states[channel]) < 1e-13) }
    // E = −1/(2a), L² = a (1 − e²).
    let (x, y, u, v) = (states[4], states[5], states[6], states[7])
    #expect(abs(0.5 * (u * u + v * v) - 1 / hypot(x, y) + 1 / (2 * axis)) < 1e-13)
    #expect(abs(pow(x * v - y * u, 2) - axis * (1 - eccentricity * eccentricity)) < 1e-13)
  }

  /// At the pericentre of an orbit that is nearly a line.
  @Test func pericentre() {
    let state = KeplerOrbits.orbit(axis: 1, eccentricity: 0.999, orientation: 0, anomaly: 0, times: [0])
    #expect(abs(state[0] - 0.001) < 1e-15 && state[1] == 0 && abs(state[3] - (1.999 / 0.001).squareRoot()) < 1e-10)
  }

  // MARK: Pendulums

  @Test func smallSwingsAreHarmonic() throws {
    let times = (0..<40).map { 0.1 * Double($0) }
    let amplitude = 1e-4
    let states = try Pendulum().swing(amplitude: amplitude, phase: 0.25, times: times)
    for (row, time) in times.enumerated() {
      let expected = amplitude * cos(9.81.squareRoot() * time + 0.5 * .pi)
      #expect(abs(states[2 * row] - expected) < 1e-5 * amplitude)
    }
  }

  /// The period by the arithmetic–geometric mean is the one of the motion; T = 1.18034 times the harmonic one for a right angle.
  @Test(arguments: [0.5, 0.5 * Double.pi, 2.8])
  func largeSwingsReturn(amplitude: Double) throws {
    let period = Pendulum.period(amplitude: amplitude)
    let states = try Pendulum().swing(amplitude: amplitude, phase: 0, times: [0, 0.25 * period, 0.5 * period, period])
    #expect(abs(states[2]) < 1e-11 && abs(states[4] + amplitude) < 1e-11 && abs(states[6] - amplitude) < 1e-10)
    // K(k) has the series π/2 (1 + k²/4 + 9 k⁴/64 + …).
    let modulus = pow(sin(0.5 * 0.1), 2)
    let series = 1 + modulus / 4 + 9 * modulus * modulus / 64 + 25 * pow(modulus, 3) / 256
    #expect(abs(Pendulum.period(amplitude: 0.1) / (2 * .pi / 9.81.squareRoot()) - series) < 1e-11)
    #expect(abs(Pendulum.period(amplitude: 0.5 * .pi) / (2 * .pi / 9.81.squareRoot()) - 1.1803405990160964) < 1e-14)
  }

  /// ω² = g (2 ∓ √2) for θ₂ = ±√2 θ₁.
  @Test(arguments: [1.0, -1.0])
  func doublePendulumHasItsModes(sign: Double) throws {
    let rate = (9.81 * (2 - sign * 2.0.squareRoot())).squareRoot()
    let amplitude = 1e-4
    let states = try DoublePendulum().motion(from: [amplitude, sign * 2.0.squareRoot() * amplitude, 0, 0], times: [0.3, 1, 2])
    for (row, time) in [0.3, 1, 2].enumerated() {
      #expect(abs(states[4 * row] - amplitude * cos(rate * time)) < 1e-6 * amplitude)
      #expect(abs(states[4 * row + 1] - sign * 2.0.squareRoot() * amplitude * cos(rate * time)) < 1e-6 * amplitude)
    }
  }

  // MARK: Populations

  /// Near rest the cycle is an ellipse of period 2π/√(αγ).
  @Test func smallCyclesAreHarmonic() throws {
    let period = 2 * Double.pi / (1.1 * 0.4).squareRoot()
    let states = try PredatorsAndPrey().cycle(from: [4 * 1.0001, 2.75], times: [0, 0.25 * period, 0.5 * period, period])
    #expect(abs(states[2] / 4 - 1) < 1e-8 && abs(states[4] / 4 - 0.9999) < 1e-7 && abs(states[6] / 4 - 1.0001) < 1e-8)
    // δ(xy-plane): y/y₀ − 1 = 10⁻⁴ √(γ/α) at a quarter.
    #expect(abs((states[3] / 2.75 - 1) / 1e-4 - (0.4 / 1.1).squareRoot()) < 1e-3)
  }

  /// In the end ln(s/s₀) = −R₀ (1 − s), and r = −ln(s/s₀)/R₀ on the way.
  @Test(arguments: [1.5, 2.5, 4])
  func epidemicsHaveTheirFinalSize(reproduction: Double) throws {
    let states = try Epidemic().course(transmission: 0.2 * reproduction, recovery: 0.2, infected: 1e-3, times: [0, 20, 50, 2000])
    for row in 1..<4 { #expect(abs(states[3 * row + 2] + log(states[3 * row] / 0.999) / reproduction) < 1e-11) }
    var final = 0.1
    for _ in 0..<500 { final = 0.999 * exp(-reproduction * (1 - final)) }
    #expect(abs(states[9] - final) < 1e-11 && states[10] >= 0 && states[10] < 1e-14)
  }

  /// Source of the values: A. C. Hindmarsh et al., SUNDIALS, example cvRoberts_dns.
  @Test func kineticsHaveReferenceValues() throws {
    let states = try StiffKinetics().course(.init(), start: 0, times: [0, 0.4, 40, 4e3, 4e5])
    let golden = [
      0.98517, 3.3864e-5, 0.014794, 0.71583, 9.1855e-6, 0.28416, 0.18320, 8.9424e-7, 0.81680, 4.9383e-3, 1.9850e-8, 0.99506,
    ]
    for (state, value) in zip(states.dropFirst(3), golden) { #expect(abs(state - value) <= 4e-5 * value, "\(state) \(value)") }
  }

  // MARK: Circuit

  /// Once the start is forgotten, each tone makes a current A/|Z| with Z = R + i (ωL − 1/(ωC)).
  @Test func circuitsAnswerWithTheirImpedance() throws {
    let parts = DrivenCircuit.Parts(resistance: 20, inductance: 10e-3, capacitance: 100e-6)
    let tones = [DrivenCircuit.Tone(amplitude: 3, frequency: 70, phase: 0.4), .init(amplitude: 2, frequency: 310, phase: 2)]
    let times = (0..<20).map { 0.2 + 1e-3 * Double($0) }
    let series = try DrivenCircuit().response(of: parts, to: tones, current: 0.5, capacitor: -3, times: times)
    for (row, time) in times.enumerated() {
      var (current, capacitor) = (0.0, 0.0)
      for tone in tones {
        let turning = 2 * Double.pi * tone.frequency
        let reactance = turning * parts.inductance - 1 / (turning * parts.capacitance)
        let (size, lag) = (hypot(parts.resistance, reactance), atan2(reactance, parts.resistance))
        let angle = turning * time + tone.phase - lag
        current += tone.amplitude / size * sin(angle)
        capacitor -= tone.amplitude / size / (turning * parts.capacitance) * cos(angle)
      }
      #expect(abs(series[5 * row + 1] - current) < 1e-10 && abs(series[5 * row + 4] - capacitor) < 1e-9)
    }
  }

  // MARK: Reservoir and attractor

  /// The river is as persistent as it is said to be, and both spill and shortage are common.
  @Test func reservoirsSpillAndRunDry() throws {
    let made = try Reservoir().simulate(count: 400, seed: 2)
    let (series, length) = (made.series, made.times.count)
    var (spilled, short, full, squares, products) = (0, 0, 0, 0.0, 0.0)
    for number in 0..<made.count {
      for row in 0..<length {
        if series[number, row, 3] > 0 { spilled += 1 }
        if series[number, row, 2] < series[number, row, 1] { short += 1 }
        if series[number, row, 4] == made.conditions(number)[0] { full += 1 }
      }
      // The weather of a week and of the next, without the season, which is the same a year later: z' − z of 52 weeks apart.
      for row in 0..<length - 53 {
        func change(_ row: Int) -> Double { log(series[number, row + 52, 0]) - log(series[number, row, 0]) }
        squares += change(row) * change(row)
        products += change(row) * change(row + 1)
      }
    }
    let all = Double(made.count * length)
    #expect(0.05...0.6 ~= Double(spilled) / all && 0.05...0.6 ~= Double(short) / all && full > 0)
    // 400 series of some ten independent spells: the correlation is known to 0.01, its expectation is 0.8 to 10⁻⁴.
    #expect(abs(products / squares - 0.8) < 0.05, "\(products / squares)")
    // A difference of two independent z has twice the variance 0.36.
    #expect(abs(squares / Double(made.count * (length - 53)) - 0.72) < 0.1)
  }

  /// All states are in the ball x² + y² + (z − 38)² < 39.25² · 1.05, into which all motion falls; the mean of z over time is 23.55.
  @Test func attractorIsLorenzs() throws {
    let made = try StrangeAttractor().simulate(count: 400, seed: 9)
    var mean = 0.0
    for place in stride(from: 0, to: made.series.values.count, by: 3) {
      let (x, y, z) = (made.series.values[place], made.series.values[place + 1], made.series.values[place + 2])
      #expect(x * x + y * y + (z - 38) * (z - 38) < 1620)
      mean += z / Double(made.series.values.count / 3)
    }
    #expect(abs(mean - 23.55) < 0.6, "\(mean)")
  }
}
