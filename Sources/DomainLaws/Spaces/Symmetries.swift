internal import Bellman
internal import Tensors

extension DomainLaws {
  /// The law of a group that acts on a space.
  static func symmetries<Space: RiemannianSpace & SymmetricSpace>(of space: Space) -> [Law] {
    [
      Law(
        "symmetries of the space",
        "The group keeps states in the space, distances, and lengths of tangent vectors, and takes geodesics to "
          + "geodesics.",
        tolerance: 1e-8
      ) { seed in
        let probe = Probe(space, seed: seed)
        let count = 256
        let (x, y) = (probe.states(count, 131), probe.states(count, 132))
        let elements = space.groupElements(count: count, probe.randomness(133))
        let vectors = try probe.tangents(at: x, 134)
        let unit = try 1 / probe.distances(x, y).sorted()[count / 2]
        let results = try recorded(x, y, vectors, elements) { arguments in
          let (state, other, vector, element) = (arguments[0], arguments[1], arguments[2], arguments[3])
          let (moved, movedOther) = (space.moved(state, by: element), space.moved(other, by: element))
          let movedVector = space.moved(vector, at: state, by: element)
          return [
            moved,
            NamedTensors(number: space.distance(moved, movedOther) - space.distance(state, other)),
            NamedTensors(
              number: space.innerProduct(movedVector, movedVector, at: moved)
                - space.innerProduct(vector, vector, at: state)),
            space.tangentPart(movedVector, at: moved) - movedVector,
            NamedTensors(
              number: space.distance(
                space.moved(space.advance(state, along: vector * 0.1), by: element),
                space.advance(moved, along: movedVector * 0.1))),
          ]
        }
        let kept = Measurement.worst([
          ("a distance grows by (in typical distances)", results[1].numbers.map { $0 * unit }),
          ("the square of a tangent vector grows by", results[2].numbers),
          ("a moved tangent vector has a normal part of", results[3].largestMagnitudes),
          (
            "a geodesic moved and the geodesic of the moved end apart by (in typical distances)",
            results[4].numbers.map { $0 * unit }
          ),
        ])
        return space.violations(of: results[0], tolerance: 0).reduce(kept) { worst, violation in
          worst.worse(
            Measurement(violation.excess.isNaN ? .infinity : abs(violation.excess), detail: "moved \(violation)"))
        }
      }
    ]
  }
}
