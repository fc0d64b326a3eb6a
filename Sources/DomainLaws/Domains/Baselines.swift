internal import Bellman

extension DomainLaws {
  /// The law of a domain's baselines, fitted on one half of the samples with weights on the other.
  static func baselines<D: DensityDomain>(_ domain: D, _ data: LawData<D>) -> [Law] {
    [
      Law(
        "baselines",
        "There is a baseline; each has the density of its draws, is finite on samples, and comes back from its "
          + "arrays as the same law.",
        tolerance: Significance.standardErrors
      ) { seed in
        let states = try data.states()
        let half = states.count / 2
        let (training, validation) = (states.rows(0..<half), states.rows(half..<states.count))
        let models = try domain.baselines(training: training, validation: validation)
        guard !models.isEmpty else {
          throw LawFailure("there is no baseline that a learned control could be held against")
        }
        let probe = Probe(domain.space, seed: seed)
        var worst = Measurement(0)
        for (index, model) in models.enumerated() {
          let densities = try model.logDensity(validation)
          worst = worst.worse(
            .worst([("“\(model.name)” has a log-density that is not finite:", densities.map { $0.isFinite ? 0 : $0 })]))
          worst = try worst.worse(
            density(
              probe, of: model.draws, stream: 341 + UInt32(4 * index), what: "draws of “\(model.name)”", count: 1 << 12,
              logDensity: model.logDensity))
          let restored = try domain.baseline(model.kind, from: model.arrays)
          let again = try restored.logDensity(validation)
          if zip(densities, again).contains(where: { !(abs($0 - $1) <= 1e-6 * (1 + abs($0))) })
            || restored.name != model.name
          {
            worst = worst.worse(
              Measurement(.infinity, detail: "“\(model.name)” comes back from its arrays as another law"))
          }
        }
        if (try? domain.baseline("no such law", from: StoredArrays())) != nil {
          worst = worst.worse(
            Measurement(.infinity, detail: "a baseline of an unknown kind is restored without an error"))
        }
        return worst
      }
    ]
  }
}
