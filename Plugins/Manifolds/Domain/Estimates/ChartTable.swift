internal import Foundation

/// The charts and whitening matrices of many normal laws, laid out one behind the other for the loops over points and laws.
///
/// For law m and point x: z = the coordinates of log_μ(x), then the exponent log w − ½ log det 2πΣ − ½|L⁻¹z|² − log |det d exp(z)|.
final class ChartTable: @unchecked Sendable {
  // Written once in `init`, read only afterwards: therefore sendable.
  private enum Kind { case angles, sphere, rotation }

  let count: Int
  let dimension: Int
  private let kinds: [Kind]
  private let pieceCount: Int
  /// Coordinates are then differences of angles, found one by one as they are needed.
  private let hasAnglesAlone: Bool
  private let kindTable: UnsafeMutablePointer<Kind>
  private let places: UnsafeMutablePointer<Int>
  private let sizes: UnsafeMutablePointer<Int>
  private let centres: UnsafeMutablePointer<Double>
  private let bases: UnsafeMutablePointer<Double>
  private let whitening: UnsafeMutablePointer<Double>
  private let scales: UnsafeMutablePointer<Double>
  private let width: Int
  /// Nats below the largest term at which a term does not count.
  private static var negligible: Double { 30 }
  private let basisCount: Int

  init(_ terms: [NormalMixture.Term], dimension: Int) {
    count = terms.count
    self.dimension = dimension
    let pieces = terms.first?.chart.pieces ?? []
    kinds = pieces.map { piece in
      switch piece {
      case .angles: .angles
      case .sphere: .sphere
      case .rotation: .rotation
      }
    }
    pieceCount = pieces.count
    hasAnglesAlone = kinds.allSatisfy { $0 == .angles }
    width = terms.first?.chart.centre.count ?? 0
    func memory<T>(_ values: [T], _ filler: T) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
      pointer.initialize(repeating: filler, count: max(values.count, 1))
      for (index, value) in values.enumerated() { pointer[index] = value }
      return pointer
    }
    kindTable = memory(kinds, .angles)
    let ranges = pieces.map { piece in
      switch piece {
      case .angles(let place), .rotation(let place), .sphere(let place, _): place
      }
    }
    places = memory(ranges.map(\.lowerBound), 0)
    sizes = memory(ranges.map(\.count), 0)
    centres = memory(terms.flatMap(\.chart.centre), 0)
    let termBases = terms.map { term in
      term.chart.pieces.flatMap { piece in if case .sphere(_, let basis) = piece { basis } else { [Double]() } }
    }
    basisCount = termBases.first?.count ?? 0
    bases = memory(termBases.flatMap { $0 }, 0)
    whitening = memory(terms.flatMap(\.whitening), 0)
    scales = memory(terms.map(\.logScale), 0)
  }

  deinit {
    kindTable.deallocate()
    places.deallocate()
    sizes.deallocate()
    centres.deallocate()
    bases.deallocate()
    whitening.deallocate()
    scales.deallocate()
  }

  /// Writes z and returns log |det d exp(z)|.
  @inline(__always)
  func coordinates(_ term: Int, _ x: UnsafePointer<Double>, _ z: UnsafeMutablePointer<Double>) -> Double {
    let centre = centres + term * width
    var basis = bases + term * basisCount
    var out = z
    var logVolume = 0.0
    for piece in 0..<pieceCount {
      let (place, size) = (places[piece], sizes[piece])
      switch kindTable[piece] {
      case .angles:
        for index in 0..<size { out[index] = PointCloud.wrapped(x[place + index] - centre[place + index]) }
        out += size
      case .sphere:
        var square = 0.0
        for vector in 0..<size - 1 {
          var sum = 0.0
          for index in 0..<size { sum += basis[vector * size + index] * x[place + index] }
          out[vector] = sum
          square += sum * sum
        }
        var cosine = 0.0
        for index in place..<place + size { cosine += centre[index] * x[index] }
        let sine = square.squareRoot()
        let ratio = sine > 1e-300 ? atan2(sine, cosine) / sine : 1
        for vector in 0..<size - 1 { out[vector] *= ratio }
        logVolume -= Double(size - 2) * log(max(ratio, 1e-300))
        basis += size * (size - 1)
        out += size - 1
      case .rotation:
        let (w, a, b, c) = (centre[place], -centre[place + 1], -centre[place + 2], -centre[place + 3])
        let (v, p, q, r) = (x[place], x[place + 1], x[place + 2], x[place + 3])
        let scalar = w * v - a * p - b * q - c * r
        let (d, e, f) = (w * p + a * v + b * r - c * q, w * q + b * v + c * p - a * r, w * r + c * v + a * q - b * p)
        let sine = (d * d + e * e + f * f).squareRoot()
        // Opposite quaternions are one rotation.
        let ratio = (sine > 1e-300 ? atan2(sine, abs(scalar)) / sine : 1) * (scalar < 0 ? -1 : 1)
        out[0] = 2 * ratio * d
        out[1] = 2 * ratio * e
        out[2] = 2 * ratio * f
        logVolume -= 2 * log(abs(ratio))
        out += 3
      }
    }
    return logVolume
  }

  /// log(w p(x)) of a law from the point's coordinates in its chart, and what `coordinates` returned.
  @inline(__always)
  func logTerm(_ term: Int, _ z: UnsafePointer<Double>, _ logVolume: Double) -> Double {
    scales[term] - 0.5 * Self.square(whitening + term * dimension * dimension, z, dimension) - logVolume
  }

  /// |L⁻¹z|²
  @inline(__always)
  static func square(_ whitening: UnsafePointer<Double>, _ z: UnsafePointer<Double>, _ dimension: Int) -> Double {
    var square = 0.0
    for row in 0..<dimension {
      var sum = 0.0
      for column in 0...row { sum += whitening[row * dimension + column] * z[column] }
      square += sum * sum
    }
    return square
  }

  /// Writes what share w_m p_m(x) is of the sum over the laws, for every law, and returns the log of the sum.
  @inline(__always)
  func shares(_ x: UnsafePointer<Double>, _ z: UnsafeMutablePointer<Double>, _ out: UnsafeMutablePointer<Double>) -> Double {
    var largest = -Double.infinity
    for term in 0..<count {
      let logVolume = hasAnglesAlone ? 0 : coordinates(term, x, z)
      let matrix = whitening + term * dimension * dimension
      let centre = centres + term * width
      let top = scales[term] - logVolume
      // Squares only grow: once a law is negligible beside another, the rest of its sum makes no difference.
      let most = 2 * (top - largest + Self.negligible)
      var square = 0.0
      for row in 0..<dimension {
        if square > most { break }
        if hasAnglesAlone { z[row] = PointCloud.wrapped(x[row] - centre[row]) }
        var sum = 0.0
        for column in 0...row { sum += matrix[row * dimension + column] * z[column] }
        square += sum * sum
      }
      let value = top - 0.5 * square
      out[term] = value
      if value > largest { largest = value }
    }
    guard largest.isFinite else { return largest }
    var total = 0.0
    for term in 0..<count {
      let share = out[term] > largest - Self.negligible ? exp(out[term] - largest) : 0
      out[term] = share
      total += share
    }
    let scale = 1 / total
    for term in 0..<count { out[term] *= scale }
    return largest + log(total)
  }
}
