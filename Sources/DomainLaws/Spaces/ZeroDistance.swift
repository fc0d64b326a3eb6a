internal import Bellman
internal import Tensors

extension DomainLaws {
  /// Where formulas divide by a distance or by the sine of one.
  static func zeroDistance<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "distance zero",
      "From a state to itself the logarithm is zero and transport changes nothing; a step of no length stays and keeps "
        + "volume.", tolerance: 1e-7
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 64
      let states = probe.states(count, 15)
      let vectors = try probe.tangents(at: states, 16)
      let typical = try probe.distances(states, probe.states(count, 17)).sorted()[count / 2]
      let results = try recorded(states, states, vectors) { arguments in
        let (state, same, vector) = (arguments[0], arguments[1], arguments[2])
        let none = vector * 0
        return [
          space.logarithm(from: state, to: same), space.transport(vector, from: state, to: same) - vector,
          space.advance(state, along: none) - state,
          NamedTensors(number: space.exponentialLogVolume(none, at: state)),
        ]
      }
      return .worst([
        (
          "`logarithm` from a state to itself has the size (in typical distances)",
          results[0].largestMagnitudes.map { $0 / typical }
        ),
        ("`transport` from a state to itself changes a vector by", results[1].largestMagnitudes),
        ("`advance` along zero moves a coordinate by", results[2].largestMagnitudes),
        ("`exponentialLogVolume` of the zero vector is", results[3].numbers),
      ])
    }
  }
}
