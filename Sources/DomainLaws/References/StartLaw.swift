internal import Bellman

extension DomainLaws {
  static func startLaw<Reference: ReferenceProcess>(of reference: Reference) -> Law {
    Law(
      "start law",
      "`startDraws` have the density `startLogDensity`, each row by its own coordinates of randomness.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let own = try rowsAreTheirOwn(reference.startDraws, probe.randomness(201))
      return try density(probe, of: reference.startDraws, stream: 202, what: "start draws") {
        try reference.startLogDensity($0)
      }.worse(own)
    }
  }
}
