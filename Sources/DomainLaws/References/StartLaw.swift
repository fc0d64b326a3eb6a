internal import Bellman

extension DomainLaws {
  static func startLaw<Reference: ReferenceProcess>(of reference: Reference) -> Law {
    Law(
      "start law",
      "`startDraws` have the density `startLogDensity`, and the marginal score at time 0 is theirs, each row by its own coordinates of "
        + "randomness.", tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let own = try rowsAreTheirOwn(reference.startDraws, probe.randomness(201))
      let overlap = try density(probe, of: reference.startDraws, stream: 202, what: "start draws") {
        try reference.startLogDensity($0)
      }
      let states = try reference.startDraws(count: steinCount, probe.randomness(206))
      let scores = try recorded(states, StateBatch(numbers: Array(repeating: 0, count: steinCount))) {
        [reference.marginalScore($0[0], time: $0[1].vector)]
      }[0]
      return try own.worse(overlap).worse(
        stein(
          probe, states: states, scores: scores, anchors: reference.startDraws(count: steinCount, probe.randomness(207)),
          what: "start draws with the marginal score"))
    }
  }
}
