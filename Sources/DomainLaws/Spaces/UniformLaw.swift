internal import Bellman

extension DomainLaws {
  static func uniformLaw<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "uniform law",
      "`uniformStates` gives states of the space whose density is 1/volume, each row by its own coordinates of "
        + "randomness.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(space, seed: seed)
      let draws: (Int, RandomCoordinates) -> StateBatch = { space.uniformStates(count: $0, $1) }
      let own = try rowsAreTheirOwn(draws, probe.randomness(91))
      guard own.value == 0, space.logVolume.isFinite else { return own }
      return try density(probe, of: draws, stream: 92, what: "uniform draws") {
        [Double](repeating: -space.logVolume, count: $0.count)
      }.worse(own)
    }
  }

  /// Zero when the rows of a batch are what they would be in another batch with the same coordinates; infinite
  /// otherwise.
  static func rowsAreTheirOwn(
    _ draws: (Int, RandomCoordinates) throws -> StateBatch, _ randomness: RandomCoordinates
  ) throws -> Measurement {
    var later = randomness
    later.firstRow += 5
    let (all, some) = try (draws(16, randomness), draws(11, later))
    guard all.count == 16, some.count == 11 else {
      return Measurement(.infinity, detail: "\(all.count) rows were given instead of 16")
    }
    let expected = all.rows(5..<16)
    guard let row = (0..<11).first(where: { expected.rows([$0]) != some.rows([$0]) }) else { return Measurement(0) }
    return Measurement(
      .infinity,
      detail: "row \(row + 5) depends on where its batch begins: use `randomness.generator(row:)` or `normals`")
  }
}
