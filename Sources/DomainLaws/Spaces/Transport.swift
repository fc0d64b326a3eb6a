internal import Bellman
internal import Tensors

extension DomainLaws {
  static func transport<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "parallel transport",
      "Transport gives tangent vectors, keeps inner products, is undone by transporting back, and takes a "
        + "geodesic's direction along.",
      tolerance: 1e-8
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 256
      let (x, y) = (probe.states(count, 31), probe.states(count, 32))
      let (v, w) = try (probe.tangents(at: x, 33), probe.tangents(at: x, 34))
      let unit = try 1 / probe.distances(x, y).sorted()[count / 2]
      let results = try recorded(x, y, v, w) { arguments in
        let (state, other, first, second) = (arguments[0], arguments[1], arguments[2], arguments[3])
        let moved = space.transport(first, from: state, to: other)
        let along = space.transport(space.logarithm(from: state, to: other), from: state, to: other)
        return [
          space.tangentPart(moved, at: other) - moved,
          NamedTensors(
            number: space.innerProduct(moved, space.transport(second, from: state, to: other), at: other)
              - space.innerProduct(first, second, at: state)),
          space.transport(moved, from: other, to: state) - first,
          along + space.logarithm(from: other, to: state),
        ]
      }
      return .worst([
        ("a transported vector has a normal part of", results[0].largestMagnitudes),
        ("transport changes an inner product by", results[1].numbers),
        ("there and back changes a vector by", results[2].largestMagnitudes),
        ("a geodesic's direction turns by (in typical distances)", results[3].largestMagnitudes.map { $0 * unit }),
      ])
    }
  }
}
