internal import Foundation
internal import Tensors

/// A front that travels and steepens: ∂u/∂t + ∂(u²/2)/∂x = 0 on [0, 1], at 101 points and times 0.01 apart.
///
/// The initial field is a front 1/(1 + exp((x − p)/0.02)) at p in [0.2, 0.8]; from the first step on u at the left end is a value in [0, 1], and at the right
/// end that of its neighbour; p and the value are uniform. The protocol is that of U. Utkarsh et al., Physics-Constrained Flow Matching, NeurIPS 2025
/// (arXiv 2506.04171), and so is the scheme, Godunov's, with the step between times (as |u| ≤ 1, no front passes more than a point in it):
///
///     uᵢ′ = uᵢ − (Δt/Δx) (F(uᵢ, uᵢ₊₁) − F(uᵢ₋₁, uᵢ)),  0 < i < 100,   F(a, b) = max(max(a, 0)², min(b, 0)²)/2.
///
/// As no step is hidden between two times, the series obey the balance of the scheme itself, to rounding.
///
/// Laws: the balance of ∑ uᵢ Δx over 0 < i < 100 with the fluxes at both its ends; after the first time u₀ stays and u₁₀₀ = u₉₉; 0 ≤ u ≤ 1.
public struct BurgersField: FieldSimulator {
  /// Where the front is.
  public typealias Initial = Double
  /// u at the left end.
  public typealias Boundary = Double

  public init() {}

  public let name = "burgers"
  public let summary = "a travelling front of Burgers' equation, 101 points; random place of the front and inflow"
  public let defaultLength = 101
  /// That the inflow stays is about three times.
  public let shortestLength = 3
  public let parameterNames = ["front", "inflow"]
  static let cells = 100
  static let spacing = 0.01
  static let step = 0.01
  static let frontWidth = 0.02
  public let points = (0...Self.cells).map { Double($0) * Self.spacing }

  public func times(length: Int) -> [Double] { evenTimes(length, step: Self.step) }

  public var laws: LawFile {
    let (first, last) = (0, Self.cells)
    func flux(_ left: Expression, _ right: Expression) -> Expression {
      0.5 * .operation(.maximum, Expression.operation(.maximum, left, 0).squared, Expression.operation(.minimum, right, 0).squared)
    }
    let mass = Expression.name("spacing") * .adding((first + 1..<last).map(value))
    let (inward, outward) = (flux(value(first), value(first + 1)), flux(value(last - 1), value(last)))
    let values = points.indices.map(value)
    return LawFile(
      [
        SeriesLaw("mass", .equal(.next(mass), mass + .name("step") * (inward - outward))),
        SeriesLaw("inflow", .equal(.next(.next(value(first))), .next(value(first)))),
        SeriesLaw("outflow", .equal(.next(value(last)), .next(value(last - 1)))), SeriesLaw("nowhere negative", .atLeast(.extreme(.minimum, values[...]), 0)),
        SeriesLaw("nowhere above one", .atLeast(1, .extreme(.maximum, values[...]))),
      ], constants: ["spacing": Self.spacing, "step": Self.step])
  }

  public func initial(_ number: Int, seed: UInt64) -> Double {
    var random = draws(.burgersFront, number, seed: seed)
    return random.uniform(0.2...0.8)
  }

  public func boundary(_ number: Int, seed: UInt64) -> Double {
    var random = draws(.burgersInflow, number, seed: seed)
    return random.uniform(0...1)
  }

  public func draw(_ initial: Double, _ boundary: Double) -> SimulatedDraw { SimulatedDraw(parameters: [initial, boundary]) }

  public func solve(_ initial: Double, _ boundary: Double, times: [Double], into field: UnsafeMutableBufferPointer<Double>) {
    let (width, last) = (points.count, points.count - 1)
    guard !times.isEmpty else { return }
    for (point, x) in points.enumerated() { field[point] = 1 / (1 + exp((x - initial) / Self.frontWidth)) }
    let ratio = Self.step / Self.spacing
    for row in 1..<max(times.count, 1) {
      let now = UnsafeMutableBufferPointer(rebasing: field[(row - 1) * width..<row * width])
      let next = UnsafeMutableBufferPointer(rebasing: field[row * width..<(row + 1) * width])
      var left = Self.flux(now[0], now[1])
      for point in 1..<last {
        let right = Self.flux(now[point], now[point + 1])
        next[point] = now[point] - ratio * (right - left)
        left = right
      }
      next[0] = boundary
      next[last] = next[last - 1]
    }
  }

  /// Godunov's: that of the solution of the jump from a to b, at the jump.
  static func flux(_ a: Double, _ b: Double) -> Double {
    let (rightward, leftward) = (max(a, 0), min(b, 0))
    return 0.5 * max(rightward * rightward, leftward * leftward)
  }
}
