internal import Bellman
internal import Tensors

/// What a network sees of a point: smooth functions of its position that several scales can be read from. Angles enter by sines and
/// cosines of their multiples, unit vectors and matrices by their numbers and sines and cosines of multiples of those.
struct ManifoldFeatures: Sendable {
  private let space: ManifoldSpace
  private static let angleMultiples = [1.0, 2, 3, 5, 8]
  private static let vectorMultiples = [2.0, 4, 8, 16]

  init(_ space: ManifoldSpace) { self.space = space }

  var count: Int {
    space.factors.reduce(0) { sum, factor in
      factor is Torus
        ? sum + factor.stateCount * 2 * Self.angleMultiples.count
        : sum + factor.stateCount * (1 + 2 * Self.vectorMultiples.count)
    }
  }

  func callAsFunction(_ state: NamedTensors) -> Tensor {
    var features: [Tensor] = []
    for (factor, range) in zip(space.factors, space.stateRanges) {
      let numbers = state.vector.slice(axis: 1, range)
      if !(factor is Torus) { features.append(numbers) }
      for multiple in factor is Torus ? Self.angleMultiples : Self.vectorMultiples {
        features.append((numbers * multiple).sine())
        features.append((numbers * multiple).cosine())
      }
    }
    return features[0].concatenated(with: Array(features.dropFirst()), axis: 1)
  }
}
