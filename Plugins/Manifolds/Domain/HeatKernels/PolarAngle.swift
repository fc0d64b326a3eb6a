import Foundation

/// A distance θ ∈ [0, π] with what is needed of it to full relative accuracy at both ends.
struct PolarAngle {
  /// θ.
  let distance: Double
  /// π − θ, the distance to the cut locus.
  let codistance: Double
  /// cos θ.
  let cosine: Double
  /// sin θ.
  let sine: Double
  /// sin(θ/2).
  let halfSine: Double
  /// cos(θ/2).
  let halfCosine: Double

  /// Moves a distance outside [0, π] to the nearer end.
  init(distance: Double) {
    self.distance = min(max(distance, 0), .pi)
    codistance = .pi - self.distance
    halfSine = sin(self.distance / 2)
    halfCosine = sin(codistance / 2)
    sine = self.distance <= 1 ? sin(self.distance) : sin(codistance)
    cosine = (halfCosine - halfSine) * (halfCosine + halfSine)
  }

  /// The angle whose half has this sine and cosine, both non-negative and with squares of sum one.
  init(halfSine: Double, halfCosine: Double) {
    self.halfSine = halfSine
    self.halfCosine = halfCosine
    let half = atan2(halfSine, halfCosine)
    if half <= .pi / 4 {
      distance = 2 * half
      codistance = .pi - distance
    } else {
      codistance = 2 * atan2(halfCosine, halfSine)
      distance = .pi - codistance
    }
    sine = 2 * halfSine * halfCosine
    cosine = (halfCosine - halfSine) * (halfCosine + halfSine)
  }
}
