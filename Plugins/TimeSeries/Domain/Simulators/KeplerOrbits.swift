public import Files
internal import Foundation
internal import Tensors

/// A body on an ellipse about a centre at rest: r″ = −μ r/|r|³ in a plane, μ = 1.
///
/// Drawn for every orbit: the semi-major axis a in [0.7, 1.3], the eccentricity e in [0, 0.7], the argument of the pericentre ω and the mean anomaly at
/// time 0 in [0, 2π), all uniform. Uniform in the mean anomaly is uniform in the time of flight.
///
/// States are those of the ellipse, by Kepler's equation M = E − e sin E, so that no error grows with time:
///
///     (x, y) = R(ω) (a (cos E − e), b sin E),  (ẋ, ẏ) = R(ω) (−a sin E, b cos E) Ė,  Ė = n/(1 − e cos E),  n² a³ = μ,  b² = a² (1 − e²).
///
/// Laws: energy, angular momentum and both components of the Laplace–Runge–Lenz vector are conserved.
public struct KeplerOrbits: Simulator {
  public init() {}

  public let name = "kepler"
  public let summary = "planar orbits about a fixed centre; random axis, eccentricity, orientation and phase"
  public let channels = [
    SimulatedChannel("x", unit: "1", "position"), SimulatedChannel("y", unit: "1", "position"),
    SimulatedChannel("vx", unit: "1", "velocity"), SimulatedChannel("vy", unit: "1", "velocity"),
  ]
  public let timeUnit = "1"
  public let defaultLength = 64
  public let parameterNames = ["axis", "eccentricity", "orientation", "anomaly"]
  static let attraction = 1.0

  public func times(length: Int) -> [Double] { evenTimes(length, step: 0.2) }

  public var laws: LawFile {
    let (x, y, vx, vy, mu): (Expression, Expression, Expression, Expression, Expression) = (
      .name("x"), .name("y"), .name("vx"), .name("vy"), .name("mu")
    )
    let distance = Expression.squareRoot(x.squared + y.squared)
    let momentum = x * vy - y * vx
    return LawFile(
      [
        SeriesLaw("energy", .conserved(0.5 * (vx.squared + vy.squared) - mu / distance)), SeriesLaw("angular momentum", .conserved(momentum)),
        SeriesLaw("Laplace–Runge–Lenz x", .conserved(vy * momentum - mu * x / distance)),
        SeriesLaw("Laplace–Runge–Lenz y", .conserved(-(vx * momentum) - mu * y / distance)),
      ], constants: ["mu": Self.attraction])
  }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.kepler, number, seed: seed)
    let (axis, eccentricity) = (random.uniform(0.7...1.3), random.uniform(0...0.7))
    let (orientation, anomaly) = (2 * Double.pi * random.uniform(), 2 * Double.pi * random.uniform())
    write(axis: axis, eccentricity: eccentricity, orientation: orientation, anomaly: anomaly, times, into: series)
    return SimulatedDraw(parameters: [axis, eccentricity, orientation, anomaly])
  }

  /// The orbit of given elements: [times, 4].
  /// - Parameters:
  ///   - axis: semi-major, above 0.
  ///   - eccentricity: at least 0 and below 1.
  ///   - orientation: of the pericentre, in radians.
  ///   - anomaly: the mean one at time 0, in radians.
  public static func orbit(axis: Double, eccentricity: Double, orientation: Double, anomaly: Double, times: [Double]) -> [Double] {
    var states = [Double](repeating: 0, count: 4 * times.count)
    states.withUnsafeMutableBufferPointer {
      Self().write(axis: axis, eccentricity: eccentricity, orientation: orientation, anomaly: anomaly, times, into: $0)
    }
    return states
  }

  private func write(
    axis: Double, eccentricity: Double, orientation: Double, anomaly: Double, _ times: [Double],
    into series: UnsafeMutableBufferPointer<Double>
  ) {
    let minorAxis = axis * (1 - eccentricity * eccentricity).squareRoot()
    let rate = (Self.attraction / (axis * axis * axis)).squareRoot()
    let (cosine, sine) = (cos(orientation), sin(orientation))
    for (row, time) in times.enumerated() {
      let angle = Self.eccentricAnomaly(mean: anomaly + rate * time, eccentricity: eccentricity)
      let (c, s) = (cos(angle), sin(angle))
      let speed = rate / (1 - eccentricity * c)
      let (along, across) = (axis * (c - eccentricity), minorAxis * s)
      let (alongRate, acrossRate) = (-axis * s * speed, minorAxis * c * speed)
      series[4 * row] = cosine * along - sine * across
      series[4 * row + 1] = sine * along + cosine * across
      series[4 * row + 2] = cosine * alongRate - sine * acrossRate
      series[4 * row + 3] = sine * alongRate + cosine * acrossRate
    }
  }

  /// E with E − e sin E = M, by Newton's method inside [M − e, M + e], where the root is.
  static func eccentricAnomaly(mean: Double, eccentricity: Double) -> Double {
    // In (−π, π], where digits are.
    let mean = remainder(mean, 2 * .pi)
    var (low, high) = (mean - eccentricity, mean + eccentricity)
    var angle = mean + eccentricity * sin(mean)
    for _ in 0..<100 {
      let excess = angle - eccentricity * sin(angle) - mean
      if excess > 0 { high = min(high, angle) } else { low = max(low, angle) }
      var next = angle - excess / (1 - eccentricity * cos(angle))
      if !(low...max(low, high)).contains(next) { next = 0.5 * (low + high) }
      // Newton's last correction is rounding.
      if abs(next - angle) <= 2 * angle.ulp { return next }
      angle = next
    }
    return angle
  }
}
