internal import Foundation
internal import Tensors

/// Heat that spreads around a ring: ∂u/∂t = ν ∂²u/∂x² on [0, 2π), by its closed form u = sin(x + φ) e^{−ν t} at 100 points and 100 times in [0, 1].
///
/// The phase φ in [0, π] is the initial field, the viscosity ν in [1, 5] the medium's, both uniform: the protocol of U. Utkarsh et al., Physics-Constrained
/// Flow Matching, NeurIPS 2025 (arXiv 2506.04171).
///
/// Law: no heat is made, ∫ u dx = 0 at every time; the sum over the points is that integral without error.
public struct HeatField: FieldSimulator {
  /// A phase in radians.
  public typealias Initial = Double
  /// A viscosity.
  public typealias Boundary = Double

  public init() {}

  public let name = "heat"
  public let summary = "heat on a ring, 100 points; random phase and viscosity"
  public let defaultLength = 100
  public let shortestLength = 1
  public let parameterNames = ["phase", "viscosity"]
  public let points = (0..<100).map { 2 * Double.pi * Double($0) / 100 }

  public func times(length: Int) -> [Double] { (0..<length).map { Double($0) / 99 } }

  public var laws: LawFile {
    LawFile(
      [SeriesLaw("heat", .equal(.name("spacing") * .adding(points.indices.map(value)), 0))], constants: ["spacing": 2 * .pi / Double(points.count)])
  }

  public func initial(_ number: Int, seed: UInt64) -> Double {
    var random = draws(.heatPhase, number, seed: seed)
    return random.uniform(0...Double.pi)
  }

  public func boundary(_ number: Int, seed: UInt64) -> Double {
    var random = draws(.heatViscosity, number, seed: seed)
    return random.uniform(1...5)
  }

  public func draw(_ initial: Double, _ boundary: Double) -> SimulatedDraw { SimulatedDraw(parameters: [initial, boundary]) }

  public func solve(_ initial: Double, _ boundary: Double, times: [Double], into field: UnsafeMutableBufferPointer<Double>) {
    let profile = points.map { sin($0 + initial) }
    var place = 0
    for time in times {
      let decay = exp(-boundary * time)
      for value in profile {
        field[place] = value * decay
        place += 1
      }
    }
  }
}
