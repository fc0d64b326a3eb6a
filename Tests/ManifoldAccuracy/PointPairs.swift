import Bellman
import Foundation
package import ManifoldDomain
package import Tensors

/// Pairs of points and a vector for each, rounded to the precision under test.
package struct PointPairs {
  package let space: any FactoredSpace
  package var generator: RandomStream
  package let isSingle: Bool

  package init(_ space: any FactoredSpace, seed: UInt64, isSingle: Bool = false) {
    self.space = space
    self.isSingle = isSingle
    generator = RandomStream(seed: seed, stream: 1)
  }

  /// Independent uniform points.
  package mutating func random(_ count: Int) -> (x: [[Double]], y: [[Double]], v: [[Double]]) {
    var (x, y): ([[Double]], [[Double]]) = ([], [])
    for _ in 0..<count {
      x.append(rounded(uniform()))
      y.append(rounded(uniform()))
    }
    return (x, y, vectors(count))
  }

  /// Pairs at which formulas fail: in each factor equal points, distances 1e-18…1e-3, points so far from the cut locus,
  /// points on it (in a random direction and along a coordinate axis), and π − 1e-6.
  package mutating func adversarial(_ count: Int) -> (x: [[Double]], y: [[Double]], v: [[Double]]) {
    var (x, y): ([[Double]], [[Double]]) = ([], [])
    for _ in 0..<count {
      var (first, second): ([Double], [Double]) = ([], [])
      for factor in space.factors {
        let (a, b) = pair(in: factor)
        first += a
        second += b
      }
      x.append(rounded(first))
      y.append(rounded(second))
    }
    return (x, y, vectors(count))
  }

  package mutating func uniform() -> [Double] { space.factors.flatMap { $0.uniformPoint(using: &generator) } }

  package mutating func vectors(_ count: Int) -> [[Double]] {
    (0..<count).map { _ in (0..<space.tangentLayout.elementCount).map { _ in rounded(generator.normal()) } }
  }

  private mutating func pair(in factor: any ManifoldFactor) -> ([Double], [Double]) {
    let isAxis = generator.uniform() < 0.3
    var x = factor.uniformPoint(using: &generator)
    if factor is Sphere, isAxis {
      // Coordinate poles, of either sign.
      x = x.map { _ in 0 }
      x[Int.random(in: 0..<x.count, using: &generator)] = generator.uniform() < 0.5 ? 1 : -1
    }
    if factor is Torus, isAxis { x = x.map { _ in 0 } }
    if factor is RotationGroup, isAxis { x = [1, 0, 0, 0, 1, 0, 0, 0, 1] }
    let small = pow(10, -18 + 15 * generator.uniform())
    let radius =
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: 0.0
      case 1, 2: small
      case 3: Double.pi - small
      case 4: Double.pi - 1e-6
      default: Double.pi
      }
    switch factor {
    case is Sphere:
      if radius == .pi { return (x, x.map { -$0 }) }
      let direction = direction(x.count, isAxis: isAxis, at: x)
      if radius > 3 { return (x, factor.exponential(direction.map { $0 * (.pi - radius) }, at: x.map { -$0 })) }
      return (x, factor.exponential(direction.map { $0 * radius }, at: x))
    case is Torus:
      // Each angle by itself; around 0 this crosses the seam.
      let steps = x.map { _ in (generator.uniform() < 0.5 ? -1 : 1) * (generator.uniform() < 0.3 ? small : radius) }
      return (x, factor.exponential(steps, at: x))
    default:
      if radius == .pi, isAxis {
        let axis = Int.random(in: 0..<3, using: &generator)
        let half = (0..<9).map { $0 % 4 != 0 ? 0.0 : $0 / 4 == axis ? 1 : -1 }
        return (x, factor.exponential([0, 0, 0], at: (0..<9).map { x[$0] * half[$0 % 3 * 4] }))
      }
      let direction = direction(3, isAxis: isAxis, at: nil)
      return (x, factor.exponential(direction.map { $0 * radius }, at: x))
    }
  }

  private mutating func direction(_ count: Int, isAxis: Bool, at point: [Double]?) -> [Double] {
    while true {
      var vector = (0..<count).map { _ in generator.normal() }
      if isAxis {
        vector = vector.map { _ in 0 }
        vector[Int.random(in: 0..<count, using: &generator)] = 1
      }
      if let point {
        let along = zip(vector, point).reduce(0) { $0 + $1.0 * $1.1 }
        vector = zip(vector, point).map { $0 - along * $1 }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-3 { return vector.map { $0 / norm } }
    }
  }

  private func rounded(_ value: Double) -> Double { isSingle ? Double(Float(value)) : value }

  private func rounded(_ point: [Double]) -> [Double] {
    guard isSingle else { return point }
    var result = point.map(rounded)
    for (factor, range) in zip(space.factors, space.stateRanges) where factor is Torus {
      for index in range where result[index] >= 2 * .pi { result[index] = 0 }
    }
    return result
  }
}

extension [Double] {
  package func difference(from other: [Double]) -> Double { zip(self, other).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) } }
  package var euclideanNorm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
