import Foundation

extension ForceField {
  /// The bending of the angle θ between two bonds of an atom, as a polynomial in c = cos θ, so that its forces stay finite at 0° and
  /// 180°.
  struct AngleBend: Sendable {
    /// The angles at which the energy vanishes. Each form has the curvature K there.
    enum Form: Equatable {
      /// K (1 + cos θ): 180°.
      case linear
      /// K/9 (1 − cos 3θ): 120°.
      case planar
      /// K/16 (1 − cos 4θ): 90° and 180°.
      case octahedral
      /// K (cos θ − cos θ₀)² / (2 sin² θ₀): θ₀, in radians. It is the paper's C₀ + C₁ cos θ + C₂ cos 2θ.
      case general(Double)
      /// K/2 cos² θ (2 cos θ + 1)² (cos θ + 1): 90°, 120° and 180°, so that a trigonal bipyramid and a square pyramid are both at
      /// rest. The paper has no form for five neighbours; this one needs no say on which of them are axial.
      case bipyramidal
    }

    let first: Int
    let centre: Int
    let last: Int
    private let polynomial: Polynomial
    /// The cosine above which `mirror` − E replaces E. The periodic forms would else have minima at 0°, too: below 60° (planar) or
    /// 45° (octahedral), where they are highest, they keep rising as they fell before.
    private let turn: Double
    private let mirror: Double

    init(_ first: Int, _ centre: Int, _ last: Int, _ form: Form, stiffness: Double) {
      self.first = first
      self.centre = centre
      self.last = last
      switch form {
      case .linear: (polynomial, turn, mirror) = (.cosine(1, factor: stiffness, sign: -1), .infinity, 0)
      case .planar: (polynomial, turn, mirror) = (.cosine(3, factor: stiffness / 9, sign: 1), 0.5, 4 * stiffness / 9)
      case .octahedral: (polynomial, turn, mirror) = (.cosine(4, factor: stiffness / 16, sign: 1), 0.5.squareRoot(), 4 * stiffness / 16)
      case .general(let angle):
        let (cosine, factor) = (cos(angle), stiffness / (2 * sin(angle) * sin(angle)))
        (polynomial, turn, mirror) = (Polynomial([factor * cosine * cosine, -2 * factor * cosine, factor]), .infinity, 0)
      case .bipyramidal:
        // c² (4c² + 4c + 1) (c + 1) = 4c⁵ + 8c⁴ + 5c³ + c².
        (polynomial, turn, mirror) = (Polynomial([0, 0, 1, 5, 8, 4].map { 0.5 * stiffness * $0 }), .infinity, 0)
      }
    }

    @inline(__always)
    func energy(_ positions: [SIMD3<Double>], _ gradient: inout [SIMD3<Double>]) -> Double {
      let (arm, otherArm) = (positions[first] - positions[centre], positions[last] - positions[centre])
      let (length, otherLength) = (softLength(arm, lengthSoftness), softLength(otherArm, lengthSoftness))
      let (direction, otherDirection) = (arm / length, otherArm / otherLength)
      let cosine = Geometry.dot(direction, otherDirection)
      var (value, derivative) = polynomial.value(cosine)
      if cosine > turn { (value, derivative) = (mirror - value, -derivative) }
      let force = derivative / length * (otherDirection - cosine * direction)
      let otherForce = derivative / otherLength * (direction - cosine * otherDirection)
      gradient[first] += force
      gradient[last] += otherForce
      gradient[centre] -= force + otherForce
      return value
    }

    // MARK: Parameters

    /// K = 664.12 Zᵢ Zₖ / r₁₃⁵ (3 r₁₂ r₂₃ sin² θ₀ − r₁₃² cos θ₀), with the lengths of the bonds at rest and
    /// r₁₃² = r₁₂² + r₂₃² − 2 r₁₂ r₂₃ cos θ₀.
    ///
    /// - Parameter angle: θ₀ in radians.
    static func stiffness(charges: Double, lengths: (Double, Double), angle: Double) -> Double {
      let product = lengths.0 * lengths.1
      let square = lengths.0 * lengths.0 + lengths.1 * lengths.1 - 2 * product * cos(angle)
      let inner = 3 * product * sin(angle) * sin(angle) - square * cos(angle)
      return 664.12 * charges * inner / (square * square * square.squareRoot())
    }
  }
}
