import Foundation
package import ManifoldDomain

#if arch(x86_64)
  typealias Extended = Float80
#else
  typealias Extended = Double
#endif

/// Distances in extended precision by other formulas than the spaces use.
package enum ReferenceGeometry {
  package static func distance(_ x: [Double], _ y: [Double], in space: any FactoredSpace) -> Double {
    var square: Extended = 0
    for (factor, range) in zip(space.factors, space.stateRanges) {
      let (a, b) = (x[range].map { Extended($0) }, y[range].map { Extended($0) })
      let distance =
        switch factor {
        case is Sphere: sphere(a, b)
        case is Torus: torus(a, b)
        default: rotation(a, b)
        }
      square += distance * distance
    }
    return Double(square.squareRoot())
  }

  /// atan2(√Σᵢⱼ (xᵢyⱼ − xⱼyᵢ)², x·y): Lagrange's form of the sine, which does not depend on the points' norms.
  private static func sphere(_ x: [Extended], _ y: [Extended]) -> Extended {
    var square: Extended = 0
    var cosine: Extended = 0
    for i in x.indices {
      cosine += x[i] * y[i]
      for j in 0..<i {
        let minor = x[i] * y[j] - x[j] * y[i]
        square += minor * minor
      }
    }
    return atan2(square.squareRoot(), cosine)
  }

  private static func torus(_ x: [Extended], _ y: [Extended]) -> Extended {
    var square: Extended = 0
    for (a, b) in zip(x, y) {
      let difference = (a - b).remainder(dividingBy: 2 * Extended.pi)
      square += difference * difference
    }
    return square.squareRoot()
  }

  /// atan2(|a|, tr − 1) with a = 2 sin ω · axis from the antisymmetric part, after both matrices are made orthogonal.
  private static func rotation(_ x: [Extended], _ y: [Extended]) -> Extended {
    let (a, b) = (orthogonal(x), orthogonal(y))
    let m = product(transpose(a), b)
    let (p, q, r) = (m[7] - m[5], m[2] - m[6], m[3] - m[1])
    return atan2((p * p + q * q + r * r).squareRoot(), m[0] + m[4] + m[8] - 1)
  }

  private static func orthogonal(_ m: [Extended]) -> [Extended] {
    (0..<3).reduce(m) { m, _ in
      let excess = product(m, product(transpose(m), m))
      return zip(m, excess).map { 1.5 * $0 - 0.5 * $1 }
    }
  }

  private static func transpose(_ m: [Extended]) -> [Extended] { (0..<9).map { m[$0 % 3 * 3 + $0 / 3] } }

  private static func product(_ a: [Extended], _ b: [Extended]) -> [Extended] {
    (0..<9).map { index in
      let (row, column) = (index / 3 * 3, index % 3)
      return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]
    }
  }
}
