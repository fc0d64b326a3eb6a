internal import Bellman

extension DomainLaws {
  static func noisedRows<Reference: ReferenceProcess>(of reference: Reference, _ data: StateBatch?) -> Law {
    Law(
      "noised states",
      "Noised states lie in the space with finite tangent scores and positive deviations, each row by its own "
        + "coordinates of randomness.",
      tolerance: 1e-9
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let space = reference.space
      let count = 64
      let rows = self.data(data, probe, count: count)
      let times = probe.uniforms(count, 231).map { 0.02 + 0.96 * $0 }
      let noised = try reference.noised(rows, times: times, probe.randomness(232))
      guard noised.states.count == count, noised.scores.count == count, noised.deviations.count == count else {
        throw LawFailure("\(noised.states.count) rows were given for \(count)")
      }
      let own = try rowsAreTheirOwn(
        { count, randomness in
          let some = randomness.firstRow - probe.randomness(232).firstRow
          return try reference.noised(
            rows.rows(some..<some + count), times: Array(times[some..<some + count]), randomness
          ).states
        }, probe.randomness(232))
      let results = try recorded(noised.states, noised.scores, StateBatch(numbers: times)) { arguments in
        let (state, score, time) = (arguments[0], arguments[1], arguments[2].vector)
        let (drift, marginal) = (reference.drift(state, time: time), reference.marginalScore(state, time: time))
        return [
          space.tangentPart(score, at: state) - score, space.tangentPart(drift, at: state) - drift,
          space.tangentPart(marginal, at: state) - marginal, NamedTensors(number: reference.diffusion(time)),
        ]
      }
      func relative(_ values: StateBatch, _ scale: StateBatch) -> [Double] {
        zip(values.largestMagnitudes, scale.largestMagnitudes).map { $0 / (1 + $1) }
      }
      let worst = Measurement.worst([
        ("a score has a normal part (relative to its size) of", relative(results[0], noised.scores)),
        ("the drift has a normal part of", results[1].largestMagnitudes),
        ("the marginal score has a normal part of", results[2].largestMagnitudes),
        ("the squared noise is not positive:", results[3].numbers.map { $0 > 0 ? 0 : .infinity }),
        ("the deviation is not positive:", noised.deviations.map { $0 > 0 ? 0 : .infinity }),
      ])
      return space.violations(of: noised.states, tolerance: 0).reduce(own.worse(worst)) { worst, violation in
        worst.worse(
          Measurement(violation.excess.isNaN ? .infinity : abs(violation.excess), detail: "noised \(violation)"))
      }
    }
  }
}
