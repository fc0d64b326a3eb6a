internal import Bellman
internal import Tensors

extension DomainLaws {
  /// For a target that is one point, p_t is the noising kernel, and the probability flow v of its score must carry it:
  /// E f(X₂) − E f(X₁) = ∫ E⟨∇f(X_t), v(X_t, t)⟩ dt for a bump f, with Gauss–Legendre nodes in time and fresh draws at
  /// each. Drift, diffusion, marginal score and noise are held against one another.
  static func noiseFlow<Reference: ReferenceProcess>(of reference: Reference, _ data: StateBatch?) -> Law {
    Law(
      "the flow carries the noise",
      "The probability flow that drift, diffusion and marginal score make of the noise's score carries the "
        + "noised law through time.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let count = 1 << 15
      let rows = self.data(data, probe, count: count)
      let (start, end) = (0.3, 0.7)
      func draws(_ time: Double, _ stream: UInt32) throws -> NoisedStates {
        try reference.noised(rows, times: Array(repeating: time, count: count), probe.randomness(stream))
      }
      let anchors = try draws(start, 221).states
      let (first, last) = try (draws(start, 222).states, draws(end, 223).states)
      let bump = try Bump(probe: probe, radius: bumpRadius(probe, first, anchors))
      let (before, after) = try (
        bump.function(first, around: anchors).values, bump.function(last, around: anchors).values
      )
      var terms = zip(before, after).map { $1 - $0 }
      for (index, node) in gaussLegendre.enumerated() {
        let time = start + (end - start) * node.position
        let noised = try draws(time, UInt32(224 + index))
        let gradients = try bump.function(noised.states, around: anchors).gradients
        let rates = try recordedNumbers(
          noised.states, noised.scores, StateBatch(numbers: Array(repeating: time, count: count)), gradients
        ) { arguments in
          reference.velocity(score: arguments[1], arguments[0], time: arguments[2].vector).innerProduct(arguments[3])
        }
        for row in terms.indices { terms[row] -= (end - start) * node.weight * rates[row] }
      }
      return Significance.deviation(
        of: terms, what: "the change of a bump's mean from t = \(start) to \(end), beyond what the flow carries")
    }
  }

  /// Eight nodes on [0, 1]: enough for a dozen octaves of noise between the two times.
  private static var gaussLegendre: [(position: Double, weight: Double)] {
    let positions = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363]
    let weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763]
    return zip(positions, weights).flatMap { position, weight in
      [-1.0, 1.0].map { side in (position: 0.5 + 0.5 * side * position, weight: 0.5 * weight) }
    }
  }
}
