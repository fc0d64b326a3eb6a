internal import Foundation
internal import Tensors

/// Orthonormal coordinates around a centre: z(x) = the components of log_centre(x), and the log-volume of the exponential map there.
///
/// Points are in the form of `PointCloud`. Coordinates are those of the factors one behind the other, `dimension` in all.
struct LocalChart: Sendable {
  enum Piece: Sendable {
    /// Where the centre's numbers stand, and a basis of its tangent space, `count` vectors of `count + 1` numbers.
    case sphere(place: Range<Int>, basis: [Double])
    case rotation(place: Range<Int>)
    case angles(place: Range<Int>)
  }

  let centre: [Double]
  let pieces: [Piece]

  /// - Parameter point: in the form of the cloud.
  init(_ point: [Double], like cloud: PointCloud) {
    centre = point
    pieces = cloud.pieces.map { piece in
      switch piece {
      case .angles(let place): .angles(place: place)
      case .unitVector(let place, let isUnsigned):
        isUnsigned ? .rotation(place: place) : .sphere(place: place, basis: Self.basis(Array(point[place])))
      }
    }
  }

  /// The chart around another point, of the same parts.
  init(_ point: [Double], like other: LocalChart) {
    centre = point
    pieces = other.pieces.map { piece in
      if case .sphere(let place, _) = piece { .sphere(place: place, basis: Self.basis(Array(point[place]))) } else { piece }
    }
  }

  /// An orthonormal basis of the tangent space of a sphere at x: the other columns of the reflection that takes an axis to x.
  private static func basis(_ x: [Double]) -> [Double] {
    let size = x.count
    let sign = x[0] < 0 ? -1.0 : 1.0
    // Reflection 1 − 2ww′ with w along x + sign·e₀, which does not cancel.
    var w = x
    w[0] += sign
    let square = w.dot(w)
    var basis: [Double] = []
    for column in 1..<size {
      for row in 0..<size { basis.append((row == column ? 1 : 0) - 2 * w[row] * w[column] / square) }
    }
    return basis
  }

  /// A draw of exp_centre(z) with z ~ N(0, Σ), in the form of the cloud; nil unless Σ is positive definite.
  func draw(_ covariance: [Double], using generator: inout RandomStream) -> [Double]? {
    let dimension = Int(Double(covariance.count).squareRoot())
    guard let (factor, _) = SymmetricMatrix.cholesky(covariance, size: dimension) else { return nil }
    let normal = [Double].normal(count: dimension, using: &generator)
    return point((0..<dimension).map { i in (0...i).reduce(0.0) { $0 + factor[i * dimension + $1] * normal[$1] } })
  }

  /// The point exp_centre(z), in the form of the cloud.
  func point(_ z: [Double]) -> [Double] {
    var result = centre
    var start = 0
    for piece in pieces {
      switch piece {
      case .angles(let place):
        for index in place {
          let angle = centre[index] + z[start]
          let turn = 2 * Double.pi
          let wrapped = angle - turn * (angle / turn).rounded(.down)
          result[index] = wrapped >= turn ? 0 : wrapped
          start += 1
        }
      case .sphere(let place, let basis):
        let size = place.count
        let angle = Array(z[start..<start + size - 1]).norm
        let ratio = angle > 0 ? sin(angle) / angle : 1
        for index in 0..<size {
          var sum = cos(angle) * centre[place.lowerBound + index]
          for vector in 0..<size - 1 { sum += ratio * z[start + vector] * basis[vector * size + index] }
          result[place.lowerBound + index] = sum
        }
        let norm = Array(result[place]).norm
        for index in place { result[index] /= norm }
        start += size - 1
      case .rotation(let place):
        let omega = Array(z[start..<start + 3])
        let half = omega.norm / 2
        let ratio = half > 0 ? sin(half) / half * 0.5 : 0.5
        let (v, p, q, r) = (cos(half), ratio * omega[0], ratio * omega[1], ratio * omega[2])
        let i = place.lowerBound
        let (w, a, b, c) = (centre[i], centre[i + 1], centre[i + 2], centre[i + 3])
        let turned = [
          w * v - a * p - b * q - c * r, w * p + a * v + b * r - c * q, w * q + b * v + c * p - a * r,
          w * r + c * v + a * q - b * p,
        ]
        let norm = turned.norm
        for (offset, value) in turned.enumerated() { result[i + offset] = value / norm }
        start += 3
      }
    }
    return result
  }
}
