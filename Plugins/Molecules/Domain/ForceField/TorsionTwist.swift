extension ForceField {
  /// ½ V (1 − cos(n φ₀) cos(n φ)), the twist about the bond between the second and the third of four atoms in a row; n is 2, 3 or 6.
  /// A polynomial in cos φ, which falls to 0 where three of the atoms come into one line and φ means nothing.
  struct TorsionTwist: Sendable {
    struct Barrier: Equatable {
      /// V in kcal/mol, of all torsions about the bond together.
      let height: Double
      let periodicity: Int
      /// cos(n φ₀): 1 or −1.
      let sign: Double
    }

    let first: Int
    let second: Int
    let third: Int
    let fourth: Int
    private let polynomial: Polynomial

    /// - Parameter share: what part of the barrier this torsion has.
    init(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int, _ barrier: Barrier, share: Double) {
      self.first = first
      self.second = second
      self.third = third
      self.fourth = fourth
      polynomial = .cosine(barrier.periodicity, factor: 0.5 * share * barrier.height, sign: barrier.sign)
    }

    @inline(__always)
    func energy(_ positions: [SIMD3<Double>], _ gradient: inout [SIMD3<Double>]) -> Double {
      let arm = positions[first] - positions[second]
      let axis = positions[third] - positions[second]
      let otherArm = positions[fourth] - positions[third]
      let (normal, otherNormal) = (Geometry.cross(arm, axis), Geometry.cross(otherArm, axis))
      let (area, otherArea) = (softLength(normal, areaSoftness), softLength(otherNormal, areaSoftness))
      let (direction, otherDirection) = (normal / area, otherNormal / otherArea)
      let cosine = Geometry.dot(direction, otherDirection)
      let (value, derivative) = polynomial.value(cosine)
      // The derivatives by the normals, and through the products a × b: by a it is b × g, by b it is g × a.
      let byNormal = derivative / area * (otherDirection - cosine * direction)
      let byOtherNormal = derivative / otherArea * (direction - cosine * otherDirection)
      let byArm = Geometry.cross(axis, byNormal)
      let byOtherArm = Geometry.cross(axis, byOtherNormal)
      let byAxis = Geometry.cross(byNormal, arm) + Geometry.cross(byOtherNormal, otherArm)
      gradient[first] += byArm
      gradient[second] -= byArm + byAxis
      gradient[third] += byAxis - byOtherArm
      gradient[fourth] += byOtherArm
      return value
    }
  }
}
