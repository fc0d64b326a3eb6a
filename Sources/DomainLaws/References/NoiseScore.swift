internal import Bellman

extension DomainLaws {
  static func noiseScore<Reference: ReferenceProcess>(of reference: Reference, _ data: StateBatch?) -> Law {
    Law(
      "score of the noise",
      "The scores that `noised` returns are those of the law from which it draws, by Stein's identity.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let rows = self.data(data, probe, count: steinCount)
      var worst = Measurement(0)
      for (index, time) in [0.2, 0.5, 0.8].enumerated() {
        let stream = UInt32(211 + 2 * index)
        let times = Array(repeating: time, count: steinCount)
        let noised = try reference.noised(rows, times: times, probe.randomness(stream))
        let anchors = try reference.noised(rows, times: times, probe.randomness(stream + 1)).states
        worst = try worst.worse(
          stein(probe, states: noised.states, scores: noised.scores, anchors: anchors, what: "noise at t = \(time)"))
      }
      return worst
    }
  }
}
