import Foundation

/// A spectral sum Σ_l d_l φ_l(x) e^{−λ_l s/2} over the zonal functions of a space and its first two derivatives in
/// x = cos θ; the sum is the heat kernel times the volume.
struct ZonalSeries {
  var value: Double
  var first: Double
  var second: Double

  /// A three-term recursion Z_{l+1} = (a x + b) Z_l − c Z_{l−1}, differentiated twice.
  private struct Recursion {
    var now: ZonalSeries
    var before = ZonalSeries(value: 0, first: 0, second: 0)

    mutating func advance(x: Double, a: Double, c: Double) {
      let next = ZonalSeries(
        value: a * x * now.value - c * before.value,
        first: a * (x * now.first + now.value) - c * before.first,
        second: a * (x * now.second + 2 * now.first) - c * before.second)
      before = now
      now = next
    }
  }

  private mutating func add(_ weight: Double, _ term: ZonalSeries) {
    value += weight * term.value
    first += weight * term.first
    second += weight * term.second
  }

  /// Terms fall like e^{−l²s/2}; the last kept is below 1e-20 of the first even when differentiated twice.
  private static func degrees(dimension: Int, variance: Double) -> Int {
    var degree = 2
    let gap = Double(dimension - 1)
    func decay(_ l: Double) -> Double { l * (l + gap) * variance / 2 - (gap + 5) * log(1 + l) }
    while decay(Double(degree)) < 46 { degree += 1 }
    return degree
  }

  /// The sphere Sⁿ: Σ_l (2l+n−1)/(n−1) C_l^{((n−1)/2)}(x) e^{−l(l+n−1)s/2}; for n = 1, 1 + 2 Σ_l cos(lθ) e^{−l²s/2}.
  static func sphere(dimension n: Int, cosine x: Double, variance: Double) -> ZonalSeries {
    var sum = ZonalSeries(value: 1, first: 0, second: 0)
    let lambda = Double(n - 1) / 2
    // The first Gegenbauer polynomial is 2λx, the first Chebyshev polynomial x.
    let slope = n == 1 ? 1 : 2 * lambda
    var zonal = Recursion(now: ZonalSeries(value: slope * x, first: slope, second: 0), before: sum)
    for degree in 1...degrees(dimension: n, variance: variance) {
      let l = Double(degree)
      let multiplicity = n == 1 ? 2 : (l + lambda) / lambda
      sum.add(multiplicity * exp(-l * (l + 2 * lambda) * variance / 2), zonal.now)
      if n == 1 {
        zonal.advance(x: x, a: 2, c: 1)
      } else {
        zonal.advance(x: x, a: 2 * (l + lambda) / (l + 1), c: (l + 2 * lambda - 1) / (l + 1))
      }
    }
    return sum
  }

  /// The rotation group: Σ_l (2l+1) e^{−l(l+1)s/2} sin((l+½)ω)/sin(ω/2).
  static func rotations(cosine x: Double, variance: Double) -> ZonalSeries {
    var sum = ZonalSeries(value: 1, first: 0, second: 0)
    var zonal = Recursion(now: ZonalSeries(value: 1 + 2 * x, first: 2, second: 0), before: sum)
    for degree in 1...degrees(dimension: 3, variance: variance) {
      let l = Double(degree)
      sum.add((2 * l + 1) * exp(-l * (l + 1) * variance / 2), zonal.now)
      zonal.advance(x: x, a: 2, c: 1)
    }
    return sum
  }

  func logDensity(at angle: PolarAngle, logVolume: Double) -> RadialLogDensity {
    let slope = first / value
    return RadialLogDensity(
      value: log(value) - logVolume, score: -angle.sine * slope,
      secondDerivative: angle.sine * angle.sine * (second / value - slope * slope) - angle.cosine * slope)
  }
}
