internal import Bellman

extension DomainLaws {
  /// Coordinates may jump (an angle at ±π), so that the two ends are compared by their distance.
  static func velocities<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "coordinate velocities",
      "Moving a state's coordinates along `coordinateVelocity` for a short while leads where the geodesic "
        + "leads, to first order.",
      tolerance: 1e-4
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 256
      let step = try 1e-5 * probe.reach()
      let states = probe.states(count, 41)
      let directions = try probe.tangents(at: states, lengths: Array(repeating: 1, count: count), 42)
      let errors = try recordedNumbers(states, directions) { arguments in
        let (state, direction) = (arguments[0], arguments[1])
        let straight = state + space.coordinateVelocity(direction, at: state) * step
        return space.distance(space.projected(straight), space.advance(state, along: direction * step))
      }
      return .worst([("the ends of a short step differ, relative to its length, by", errors.map { $0 / step })])
    }
  }
}
