/// The least step after which linearised laws hold: d with h + J d = 0 for equations, h + J d ≥ 0 for inequalities, and dᵀ W⁻¹ d least.
///
/// d = −W Jᵀ λ, where λ, of any sign for equations and not positive for inequalities, makes
///
///     φ(λ) = ½ λᵀ (J W Jᵀ + D) λ − λᵀ h
///
/// least; D is what steps are damped by. Equations alone take one solution. With inequalities, by projected Newton steps: those that are broken, or that
/// have a multiplier, are taken for equations; the multipliers go to the solution, cut where their sign changes, or as far as the first one whose sign
/// does, which releases its inequality. Each step solves a matrix with a band and a border; the end is reached in finitely many. Where many inequalities
/// hang together, as those of what only grows, that could be as many as there are: where the end is not reached soon, an interior point goes there, whose
/// steps hardly become more with them.
///
/// Source: D. Bertsekas, SIAM J. Control Optim. 20, 221 (1982); R. T. Rockafellar, SIAM J. Control Optim. 14, 877 (1976), for the rounds.
final class NearestStep {
  private static let mostSteps = 60
  /// What inequalities are damped by at least, around the multipliers of the round before: those that are taken for equations together need not have a
  /// solution, and are given one.
  static let softness = 1e-8
  private static let mostRounds = 4
  /// Parts of the way to the goal that are tried with multipliers cut, each half of the one before.
  private static let cuts = 6
  /// How often inequalities that get the wrong sign are left out again.
  private static let mostEntries = 8
  /// From so many inequalities of a component on, an interior point takes over after so many solutions.
  private static let many = 1000
  private static let mostSolutions = 24

  let laws: LinearisedLaws
  /// Of each variable.
  private let weights: UnsafeMutableBufferPointer<Double>
  /// J W Jᵀ.
  private let normal: BorderedBandMatrix
  /// Its rows and columns that are active, and their factor.
  private let factor: BorderedBandMatrix
  /// What is active, in order, and what of it had no multiplier.
  private var active: [Int] = []
  private var candidates: [Int] = []
  /// Solutions that may still be taken.
  private var solutionsLeft = 0
  let isActive: UnsafeMutableBufferPointer<Bool>
  let shares: UnsafeMutableBufferPointer<Double>
  private let right: UnsafeMutableBufferPointer<Double>
  private let lengthening: UnsafeMutableBufferPointer<Double>
  let goal: UnsafeMutableBufferPointer<Double>
  private let trial: UnsafeMutableBufferPointer<Double>
  /// What is left of each residual after the step.
  let left: UnsafeMutableBufferPointer<Double>
  /// h, and what makes multipliers stay near those of the round before.
  let targets: UnsafeMutableBufferPointer<Double>
  private let pushes: UnsafeMutableBufferPointer<Double>
  let multipliers: UnsafeMutableBufferPointer<Double>
  /// Of the interior point: what inequalities are above zero, how both move, and the right sides of its equations.
  let slacks: UnsafeMutableBufferPointer<Double>
  let slackMoves: UnsafeMutableBufferPointer<Double>
  let lengths: UnsafeMutableBufferPointer<Double>
  let sides: UnsafeMutableBufferPointer<Double>
  /// −d.
  let step: UnsafeMutableBufferPointer<Double>
  /// 1/(J W Jᵀ)ᵢᵢ, and 1 where that is zero.
  let scales: UnsafeMutableBufferPointer<Double>

  /// - Parameter weights: one for each channel, or for each variable.
  init(_ laws: LinearisedLaws, weights: [Double]) {
    self.laws = laws
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    let (count, n) = (laws.residuals.count, laws.variableCount)
    self.weights = zeros(n)
    for variable in 0..<n { self.weights[variable] = weights[variable % weights.count] }
    normal = BorderedBandMatrix(size: laws.localCount, halfWidth: laws.halfWidth, borderSize: laws.borderCount)
    factor = BorderedBandMatrix(size: laws.localCount, halfWidth: laws.halfWidth, borderSize: laws.borderCount)
    isActive = .room(count, of: false)
    (shares, right, lengthening, goal, trial) = (zeros(count), zeros(count), zeros(count), zeros(count), zeros(count))
    (left, targets, multipliers, scales) = (zeros(count), zeros(count), zeros(count), zeros(count))
    (slacks, slackMoves, lengths, sides) = (zeros(count), zeros(count), zeros(count), zeros(count))
    (pushes, step) = (zeros(n), zeros(n))
  }

