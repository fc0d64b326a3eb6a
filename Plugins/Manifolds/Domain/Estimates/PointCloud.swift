package import Bellman
internal import Foundation

/// Many points of a space in the form in which their distances are found fastest: unit vectors for spheres, angles for tori,
/// quaternions for SO(3), one point behind the other.
package struct PointCloud: Sendable {
  package enum Piece: Sendable {
    /// Unit vectors of so many numbers: a sphere, or a pair of opposite quaternions.
    case unitVector(Range<Int>, isUnsigned: Bool)
    case angles(Range<Int>)
  }

  package let count: Int
  /// Numbers of a point.
  package let width: Int
  package let pieces: [Piece]
  /// The radial kernels of the parts in which distances are counted, in the order of `partSquares`.
  package let kernels: [any RadialHeatKernel]
  package private(set) var values: [Double]

  package init(_ states: StateBatch, in space: some FactoredSpace) {
    var pieces: [Piece] = []
    var kernels: [any RadialHeatKernel] = []
    var width = 0
    for factor in space.factors {
      switch factor {
      case let sphere as Sphere:
        pieces.append(.unitVector(width..<width + sphere.stateCount, isUnsigned: false))
        kernels.append(sphere.kernel)
        width += sphere.stateCount
      case is RotationGroup:
        pieces.append(.unitVector(width..<width + 4, isUnsigned: true))
        kernels.append(RotationHeatKernel())
        width += 4
      default:
        pieces.append(.angles(width..<width + factor.stateCount))
        kernels += [any RadialHeatKernel](repeating: CircleHeatKernel(), count: factor.stateCount)
        width += factor.stateCount
      }
    }
    var values: [Double] = []
    values.reserveCapacity(states.count * width)
    let ranges = space.stateRanges
    for row in 0..<states.count {
      let state = Array(states.vector(row))
      for (factor, range) in zip(space.factors, ranges) {
        let point = Array(state[range])
        values += factor is RotationGroup ? Quaternion(matrix: point).numbers : point
      }
    }
    self.pieces = pieces
    self.kernels = kernels
    self.width = width
    self.values = values
    count = states.count
  }

  /// The state of a point in the form of a cloud.
  static func state(of point: [Double], in space: some FactoredSpace) -> [Double] {
    var start = 0
    return space.factors.flatMap { factor -> [Double] in
      if factor is RotationGroup {
        defer { start += 4 }
        return Quaternion(w: point[start], x: point[start + 1], y: point[start + 2], z: point[start + 3]).matrix
      }
      defer { start += factor.stateCount }
      return Array(point[start..<start + factor.stateCount])
    }
  }

  /// The squared distance of two points, Σ θ² over the parts.
  @inline(__always)
  package func square(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
    var total = 0.0
    for piece in pieces {
      switch piece {
      case .unitVector(let range, let isUnsigned): total += Self.angleSquare(a, b, range, isUnsigned)
      case .angles(let range):
        for index in range {
          let angle = Self.wrapped(a[index] - b[index])
          total += angle * angle
        }
      }
    }
    return total
  }

  /// No more than the squared distance of two points, from chords: without a transcendental function.
  @inline(__always)
  func squaredChord(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
    var total = 0.0
    for piece in pieces {
      switch piece {
      case .unitVector(let range, let isUnsigned):
        let chord = Self.chordSquare(a, b, range, isUnsigned)
        total += isUnsigned ? 4 * chord : chord
      case .angles(let range):
        for index in range {
          let angle = Self.wrapped(a[index] - b[index])
          total += angle * angle
        }
      }
    }
    return total
  }

  /// The squared distance in each part.
  func partSquares(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>) {
    var part = 0
    for piece in pieces {
      switch piece {
      case .unitVector(let range, let isUnsigned):
        out[part] = Self.angleSquare(a, b, range, isUnsigned)
        part += 1
      case .angles(let range):
        for index in range {
          let angle = Self.wrapped(a[index] - b[index])
          out[part] = angle * angle
          part += 1
        }
      }
    }
  }

  /// The representative in [−π, π] of the difference of two angles in [0, 2π). Comparisons, because rounding is a call on
  /// processors of the baseline.
  @inline(__always)
  static func wrapped(_ difference: Double) -> Double {
    let lowered = difference > .pi ? difference - 2 * .pi : difference
    return lowered < -.pi ? lowered + 2 * .pi : lowered
  }

  @inline(__always)
  private static func angleSquare(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ range: Range<Int>, _ isUnsigned: Bool
  ) -> Double {
    let chord = chordSquare(a, b, range, isUnsigned)
    // The angle between quaternions is half that of the rotation.
    let angle = (isUnsigned ? 4 : 2) * asin(min(1, chord.squareRoot() * 0.5))
    return angle * angle
  }

  @inline(__always)
  private static func chordSquare(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ range: Range<Int>, _ isUnsigned: Bool
  ) -> Double {
    var near = 0.0
    var far = 0.0
    for index in range {
      near += (a[index] - b[index]) * (a[index] - b[index])
      far += (a[index] + b[index]) * (a[index] + b[index])
    }
    // Opposite quaternions are one rotation.
    return isUnsigned ? min(near, far) : near
  }

  package func withPoints<Result>(_ body: (UnsafePointer<Double>) -> Result) -> Result? {
    values.withUnsafeBufferPointer { buffer in buffer.baseAddress.map(body) }
  }
}

extension Quaternion {
  /// w, x, y, z.
  fileprivate var numbers: [Double] { [w, x, y, z] }
}
