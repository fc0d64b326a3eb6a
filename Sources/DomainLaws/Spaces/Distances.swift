internal import Bellman

extension DomainLaws {
  static func distances<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "distance", "The distance of a state from itself is zero, is the same both ways, and no detour is shorter.",
      tolerance: 1e-7
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 256
      let (x, y, z) = (probe.states(count, 21), probe.states(count, 22), probe.states(count, 23))
      let (direct, back, first, second) = try (
        probe.distances(x, y), probe.distances(y, x), probe.distances(x, z), probe.distances(z, y)
      )
      let unit = 1 / (direct.sorted()[count / 2])
      return try .worst([
        ("a state is away from itself by (in typical distances)", probe.distances(x, x).map { $0 * unit }),
        (
          "the way there is longer than the way back by (in typical distances)",
          zip(direct, back).map { ($0 - $1) * unit }
        ),
        (
          "a detour is shorter than the distance by (in typical distances)",
          (0..<count).map { max(0, direct[$0] - first[$0] - second[$0]) * unit }
        ),
      ])
    }
  }
}