  deinit {
    for room in [weights, shares, right, lengthening, goal, trial, left, targets, pushes, multipliers, step, scales] { room.deallocate() }
    for room in [slacks, slackMoves, lengths, sides] { room.deallocate() }
    isActive.deallocate()
  }

  /// Finds `step` and `scales` of one component.
  /// - Parameters:
  ///   - damping: D as a share of the diagonal of J W Jᵀ.
  ///   - isLast: whether only rounding is left to be taken off: what holds is not looked at.
  func solve(_ component: Int, damping: Double, isLast: Bool) {
    let (own, variables) = (laws.places(of: component), laws.variables(of: component))
    assemble(own, variables)
    var inequalities = 0
    for place in own {
      let isEquation = laws.isEquation[place]
      inequalities += isEquation ? 0 : 1
      shares[place] = damping + (isEquation ? 0 : Self.softness)
      targets[place] = laws.residuals[place]
      left[place] = targets[place]
      multipliers[place] = 0
    }
    guard inequalities > 0, !isLast else {
      for place in own { isActive[place] = laws.isEquation[place] || targets[place] < 0 }
      listActive(own)
      solveActive(own)
      takeStep(goal, variables)
      return
    }
    for variable in variables { step[variable] = 0 }
    var value = 0.0
    solutionsLeft = inequalities < Self.many ? .max : Self.mostSolutions
    for _ in 0..<Self.mostRounds {
      descend(own, variables, &value)
      if solutionsLeft <= 0 {
        descendFromWithin(own, variables)
        return
      }
      // Around the multipliers that were found the softness does less, and nothing in the end.
      var isSoft = false
      for place in own where !laws.isEquation[place] && laws.residuals[place].isFinite {
        let target = laws.residuals[place] + Self.softness / scales[place] * multipliers[place]
        if abs(target - targets[place]) > laws.tolerances[place] { isSoft = true }
        targets[place] = target
      }
      if !isSoft { return }
      push(multipliers, variables)
      value = objective(multipliers, own, variables)
      leave(own)
    }
  }

  typealias Numbers = UnsafeMutableBufferPointer<Int>.SubSequence

  /// To the least φ, from the multipliers at which it has a value.
  private func descend(_ own: Numbers, _ variables: Numbers, _ value: inout Double) {
    for _ in 0..<Self.mostSteps where solutionsLeft > 0 {
      for place in own { isActive[place] = laws.isEquation[place] || multipliers[place] < 0 || left[place] < -laws.tolerances[place] }
      listActive(own)
      if active.isEmpty { return }
      enter(own)
      var isSettled = true
      var after = value
      // To the goal with multipliers cut; where φ does not fall by it, as far as the first multiplier that changes its sign: so far it falls always.
      for attempt in 0...Self.cuts {
        let isCut = attempt < Self.cuts
        var reach = isCut ? 1 / Double(1 << attempt) : 1
        if !isCut {
          for place in own where !laws.isEquation[place] && multipliers[place] < 0 && goal[place] > 0 {
            reach = min(reach, multipliers[place] / (multipliers[place] - goal[place]))
          }
        }
        for place in own {
          let aim = isActive[place] ? goal[place] : 0
          let end = reach == 1 ? aim : multipliers[place] + reach * (aim - multipliers[place])
          if laws.isEquation[place] {
            trial[place] = end
            continue
          }
          // The one that stops is zero to the last bit.
          let stops = !isCut && aim > 0 && multipliers[place] / (multipliers[place] - aim) <= reach
          trial[place] = stops ? 0 : min(end, 0)
          if end > 0 { isSettled = false }
        }
        push(trial, variables)
        after = objective(trial, own, variables)
        if !isCut || after <= value + 1e-14 * abs(value) { break }
        isSettled = false
      }
      for place in own { multipliers[place] = trial[place] }
      for variable in variables { step[variable] = pushes[variable] }
      value = after
      leave(own)
      guard isSettled else { continue }
      if !own.contains(where: { !isActive[$0] && left[$0] < -laws.tolerances[$0] }) { return }
    }
  }

