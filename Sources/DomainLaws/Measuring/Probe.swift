internal import Bellman
internal import Foundation
internal import Tensors

/// What laws draw from a space: points, tangent vectors, and the lengths that make sense in it.
struct Probe<Space: RiemannianSpace> {
  let space: Space
  let seed: UInt64

  /// Streams apart from those of the engine.
  private static var firstStream: UInt32 { 0x1A35_0000 }

  init(_ space: Space, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  func randomness(_ stream: UInt32) -> RandomCoordinates {
    RandomCoordinates(seed: seed, stream: Self.firstStream &+ stream << 8)
  }

  func states(_ count: Int, _ stream: UInt32) -> StateBatch { space.uniformStates(count: count, randomness(stream)) }

  func arrays(_ count: Int, _ stream: UInt32) -> StateBatch {
    randomness(stream).normals(space.tangentLayout, count: count)
  }

  func tangents(at states: StateBatch, _ stream: UInt32) throws -> StateBatch {
    try recorded(arrays(states.count, stream), states) { [space.tangentPart($0[0], at: $0[1])] }[0]
  }

  /// Tangent vectors of these lengths in random directions.
  func tangents(at states: StateBatch, lengths: [Double], _ stream: UInt32) throws -> StateBatch {
    let vectors = try tangents(at: states, stream)
    return vectors.scaled(byRows: zip(lengths, vectors.norms).map { $1 > 0 ? $0 / $1 : 0 })
  }

  /// Numbers between 0 and 1.
  func uniforms(_ count: Int, _ stream: UInt32) -> [Double] {
    (0..<count).map { row in
      var generator = randomness(stream).generator(row: row)
      return generator.uniform()
    }
  }

  func distances(_ x: StateBatch, _ y: StateBatch) throws -> [Double] {
    try recordedNumbers(x, y) { space.distance($0[0], $0[1]) }
  }

  func advanced(_ states: StateBatch, along steps: StateBatch) throws -> StateBatch {
    try recorded(states, steps) { [space.advance($0[0], along: $0[1])] }[0]
  }

  func logarithms(from x: StateBatch, to y: StateBatch) throws -> StateBatch {
    try recorded(x, y) { [space.logarithm(from: $0[0], to: $0[1])] }[0]
  }

  /// How far geodesics stay shortest: the least length, over random states and directions, at which the distance to the
  /// end falls short of the length, at most four times the distance of two typical states. It is at least the
  /// injectivity radius, and along all but a vanishing share of directions nothing happens below it.
  func reach() throws -> Double {
    let count = 256
    let typical = try distances(states(count, 1), states(count, 2)).sorted()[count / 2]
    guard typical > 0, typical.isFinite else {
      throw LawFailure("`distance` gives \(typical) or less for half of all pairs of uniform draws")
    }
    let from = states(count, 3)
    // An eighth of an octave at a time.
    for exponent in -32...16 {
      let length = typical * pow(2, Double(exponent) / 8)
      let ends = try advanced(from, along: tangents(at: from, lengths: Array(repeating: length, count: count), 4))
      let shortest = try distances(from, ends).min() ?? 0
      if !(shortest > length * 0.999) {
        guard exponent > -32 else {
          throw LawFailure(
            "a step of length \(length) by `advance` ends at a `distance` of \(shortest): one of the two is wrong, "
              + "or geodesics so short are not shortest")
        }
        return typical * pow(2, Double(exponent - 1) / 8)
      }
    }
    return typical * 4
  }

  /// Orthonormal tangent vectors that span the tangent space at each state, as `dimension` consecutive rows for each.
  func frames(at states: StateBatch) throws -> StateBatch {
    let (layout, dimension) = (space.tangentLayout, space.dimension)
    let size = layout.elementCount
    // Projections of the coordinate axes span the tangent space; Gram–Schmidt keeps the long ones.
    let axes = StateBatch(
      flat: (0..<states.count * size).flatMap { row in
        (0..<size).map { $0 == row % size ? 1.0 : 0.0 }
      }, layout)
    let projected = try recorded(axes, states.repeating(size)) { [space.tangentPart($0[0], at: $0[1])] }[0].flat
    var result: [Double] = []
    for state in 0..<states.count {
      var candidates = (0..<size).map { axis in
        let start = (state * size + axis) * size
        return Array(projected[start..<start + size])
      }
      for found in 0..<dimension {
        guard let longest = candidates.max(by: { squaredNorm($0) < squaredNorm($1) }), squaredNorm(longest) > 1e-12
        else {
          throw LawFailure("tangent parts at row \(state) span \(found) dimensions of \(dimension)")
        }
        let vector = longest.map { $0 / squaredNorm(longest).squareRoot() }
        result += vector
        // Twice is enough: the second pass takes away what rounding left of the first.
        for _ in 0..<2 {
          for index in candidates.indices {
            let along = zip(candidates[index], vector).reduce(0) { $0 + $1.0 * $1.1 }
            for element in 0..<size { candidates[index][element] -= along * vector[element] }
          }
        }
      }
    }
    return StateBatch(flat: result, layout)
  }

  private func squaredNorm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
}

extension StateBatch {
  /// Rows one behind the other, the parts of each row in the layout's order.
  var flat: [Double] {
    (0..<count).flatMap { row in
      zip(layout.parts, values).flatMap { part, values in
        values[row * part.elementCount..<(row + 1) * part.elementCount]
      }
    }
  }

  init(flat: [Double], _ layout: StateLayout) {
    let size = layout.elementCount
    let count = flat.count / max(size, 1)
    var start = 0
    let values = layout.parts.map { part in
      defer { start += part.elementCount }
      return (0..<count).flatMap { row in flat[row * size + start..<row * size + start + part.elementCount] }
    }
    self.init(layout, count: count, values: values)
  }
}
