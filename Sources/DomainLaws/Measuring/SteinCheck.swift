internal import Bellman

extension DomainLaws {
  /// Draws for one application of Stein's identity: enough to see a deviation that is five per cent off, in one
  /// dimension.
  static var steinCount: Int { 1 << 16 }

  /// Stein's identity E[⟨∇log p(x), v(x)⟩ + div v(x)] = 0 for draws x of p and the field v of a bump around each row's
  /// anchor.
  ///
  /// - Parameters:
  ///   - scores: ∇log p at `states`.
  ///   - anchors: independent of `states`, near them.
  static func stein<Space: RiemannianSpace>(
    _ probe: Probe<Space>, states: StateBatch, scores: StateBatch, anchors: StateBatch, what: String
  ) throws -> Measurement {
    let radius = try bumpRadius(probe, states, anchors)
    let (vectors, divergences) = try Bump(probe: probe, radius: radius).field(states, around: anchors)
    let products = zip(scores.flat, vectors.flat).map { $0 * $1 }
    let size = vectors.layout.elementCount
    let terms = divergences.indices.map { row in
      products[row * size..<(row + 1) * size].reduce(divergences[row], +)
    }
    return Significance.deviation(of: terms, what: "for \(what), the mean of ⟨score, v⟩ + div v")
  }

  /// The same with the slope of a claimed log-density along the field, by finite differences, in place of a score.
  static func stein<Space: RiemannianSpace>(
    _ probe: Probe<Space>, states: StateBatch, anchors: StateBatch, logDensity: (StateBatch) throws -> [Double],
    what: String
  ) throws -> Measurement {
    let radius = try bumpRadius(probe, states, anchors)
    let (vectors, divergences) = try Bump(probe: probe, radius: radius).field(states, around: anchors)
    // The field's length is at most 0.29 radii.
    let step = 1e-4
    let forward = try logDensity(probe.advanced(states, along: vectors.scaled(byRows: divergences.map { _ in step })))
    let backward = try logDensity(probe.advanced(states, along: vectors.scaled(byRows: divergences.map { _ in -step })))
    let terms = divergences.indices.map { divergences[$0] + (forward[$0] - backward[$0]) / (2 * step) }
    return Significance.deviation(of: terms, what: "for the density of \(what), the mean of ⟨∇log p, v⟩ + div v")
  }

  /// Four times the typical distance from draws to their anchors, as far as the space's reach allows.
  static func bumpRadius<Space: RiemannianSpace>(
    _ probe: Probe<Space>, _ states: StateBatch, _ anchors: StateBatch
  ) throws -> Double {
    let few = 0..<min(states.count, 512)
    let typical = try probe.distances(states.rows(few), anchors.rows(few)).sorted()[few.count / 2]
    guard typical > 0, typical.isFinite else {
      throw LawFailure("half of all draws are at distance \(typical) of one another")
    }
    return try min(0.99 * probe.reach(), 4 * typical)
  }
}
