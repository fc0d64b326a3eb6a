internal import Bellman
internal import Foundation

extension DomainLaws {
  /// Whether draws have the density p that is claimed: its shape by Stein's identity, its normalisation by an overlap.
  /// For any other law q, E_p min(1, q/p) = E_q min(1, p/q), both sides being ∫min(p, q).
  ///
  /// q is a bump law around the draw that lies most in the middle, as wide as the draws are there, as far as the
  /// space's reach allows. In many dimensions the two hardly overlap, and a wrong normalisation stays unseen; a wrong
  /// shape does not.
  static func density<Space: RiemannianSpace>(
    _ probe: Probe<Space>, of draw: (Int, RandomCoordinates) throws -> StateBatch, stream: UInt32, what: String,
    count: Int = 1 << 15, logDensity: (StateBatch) throws -> [Double]
  ) throws -> Measurement {
    let draws = try draw(count, probe.randomness(stream))
    let few = draws.rows(0..<min(count, 64))
    var centre = (row: 0, meanSquare: Double.infinity)
    for row in 0..<min(count, 16) {
      let distances = try probe.distances(few.rows(Array(repeating: row, count: few.count)), few)
      let meanSquare = distances.reduce(0) { $0 + $1 * $1 } / Double(few.count)
      if meanSquare < centre.meanSquare { centre = (row, meanSquare) }
    }
    guard centre.meanSquare > 0, centre.meanSquare.isFinite else {
      return Measurement(.infinity, detail: "\(what) are all the same or not finite")
    }
    let dimension = Double(probe.space.dimension)
    let radius = try min(0.99 * probe.reach(), (centre.meanSquare * (dimension + 6) / dimension).squareRoot())
    let bump = Bump(probe: probe, radius: radius)
    // The centre is a row of the draws: fresh ones make both sides independent of it.
    let fresh = try draw(count, probe.randomness(stream + 1))
    let anchors = draws.rows(Array(repeating: centre.row, count: count))
    let bumpDraws = try bump.draws(around: anchors, stream + 2)
    func terms(_ states: StateBatch, numeratorIsBump: Bool) throws -> [Double] {
      let (claimed, known) = try (logDensity(states), bump.logDensity(states, around: anchors))
      guard claimed.count == states.count else {
        throw LawFailure("\(claimed.count) densities for \(states.count) states")
      }
      return zip(claimed, known).map { p, q in
        let ratio = numeratorIsBump ? q - p : p - q
        return ratio.isNaN || p == .infinity ? .nan : exp(min(0, ratio))
      }
    }
    let shape = try stein(
      probe, states: fresh, anchors: draw(count, probe.randomness(stream + 3)), logDensity: logDensity, what: what)
    let (left, right) = try (terms(fresh, numeratorIsBump: true), terms(bumpDraws, numeratorIsBump: false))
    return Significance.deviation(
      of: left, from: right,
      what: "the overlap of \(what) with a bump law, by draws of the one and by the density of the one"
    ).worse(shape)
  }
}
