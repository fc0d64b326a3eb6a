public import Files
internal import Foundation
internal import Tensors
public import TimeSeriesDomain

/// Laws, and a series that keeps them: what projection is tried on.
public struct ProjectionCase: Sendable, CustomStringConvertible {
  public let name: String
  public let channels: [String]
  public let laws: [String]
  public let rows: [[Double]]
  public let conditions: [String: Double]

  init(name: String, channels: [String], laws: [String], rows: [[Double]], conditions: [String: Double] = [:]) {
    (self.name, self.channels, self.laws, self.rows, self.conditions) = (name, channels, laws, rows, conditions)
  }

  public var description: String { name }

  public func system() throws(ProgramError) -> LawSystem {
    var stated: [SeriesLaw] = []
    for law in laws { stated.append(try SeriesLaw(law, law)) }
    return try LawSystem(stated, channels: channels, times: rows.indices.map { 0.25 * Double($0) }, conditions: conditions.keys.sorted())
  }

  /// In the order of the system's conditions.
  public var conditionValues: [Double] { conditions.keys.sorted().map { conditions[$0] ?? .nan } }

  /// The series with noise of this share of each channel's root mean square; a function of the number.
  public func disturbed(by share: Double, _ number: Int) -> [Double] {
    var stream = RandomStream(seed: 7, stream: 1, index: UInt32(number))
    let sizes = channels.indices.map { channel in
      (rows.reduce(0) { $0 + $1[channel] * $1[channel] } / Double(rows.count)).squareRoot()
    }
    return rows.flatMap { $0 }.enumerated().map { $1 + share * sizes[$0 % channels.count] * stream.normal() }
  }

  /// Laws that are equations, but for one that never binds.
  public static func equations(rows: Int = 64) -> [ProjectionCase] { [orbit(rows), pendulum(rows), predators(rows), balances(rows)] }

  /// Laws with inequalities or complementary quantities, too.
  public static func inequalities(rows: Int = 64) -> [ProjectionCase] {
    [
      ProjectionCase(
        name: "predators and prey", channels: ["x", "y"], laws: ["x - log(x) + y - log(y) = 2.5", "x >= 0", "y >= 0"],
        rows: predators(rows).rows),
      ProjectionCase(
        name: "conserved", channels: ["x", "y"], laws: ["conserved(x - log(x) + y - log(y))", "x >= 0", "y >= 0"], rows: predators(rows).rows),
      ProjectionCase(
        name: "epidemic", channels: ["s", "i", "r"], laws: ["s + i + r = 1", "s >= 0", "i >= 0", "r >= 0", "next(s) <= s", "next(r) >= r"],
        rows: (0..<rows - 1).reduce(into: [[0.99, 0.01, 0]]) { all, _ in
          let last = all[all.count - 1]
          let (infected, recovered) = (0.4 * last[0] * last[1], 0.1 * last[1])
          all.append([last[0] - infected, last[1] + infected - recovered, last[2] + recovered])
        }),
      ProjectionCase(
        name: "kinetics", channels: ["x", "y", "z"], laws: ["x + y + z = 1", "x >= 0", "y >= 0", "z >= 0", "next(z) >= z"],
        rows: (0..<rows).map { row in
          let (y, z) = (3e-5 * exp(-0.1 * Double(row)), 1 - exp(-0.05 * Double(row)))
          return [1 - y - z, y, z]
        }),
      ProjectionCase(
        name: "reservoir", channels: ["s", "q", "o", "w"],
        laws: ["next(s) = s + q - o - w", "complementary(w, capacity - next(s))", "s >= 0", "s <= capacity", "q >= 0", "o >= 0", "w >= 0"],
        rows: reservoir(rows), conditions: ["capacity": 3]),
      ProjectionCase(
        name: "prices", channels: ["open", "high", "low", "close", "adjusted"],
        laws: ["adjusted = close", "low <= min(open, close)", "high >= max(open, close)"],
        rows: (0..<rows).map { row in
          let (open, close) = (100 + 9 * sin(Double(row)), 100 + 9 * sin(Double(row) + 0.4))
          return [open, max(open, close) + 1, min(open, close) - 2, close, close]
        }),
      ProjectionCase(
        name: "bent bounds", channels: ["x", "y"], laws: ["x^2 + y^2 >= 1", "x * y <= 0.3"],
        rows: (0..<rows).map { [1.1 * cos(Double($0)), 1.1 * sin(Double($0))] }),
    ]
  }

