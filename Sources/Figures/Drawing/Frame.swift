/// An upright rectangle in drawing units; y runs down.
struct Frame: Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middle: SIMD2<Double> { SIMD2((left + right) / 2, (top + bottom) / 2) }

  /// The border as path data.
  var outline: String {
    Path.polyline(
      [SIMD2(left, top), SIMD2(right, top), SIMD2(right, bottom), SIMD2(left, bottom)], isClosed: true)
  }
}
