extension ForceField {
  /// √(v² + softness²): a length, or an area, that no term divides by when it is nothing.
  @inline(__always)
  static func softLength(_ vector: SIMD3<Double>, _ softness: Double) -> Double {
    ((vector * vector).sum() + softness * softness).squareRoot()
  }

  /// In Å.
  static var lengthSoftness: Double { 1e-4 }
  /// In Å².
  static var areaSoftness: Double { 1e-3 }

  @inline(__always)
  static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }

  @inline(__always)
  static func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }
}
