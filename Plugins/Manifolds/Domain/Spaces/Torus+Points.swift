internal import Foundation
public import Tensors

extension Torus {
  public func exponential(_ vector: [Double], at point: [Double]) -> [Double] {
    point.adding(vector).map(Self.wrapped)
  }

  public func logarithm(from point: [Double], to other: [Double]) -> [Double] {
    other.adding(point, times: -1).map { $0.remainder(dividingBy: 2 * .pi) }
  }

  public func distance(_ point: [Double], _ other: [Double]) -> Double { logarithm(from: point, to: other).norm }

  public func uniformPoint(using generator: inout RandomStream) -> [Double] {
    (0..<dimension).map { _ in Self.wrapped(2 * .pi * generator.uniform()) }
  }

  /// The angle in [0, 2π), never 2π itself.
  public static func wrapped(_ angle: Double) -> Double {
    let reduced = angle - (angle / (2 * .pi)).rounded(.down) * (2 * .pi)
    return reduced < 0 || reduced >= 2 * .pi ? 0 : reduced
  }

  public func excesses(at point: [Double], tolerance: Double) -> [(check: String, excess: Double)] {
    let excess = point.reduce(-Double.infinity) { Swift.max($0, -$1, $1 - 2 * .pi) }
    let isOutside = point.contains { $0 < 0 || $0 >= 2 * .pi }
    return isOutside && excess >= tolerance ? [("angle in [0, 2π)", excess)] : []
  }

  public func heatKernelDraw(
    around point: [Double], standardDeviation: Double, using generator: inout RandomStream
  ) -> [Double] {
    guard standardDeviation > 0, standardDeviation.isFinite else { return point.map { _ in .nan } }
    return exponential([Double].normal(count: dimension, using: &generator) * standardDeviation, at: point)
  }

  public func logHeatKernel(from point: [Double], to other: [Double], standardDeviation: Double) -> Double {
    logarithm(from: point, to: other).reduce(0) {
      $0 + CircleHeatKernel().logDensity(at: abs($1), standardDeviation: standardDeviation)
    }
  }

  public func heatKernelScore(from point: [Double], at other: [Double], standardDeviation: Double) -> [Double] {
    logarithm(from: point, to: other).map {
      let score = CircleHeatKernel().radialScore(at: abs($0), standardDeviation: standardDeviation)
      return $0 < 0 ? -score : score
    }
  }
}
