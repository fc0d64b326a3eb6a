internal import Bellman
internal import Tensors

extension DomainLaws {
  /// A thousand random steps of a tenth of a typical distance, with excesses in the unit of the space's own checks.
  static func stepsStay<Space: RiemannianSpace, Scalar: ExecutableScalar>(
    in space: Space, _: Scalar.Type, tolerance: Double
  ) -> Law {
    Law(
      "steps stay in the space, \(Scalar.scalarType.rawValue)",
      "After 1,000 random geodesic steps no check of the space is off by more than the tolerance.", tolerance: tolerance
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 64
      let typical = try probe.distances(probe.states(count, 1), probe.states(count, 2)).sorted()[count / 2]
      let deviation = 0.1 * typical / Double(max(space.dimension, 1)).squareRoot()
      let sampler = try PathSampler<Scalar>(layout: space.layout, tangentLayout: space.tangentLayout, rows: count) {
        state, _, _, noise in
        space.advance(state, along: space.tangentPart(noise * deviation, at: state))
      }
      let ends = try sampler.run(
        from: probe.states(count, 3), over: .uniform(steps: 1000), probe.randomness(4))
      let finite = Measurement.worst([
        ("a coordinate is not finite:", ends.largestMagnitudes.map { $0.isFinite ? 0 : $0 })
      ])
      return space.violations(of: ends, tolerance: 0).reduce(finite) { worst, violation in
        worst.worse(Measurement(violation.excess.isNaN ? .infinity : abs(violation.excess), detail: "\(violation)"))
      }
    }
  }
}
