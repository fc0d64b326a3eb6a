internal import Bellman

extension DomainLaws {
  static func projection<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "projection",
      "`projected` leaves states of the space where they are, and brings coordinates a little beside it into it.",
      tolerance: 1e-9
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 256
      let states = probe.states(count, 51)
      let beside = probe.randomness(52).normals(space.layout, count: count)
      let typical = try probe.distances(states, probe.states(count, 53)).sorted()[count / 2]
      let results = try recorded(states, beside) { arguments in
        [
          NamedTensors(number: space.distance(space.projected(arguments[0]), arguments[0])),
          space.projected(arguments[0] + arguments[1] * 1e-4),
        ]
      }
      let kept = Measurement.worst([
        ("a state is moved by (in typical distances)", results[0].numbers.map { $0 / typical }),
        ("a projected coordinate is not finite:", results[1].largestMagnitudes.map { $0.isFinite ? 0 : $0 }),
      ])
      return space.violations(of: results[1], tolerance: 0).reduce(kept) { worst, violation in
        worst.worse(
          Measurement(violation.excess.isNaN ? .infinity : abs(violation.excess), detail: "projected \(violation)"))
      }
    }
  }
}
