internal import Bellman
internal import Foundation
internal import Tensors

extension DomainLaws {
  /// Lengths in units of the space's reach: from a hundred-millionth of it to nine tenths.
  static func exponentialAndLogarithm<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "exponential and logarithm",
      "Stepping along the logarithm of a point arrives there, its length is the distance, and the logarithm of "
        + "where a short step arrives is the step.", tolerance: 1e-9
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 256
      let reach = try probe.reach()
      let (x, y) = (probe.states(count, 11), probe.states(count, 12))
      let results = try recorded(x, y) { arguments in
        let (state, other) = (arguments[0], arguments[1])
        let vector = space.logarithm(from: state, to: other)
        let length = space.innerProduct(vector, vector, at: state).squareRoot()
        return [
          NamedTensors(number: space.distance(space.advance(state, along: vector), other)),
          NamedTensors(number: length - space.distance(state, other)),
          space.tangentPart(vector, at: state) - vector,
        ]
      }
      let lengths = probe.uniforms(count, 13).map { 0.9 * reach * pow(10, -8 * $0) }
      let steps = try probe.tangents(at: x, lengths: lengths, 14)
      let returned = try recorded(x, steps) { arguments in
        let end = space.advance(arguments[0], along: arguments[1])
        return [
          space.logarithm(from: arguments[0], to: end) - arguments[1],
          NamedTensors(number: space.distance(arguments[0], end)),
        ]
      }
      let unit = 1 / reach
      return .worst([
        ("the way along the logarithm misses by (in reaches)", results[0].numbers.map { $0 * unit }),
        ("the logarithm is longer than the distance by (in reaches)", results[1].numbers.map { $0 * unit }),
        ("the logarithm has a normal part of (in reaches)", results[2].largestMagnitudes.map { $0 * unit }),
        (
          "the logarithm of a step's end differs from the step by (in reaches)",
          returned[0].largestMagnitudes.map { $0 * unit }
        ),
        (
          "the distance that a step goes exceeds its length by (in reaches)",
          zip(returned[1].numbers, lengths).map { ($0 - $1) * unit }
        ),
      ])
    }
  }
}
