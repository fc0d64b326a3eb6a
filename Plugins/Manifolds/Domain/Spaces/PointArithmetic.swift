internal import Tensors

extension [Double] {
  /// Σ of products.
  func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Euclidean norm.
  var norm: Double { dot(self).squareRoot() }

  static func * (vector: [Double], scale: Double) -> [Double] { vector.map { $0 * scale } }

  /// self + scale · other.
  func adding(_ other: [Double], times scale: Double = 1) -> [Double] { zip(self, other).map { $0 + scale * $1 } }

  /// A standard normal vector.
  static func normal(count: Int, using generator: inout RandomStream) -> [Double] {
    (0..<count).map { _ in generator.normal() }
  }
}
