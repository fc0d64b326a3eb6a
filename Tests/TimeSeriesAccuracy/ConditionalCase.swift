internal import Analysis
internal import Foundation
public import TimeSeriesDomain

/// A law with a prior under which the conditional law is known in closed form along a closed curve.
///
/// Every row of a series is a draw of its own: a series is as many independent chains as it has rows.
public struct ConditionalCase: Sendable, CustomStringConvertible {
  public let name: String
  public let system: LawSystem
  public let prior: SeriesPrior
  public let options: ConstrainedSampler.Options
  /// What a draw has, of each bin along the curve.
  public let probabilities: [Double]
  /// The bin of a row's channels.
  public let bin: @Sendable (ArraySlice<Double>) -> Int

  public var description: String { name }
  public var rows: Int { system.times.count }

  public static let binCount = 100

  /// A bin of equal ones on the circle.
  private static func bin(angle: Double) -> Int {
    let share = angle / (2 * .pi) - (angle / (2 * .pi)).rounded(.down)
    return min(binCount - 1, Int(share * Double(binCount)))
  }

  /// Probabilities of equal bins of an angle, for a density that is not normalised.
  private static func probabilities(_ density: (Double) -> Double) throws -> [Double] {
    let rule = try GaussLegendreRule(count: 16)
    let width = 2 * Double.pi / Double(binCount)
    let masses = (0..<binCount).map { rule.integrate(from: Double($0) * width, to: Double($0 + 1) * width, density) }
    let total = masses.reduce(0, +)
    return masses.map { $0 / total }
  }

  /// N(m, F Fᵀ) in the plane given x²/a² + y²/b² = 1. With x = a cos t, y = b sin t the law is a function of a scaled radius alone, so that the density of t
  /// is that of the Gaussian: p(a cos t, b sin t).
  public static func ellipse(rows: Int) throws -> ConditionalCase {
    let (a, b, mean, factor) = (1.5, 0.75, [0.4, 0.3], [1.0, 0, 0.3, 0.9])
    let determinant = factor[0] * factor[3]
    return ConditionalCase(
      name: "Gaussian on an ellipse",
      system: try LawSystem([SeriesLaw("ellipse", "(x / \(a))^2 + (y / \(b))^2 = 1")], channels: ["x", "y"], times: times(rows)),
      prior: try .independentRows(rows, mean: mean, factor: factor), options: .init(move: .geodesic(steps: 5), step: 0.3, warmUp: 60, thinning: 3),
      probabilities: try probabilities { t in
        let (x, y) = (a * cos(t) - mean[0], b * sin(t) - mean[1])
        let first = x / factor[0]
        let second = (y * factor[0] - x * factor[2]) / determinant
        return exp(-0.5 * (first * first + second * second))
      },
      bin: { row in bin(angle: atan2(row[row.startIndex + 1] / b, row[row.startIndex] / a)) })
  }

  /// Phase points of a Kepler orbit, flat in positions and velocities, given energy −½, angular momentum 0.8 and a Runge–Lenz vector along x. These are
  /// functions of three of Delaunay's canonical variables, so that the fourth, the mean anomaly, is uniform: all times of flight are as likely.
  public static func kepler(rows: Int) throws -> ConditionalCase {
    let laws = try [
      SeriesLaw("energy", "0.5 * (vx^2 + vy^2) - 1 / sqrt(x^2 + y^2) = -0.5"), SeriesLaw("angular momentum", "x * vy - y * vx = 0.8"),
      SeriesLaw("Runge–Lenz", "-vx * (x * vy - y * vx) - y / sqrt(x^2 + y^2) = 0"),
    ]
    return ConditionalCase(
      name: "Kepler, time of flight", system: try LawSystem(laws, channels: ["x", "y", "vx", "vy"], times: times(rows)),
      prior: .uniform(rows: rows, box: [-2...2, -2...2, -2.5...2.5, -2.5...2.5]),
      options: .init(move: .geodesic(steps: 6), step: 0.2, warmUp: 60, thinning: 3),
      probabilities: [Double](repeating: 1 / Double(binCount), count: binCount),
      bin: { row in
        let (x, y, vx, vy) = (row[row.startIndex], row[row.startIndex + 1], row[row.startIndex + 2], row[row.startIndex + 3])
        let along = vy * (x * vy - y * vx) - x / (x * x + y * y).squareRoot()
        let side = along > 0 ? 1.0 : -1.0
        let anomaly = atan2(side * y / 0.8, side * x + 0.6)
        return bin(angle: anomaly - 0.6 * sin(anomaly))
      })
  }

  /// Predators and prey, flat in the logarithms u, v of their numbers, which are canonical, given V = eᵘ − u + 2 (eᵛ − v) = 5: all times of the period are
  /// as likely. By the angle around the middle, dt ∝ r²/(r·∇V) dθ.
  public static func predators(rows: Int) throws -> ConditionalCase {
    let level = 5.0
    return ConditionalCase(
      name: "Lotka–Volterra, time of the period",
      system: try LawSystem([SeriesLaw("invariant", "exp(u) - u + 2 * (exp(v) - v) = \(level)")], channels: ["u", "v"], times: times(rows)),
      prior: .uniform(rows: rows, box: [-4...2.5, -3...2]), options: .init(move: .geodesic(steps: 6), step: 0.4, warmUp: 60, thinning: 4),
      probabilities: try probabilities { angle in
        let (c, s) = (cos(angle), sin(angle))
        var (low, high) = (0.0, 5.0)
        for _ in 0..<80 {
          let r = 0.5 * (low + high)
          if exp(r * c) - r * c + 2 * (exp(r * s) - r * s) < level { low = r } else { high = r }
        }
        let slope = c * (exp(low * c) - 1) + 2 * s * (exp(low * s) - 1)
        return low / slope
      },
      bin: { row in bin(angle: atan2(row[row.startIndex + 1], row[row.startIndex])) })
  }

  private static func times(_ rows: Int) -> [Double] { (0..<rows).map { Double($0) } }
}
