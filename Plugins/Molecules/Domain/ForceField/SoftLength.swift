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
}