  private static func orbit(_ rows: Int) -> ProjectionCase {
    ProjectionCase(
      name: "Kepler", channels: ["x", "y", "vx", "vy"],
      laws: [
        "0.5 * (vx^2 + vy^2) - 1 / sqrt(x^2 + y^2) = -0.5", "x * vy - y * vx = 0.8",
        "vy * (x * vy - y * vx) - x / sqrt(x^2 + y^2) = 0.6", "vx * (x * vy - y * vx) + y / sqrt(x^2 + y^2) = 0",
      ],
      // An ellipse of axis 1 and eccentricity 0.6, by the eccentric anomaly.
      rows: (0..<rows).map { row in
        let anomaly = 0.31 * Double(row)
        let rate = 1 / (1 - 0.6 * cos(anomaly))
        return [cos(anomaly) - 0.6, 0.8 * sin(anomaly), -sin(anomaly) * rate, 0.8 * cos(anomaly) * rate]
      })
  }

  private static func pendulum(_ rows: Int) -> ProjectionCase {
    ProjectionCase(
      name: "double pendulum", channels: ["a", "b", "u", "v"],
      laws: [
        "conserved(u^2 + 0.5 * v^2 + u * v * cos(a - b) - 2 * 9.81 * cos(a) - 9.81 * cos(b))", "first(a) = 1", "first(b) = -0.5", "first(u) = 0",
        "first(v) = 0",
      ],
      rows: (0..<rows).map { row in
        // Any states of the energy of the first.
        let energy = -2 * 9.81 * cos(1.0) - 9.81 * cos(0.5)
        guard row > 0 else { return [1, -0.5, 0, 0] }
        let (a, b) = (0.9 * cos(0.3 * Double(row)), 0.4 * sin(0.7 * Double(row)))
        let kinetic = max(energy + 2 * 9.81 * cos(a) + 9.81 * cos(b), 0)
        // u = r, v = s r with u² + v²/2 + u v cos = kinetic.
        let share = sin(Double(row))
        let u = (kinetic / (1 + 0.5 * share * share + share * cos(a - b))).squareRoot()
        return [a, b, u, share * u]
      })
  }

  private static func predators(_ rows: Int) -> ProjectionCase {
    ProjectionCase(
      name: "Lotka–Volterra", channels: ["x", "y"], laws: ["x - log(x) + y - log(y) = 2.5"],
      rows: (0..<rows).map { row in
        let x = 1 + 0.5 * sin(0.4 * Double(row))
        // Solve y − log y = 2.5 − x + log x by bisection above one.
        var (low, high) = (1.0, 9.0)
        for _ in 0..<200 {
          let middle = 0.5 * (low + high)
          if middle - log(middle) < 2.5 - x + log(x) { low = middle } else { high = middle }
        }
        return [x, low]
      })
  }

  private static func balances(_ count: Int) -> ProjectionCase {
    var (rows, level) = ([[Double]](), 5.0)
    for row in 0..<count {
      let flow = 0.5 + 0.2 * sin(Double(row))
      rows.append([level, flow, 0.4])
      level += flow - 0.4
    }
    return ProjectionCase(
      name: "balances", channels: ["s", "q", "o"],
      laws: ["next(s) = s + q - o", "sum(q) = \(count / 2)", "first(s) = 5", "last(s) = first(s) + 1", "mean(o) >= 0"], rows: rows)
  }

  private static func reservoir(_ count: Int) -> [[Double]] {
    var (rows, storage) = ([[Double]](), 2.0)
    for row in 0..<count {
      let inflow = max(0, 0.6 + 0.8 * sin(0.3 * Double(row)))
      let release = min(0.5, storage + inflow)
      let before = storage + inflow - release
      rows.append([storage, inflow, release, max(0, before - 3)])
      storage = min(before, 3)
    }
    return rows
  }
}