  func listActive(_ own: Numbers) {
    active.removeAll(keepingCapacity: true)
    for place in own where isActive[place] { active.append(place) }
  }

  /// The goal with what is broken taken for equations, as far as their multipliers get the sign that inequalities have: the others would be cut
  /// at once, and φ need not fall then. Alone, the one that is broken most gets it.
  private func enter(_ own: Numbers) {
    candidates.removeAll(keepingCapacity: true)
    for place in active where !laws.isEquation[place] && multipliers[place] == 0 { candidates.append(place) }
    for _ in 0..<Self.mostEntries {
      solveActive(own)
      var (hasWrong, hasRight) = (false, false)
      for place in candidates where isActive[place] {
        if goal[place] > 0 { (isActive[place], hasWrong) = (false, true) } else { hasRight = true }
      }
      if !hasWrong { return }
      if !hasRight, let most = mostBroken { isActive[most] = true }
      listActive(own)
    }
    // Of many that hinder each other, one.
    let most = mostBroken
    for place in candidates { isActive[place] = place == most }
    listActive(own)
    solveActive(own)
  }

  private var mostBroken: Int? { candidates.max { left[$0] * left[$0] * scales[$0] < left[$1] * left[$1] * scales[$1] } }

  /// J W Jᵀ of a component's residuals.
  private func assemble(_ own: Numbers, _ variables: Numbers) {
    let (halfWidth, localCount, borderCount, n) = (normal.halfWidth, laws.localCount, laws.borderCount, laws.variableCount)
    let (band, local, border) = (normal.band, laws.localSlopes, laws.borderSlopes)
    let (touchStarts, touchResiduals, touchEntries) = (laws.touchStarts, laws.touchResiduals, laws.touchEntries)
    for place in own where place < localCount {
      let row = place * (halfWidth + 1)
      for element in row...row + halfWidth { band[element] = 0 }
    }
    for variable in variables {
      let (weight, first) = (weights[variable], touchStarts[variable])
      for touch in first..<touchStarts[variable + 1] {
        let scaled = weight * local[touchEntries[touch]]
        if scaled == 0 { continue }
        let row = touchResiduals[touch] * halfWidth + halfWidth
        for other in first...touch { band[row + touchResiduals[other]] += scaled * local[touchEntries[other]] }
      }
    }
    if borderCount > 0 {
      // A border makes all one component.
      normal.border.update(repeating: 0)
      normal.corner.update(repeating: 0)
      for variable in variables {
        for r in 0..<borderCount {
          let scaled = weights[variable] * border[r * n + variable]
          if scaled == 0 { continue }
          for touch in touchStarts[variable]..<touchStarts[variable + 1] {
            normal.border[r * localCount + touchResiduals[touch]] += scaled * local[touchEntries[touch]]
          }
          for s in 0...r { normal.corner[r * borderCount + s] += scaled * border[s * n + variable] }
        }
      }
    }
    for place in own {
      let square = diagonal(place)
      scales[place] = square > 0 ? 1 / square : 1
    }
  }

  /// The multipliers with which what is active holds.
  private func solveActive(_ own: Numbers) {
    solutionsLeft -= 1
    factoriseActive(shares)
    solveActive(own, targets)
  }

