import Foundation

/// Distances, angles and volumes of points in space. Lengths are in the unit of the points, angles in radians.
public enum Geometry {
  public static func distance(_ one: SIMD3<Double>, _ other: SIMD3<Double>) -> Double { length(one - other) }

  /// The angle at `centre`, 0…π; 0 where a side has no length.
  ///
  /// atan2(|u × v|, u · v), which keeps all its digits near 0 and π, where the arc cosine loses half of them.
  public static func angle(_ one: SIMD3<Double>, _ centre: SIMD3<Double>, _ other: SIMD3<Double>) -> Double {
    let (u, v) = (one - centre, other - centre)
    return atan2(length(cross(u, v)), dot(u, v))
  }

  /// The dihedral angle of the chain a–b–c–d, in −π…π: 0 when a and d lie on one side (cis), positive when, seen along
  /// b → c, the bond in front must be turned clockwise to cover the one behind. 0 where three points lie on a line.
  ///
  /// With u = b − a, v = c − b, w = d − c: atan2(|v| u · (v × w), (u × v) · (v × w)).
  ///
  /// Source: the sign is that of the IUPAC Gold Book, “torsion angle”.
  public static func dihedral(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>, _ d: SIMD3<Double>
  ) -> Double {
    let (u, v, w) = (b - a, c - b, d - c)
    let behind = cross(v, w)
    return atan2(length(v) * dot(u, behind), dot(cross(u, v), behind))
  }

  public static func degrees(_ radians: Double) -> Double { radians * 180 / .pi }

  public static func dot(_ one: SIMD3<Double>, _ other: SIMD3<Double>) -> Double { (one * other).sum() }

  public static func cross(_ one: SIMD3<Double>, _ other: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(one.y * other.z - one.z * other.y, one.z * other.x - one.x * other.z, one.x * other.y - one.y * other.x)
  }

  public static func length(_ vector: SIMD3<Double>) -> Double { dot(vector, vector).squareRoot() }

  /// a · (b × c): the volume of the parallelepiped that the vectors span, positive for a right-handed triple.
  public static func signedVolume(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) -> Double { dot(a, cross(b, c)) }
}
