internal import Foundation

extension NearestStep {
  private static var mostInteriorSteps: Int { 50 }
  /// How near to the end the interior point goes: μ as a share of the square of the greatest distance, and what equations are off as a share of it.
  private static var interior: (complementarity: Double, residual: Double) { (1e-18, 1e-12) }

  /// To the least φ from within, by predictor and corrector.
  ///
  /// With z = −λ of inequalities and what they are above zero, s = h − (J W Jᵀ + D) λ, both positive and s z = μ, a Newton step is
  /// (J W Jᵀ + D + diag(s/z)) Δλ = h − (J W Jᵀ + D) λ − μ/z, on equations without what has a z; μ goes to zero.
  ///
  /// Source: S. Mehrotra, SIAM J. Optim. 2, 575 (1992).
  func descendFromWithin(_ own: Numbers, _ variables: Numbers) {
    var size = 0.0
    for place in own {
      shares[place] = max(shares[place] - (laws.isEquation[place] ? 0 : Self.softness), 0)
      (targets[place], multipliers[place]) = (laws.residuals[place], 0)
    }
    for place in own where targets[place].isFinite { size = max(size, abs(targets[place]) * scales[place].squareRoot()) }
    guard size > 0 else { return }
    var count = 0.0
    for place in own {
      // What moves nothing has no part.
      isActive[place] = laws.isEquation[place] || (targets[place].isFinite && diagonal(place) > 0)
      guard isActive[place], !laws.isEquation[place] else { continue }
      let root = scales[place].squareRoot()
      slacks[place] = max(abs(targets[place]), size / root)
      multipliers[place] = -size * root
      count += 1
    }
    listActive(own)
    func isHeldFromWithin(_ place: Int) -> Bool { isActive[place] && !laws.isEquation[place] }
    for _ in 0..<Self.mostInteriorSteps where count > 0 {
      takeStep(multipliers, variables)
      leave(own)
      var (product, residual) = (0.0, 0.0)
      for place in own where isActive[place] && left[place].isFinite {
        let isEquation = laws.isEquation[place]
        product += isEquation ? 0 : -slacks[place] * multipliers[place]
        residual = max(residual, abs(left[place] - (isEquation ? 0 : slacks[place])) * scales[place].squareRoot())
        lengths[place] = shares[place] + (isEquation ? 0 : -slacks[place] / multipliers[place] * scales[place])
        sides[place] = left[place]
      }
      let mean = product / count
      if mean <= Self.interior.complementarity * size * size && residual <= Self.interior.residual * size { break }
      factoriseActive(lengths)
      solveActive(own, sides)
      // How far the step without a μ could go, and what it would leave.
      var (reach, after) = (1.0, 0.0)
      for place in own where isHeldFromWithin(place) {
        slackMoves[place] = -slacks[place] - slacks[place] / multipliers[place] * goal[place]
        reach = min(reach, Self.reach(slacks[place], slackMoves[place]), Self.reach(-multipliers[place], -goal[place]))
      }
      for place in own where isHeldFromWithin(place) {
        after -= (slacks[place] + reach * slackMoves[place]) * (multipliers[place] + reach * goal[place])
      }
      let aim = mean * pow(max(after / product, 0), 3)
      for place in own where isHeldFromWithin(place) {
        // s z + Δs Δz of the step before is to be μ.
        sides[place] = left[place] + (aim + slackMoves[place] * goal[place]) / multipliers[place]
      }
      solveActive(own, sides)
      reach = 1
      for place in own where isHeldFromWithin(place) {
        slackMoves[place] = -(sides[place] - left[place]) - slacks[place] - slacks[place] / multipliers[place] * goal[place]
        reach = min(reach, 0.995 * min(Self.reach(slacks[place], slackMoves[place]), Self.reach(-multipliers[place], -goal[place])))
      }
      for place in own where isActive[place] {
        multipliers[place] += reach * goal[place]
        if !laws.isEquation[place] { slacks[place] += reach * slackMoves[place] }
      }
    }
    takeStep(multipliers, variables)
  }

  /// How much of a move what is positive can make before it is zero.
  private static func reach(_ value: Double, _ move: Double) -> Double { move < 0 ? value / -move : .infinity }
}
