internal import Bellman
internal import Foundation

extension DomainLaws {
  /// Central differences of log_y exp_x(v ± hEⱼ) along an orthonormal frame E, y = exp_x v; half the log-determinant of
  /// their Gram matrix is the log-volume. Two steps are extrapolated to none (Richardson), as geodesics of negative
  /// curvature part so fast that one would leave an error above the tolerance.
  static func exponentialVolume<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "volume of the exponential map",
      "`exponentialLogVolume` is log |det d exp|, as finite differences of the exponential map give it.",
      tolerance: 1e-5
    ) { seed in
      let probe = Probe(space, seed: seed)
      let (count, dimension) = (16, space.dimension)
      let reach = try probe.reach()
      let states = probe.states(count, 61)
      let lengths = probe.uniforms(count, 62).map { 0.9 * reach * $0 }
      let steps = try probe.tangents(at: states, lengths: lengths, 63)
      let step = 1e-4 * reach
      let results = try recorded(
        states.repeating(dimension), steps.repeating(dimension), probe.frames(at: states)
      ) { arguments in
        let (state, vector, direction) = (arguments[0], arguments[1], arguments[2])
        let end = space.advance(state, along: vector)
        let slopes = [step, 2 * step].map { step in
          let forward = space.logarithm(from: end, to: space.advance(state, along: vector + direction * step))
          let backward = space.logarithm(from: end, to: space.advance(state, along: vector - direction * step))
          return (forward - backward) * (0.5 / step)
        }
        return [slopes[0] * (4.0 / 3) - slopes[1] * (1.0 / 3)]
      }
      let columns = results[0].flat
      let size = space.tangentLayout.elementCount
      let claimed = try recordedNumbers(states, steps) { space.exponentialLogVolume($0[1], at: $0[0]) }
      let errors = (0..<count).map { row in
        let vectors = (0..<dimension).map { index in
          let start = (row * dimension + index) * size
          return Array(columns[start..<start + size])
        }
        return claimed[row] - logVolume(spannedBy: vectors)
      }
      return .worst([("the log-volume is too large by", errors)])
    }
  }

  /// The logarithm of the volume of the box that the vectors span, by Gram–Schmidt.
  private static func logVolume(spannedBy vectors: [[Double]]) -> Double {
    var rest = vectors
    var total = 0.0
    for index in rest.indices {
      let square = rest[index].reduce(0) { $0 + $1 * $1 }
      total += 0.5 * log(square)
      for other in index + 1..<max(rest.count, index + 1) {
        let along = zip(rest[index], rest[other]).reduce(0) { $0 + $1.0 * $1.1 } / square
        for element in rest[other].indices { rest[other][element] -= along * rest[index][element] }
      }
    }
    return total
  }
}
