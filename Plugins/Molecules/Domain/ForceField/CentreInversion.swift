import Foundation

extension ForceField {
  /// K (C₀ + C₁ cos ω + C₂ cos 2ω), with ω the angle between one of an atom's three bonds and the plane of the other two.
  struct CentreInversion: Sendable {
    enum Form {
      /// K (1 − cos ω), at rest in the plane.
      case planar
      /// At rest at ω₀ in radians, with C₂ = 1, C₁ = −4 cos ω₀ and C₀ = −(C₁ cos ω₀ + C₂ cos 2ω₀).
      case pyramidal(Double)
    }

    let centre: Int
    let first: Int
    let second: Int
    /// The atom whose bond leaves the plane.
    let outer: Int
    private let constant: Double
    private let single: Double
    private let double: Double

    /// - Parameter barrier: the energy in the plane for a pyramidal atom, and upright on it for a planar one, in kcal/mol, of the
    ///   three inversions of an atom together.
    init(_ centre: Int, _ first: Int, _ second: Int, outer: Int, _ form: Form, barrier: Double) {
      self.centre = centre
      self.first = first
      self.second = second
      self.outer = outer
      switch form {
      case .planar: (constant, single, double) = (barrier / 3, -barrier / 3, 0)
      case .pyramidal(let angle):
        let cosine = cos(angle)
        // C₀ + C₁ + C₂ = 2 (1 − cos ω₀)².
        let factor = barrier / 3 / (2 * (1 - cosine) * (1 - cosine))
        (constant, single, double) = (factor * (2 * cosine * cosine + 1), -4 * factor * cosine, factor)
      }
    }

    @inline(__always)
    func energy(_ positions: [SIMD3<Double>], _ gradient: inout [SIMD3<Double>]) -> Double {
      let arm = positions[first] - positions[centre]
      let otherArm = positions[second] - positions[centre]
      let bond = positions[outer] - positions[centre]
      let normal = Geometry.cross(arm, otherArm)
      let (area, length) = (softLength(normal, areaSoftness), softLength(bond, lengthSoftness))
      let (upward, direction) = (normal / area, bond / length)
      let sine = Geometry.dot(upward, direction)
      // The root is what keeps the slope finite where the bond stands upright.
      let cosine = (max(1 - sine * sine, 0) + 1e-6).squareRoot()
      let derivative = -sine * (single / cosine + 4 * double)
      let byNormal = derivative / area * (direction - sine * upward)
      let byBond = derivative / length * (upward - sine * direction)
      let byArm = Geometry.cross(otherArm, byNormal)
      let byOtherArm = Geometry.cross(byNormal, arm)
      gradient[first] += byArm
      gradient[second] += byOtherArm
      gradient[outer] += byBond
      gradient[centre] -= byArm + byOtherArm + byBond
      return constant + single * cosine + double * (2 * cosine * cosine - 1)
    }
  }
}