  /// The rows and columns of what is active, lengthened by these shares, and their factor.
  func factoriseActive(_ shares: UnsafeMutableBufferPointer<Double>) {
    let (localCount, borderCount, halfWidth) = (laws.localCount, laws.borderCount, normal.halfWidth)
    var size = active.count
    while size > 0, active[size - 1] >= localCount { size -= 1 }
    factor.size = size
    let (band, from) = (factor.band, normal.band)
    active.withUnsafeBufferPointer { active in
      for p in 0..<size {
        let i = active[p]
        let (row, source, first) = (p * (halfWidth + 1) + halfWidth - p, i * (halfWidth + 1) + halfWidth - i, i - halfWidth)
        var q = p
        while q >= 0, active[q] >= first {
          band[row + q] = from[source + active[q]]
          q -= 1
        }
        factor.firsts[p] = q + 1
        lengthening[p] = shares[i]
        for r in 0..<borderCount { factor.border[r * size + p] = isActive[localCount + r] ? normal.border[r * localCount + i] : 0 }
      }
    }
    for r in 0..<borderCount {
      let isHeld = isActive[localCount + r]
      for s in 0...r {
        factor.corner[r * borderCount + s] = isHeld && isActive[localCount + s] ? normal.corner[r * borderCount + s] : 0
      }
      lengthening[size + r] = shares[localCount + r]
    }
    factor.factorise(lengthening: lengthening)
  }

  /// The solution for a right side, as `goal`, by the factor.
  func solveActive(_ own: Numbers, _ sides: UnsafeMutableBufferPointer<Double>) {
    let (localCount, borderCount, size) = (laws.localCount, laws.borderCount, factor.size)
    for p in 0..<size { right[p] = sides[active[p]].isFinite ? sides[active[p]] : 0 }
    for r in 0..<borderCount { right[size + r] = isActive[localCount + r] && sides[localCount + r].isFinite ? sides[localCount + r] : 0 }
    factor.solve(right)
    for place in own { goal[place] = 0 }
    for p in 0..<size { goal[active[p]] = right[p] }
    for r in 0..<borderCount where isActive[localCount + r] { goal[localCount + r] = right[size + r] }
  }

  func diagonal(_ place: Int) -> Double {
    let r = place - laws.localCount
    return r < 0 ? normal.band[place * (normal.halfWidth + 1) + normal.halfWidth] : normal.corner[r * laws.borderCount + r]
  }

  /// W Jᵀ λ into `pushes`.
  private func push(_ multipliers: UnsafeMutableBufferPointer<Double>, _ variables: Numbers) {
    let (local, border, n) = (laws.localSlopes, laws.borderSlopes, laws.variableCount)
    let (touchStarts, touchResiduals, touchEntries) = (laws.touchStarts, laws.touchResiduals, laws.touchEntries)
    for variable in variables {
      var sum = 0.0
      for touch in touchStarts[variable]..<touchStarts[variable + 1] { sum += local[touchEntries[touch]] * multipliers[touchResiduals[touch]] }
      for r in 0..<laws.borderCount { sum += border[r * n + variable] * multipliers[laws.localCount + r] }
      pushes[variable] = weights[variable] * sum
    }
  }

  /// The step that multipliers make.
  func takeStep(_ multipliers: UnsafeMutableBufferPointer<Double>, _ variables: Numbers) {
    push(multipliers, variables)
    for variable in variables { step[variable] = pushes[variable] }
  }

  /// φ, with the `pushes` of these multipliers.
  private func objective(_ multipliers: UnsafeMutableBufferPointer<Double>, _ own: Numbers, _ variables: Numbers) -> Double {
    var value = 0.0
    for variable in variables where pushes[variable] != 0 { value += 0.5 * pushes[variable] * pushes[variable] / weights[variable] }
    for place in own where multipliers[place] != 0 && targets[place].isFinite {
      value += multipliers[place] * (0.5 * shares[place] / scales[place] * multipliers[place] - targets[place])
    }
    return value
  }

  /// h − (J W Jᵀ + D) λ, of the multipliers that the step is of.
  func leave(_ own: Numbers) {
    let (local, border, n) = (laws.localSlopes, laws.borderSlopes, laws.variableCount)
    for place in own {
      var sum = targets[place]
      if place < laws.localCount {
        for entry in laws.starts[place]..<laws.starts[place + 1] { sum -= local[entry] * step[laws.variables[entry]] }
      } else {
        let start = (place - laws.localCount) * n
        for variable in 0..<n { sum -= border[start + variable] * step[variable] }
      }
      left[place] = sum - shares[place] / scales[place] * multipliers[place]
    }
  }
}
