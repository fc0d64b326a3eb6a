/// The least step after which linearised laws hold: d with h + J d = 0 for equations, h + J d ≥ 0 for inequalities, and dᵀ W⁻¹ d least.
///
/// d = −W Jᵀ λ, where λ, of any sign for equations and not positive for inequalities, makes
///
///     φ(λ) = ½ λᵀ (J W Jᵀ + D) λ − λᵀ h
///
/// least; D is what steps are damped by. By projected Newton steps: inequalities that are broken, or that have a multiplier, are taken for equations; the
/// multipliers go to the solution, cut where their sign changes, or as far as the first one whose sign does, which releases its inequality. Each step solves a matrix with
/// a band and a border; the end is reached in finitely many.
///
/// Source: D. Bertsekas, SIAM J. Control Optim. 20, 221 (1982); R. T. Rockafellar, SIAM J. Control Optim. 14, 877 (1976), for the rounds.
struct NearestStep {
  private static let mostSteps = 60
  /// What inequalities are damped by at least, around the multipliers of the round before: those that are taken for equations together need not have a
  /// solution, and are given one.
  private static let softness = 1e-8
  private static let mostRounds = 4
  /// Parts of the way to the goal that are tried with multipliers cut, each half of the one before.
  private static let cuts = 6

  private let system: LawSystem
  private let weights: [Double]
  private let components: [Int]
  private let componentCount: Int
  /// Of each variable: the entries of local residuals that touch it, in order.
  private let touchStarts: [Int]
  private let touchResiduals: [Int32]
  private let touchEntries: [Int32]
  private let halfWidth: Int
  /// J W Jᵀ.
  private var normal: BorderedBandMatrix
  /// Its rows and columns that are active, and their factor.
  private var factor: BorderedBandMatrix
  private var places: [Int] = []
  private var shares: [Double]
  private var right: [Double]
  private var goal: [Double]
  private var trial: [Double]
  private var isActive: [Bool]
  private var isLive: [Bool] = []
  private var live: [Int] = []
  /// The component of each variable; −1 where there is none.
  private let owners: [Int]
  /// What is left of each residual after the step.
  private var left: [Double]
  /// h, and what makes multipliers stay near those of the round before.
  private var targets: [Double]
  private var pushes: [Double]
  private var values: (before: [Double], after: [Double])
  private(set) var multipliers: [Double]
  /// −d.
  private(set) var step: [Double]
  /// 1/(J W Jᵀ)ᵢᵢ, and 1 where that is zero.
  private(set) var scales: [Double]

  init(_ system: LawSystem, weights: [Double], components: [Int], componentCount: Int, touches: [[(residual: Int, entry: Int)]]) {
    (self.system, self.weights, self.components, self.componentCount) = (system, weights, components, componentCount)
    var (starts, residuals, entries, halfWidth) = ([0], [Int32](), [Int32](), 0)
    for list in touches {
      for (residual, entry) in list {
        residuals.append(Int32(residual))
        entries.append(Int32(entry))
        halfWidth = max(halfWidth, residual - list[0].residual)
      }
      starts.append(residuals.count)
    }
    (touchStarts, touchResiduals, touchEntries, self.halfWidth) = (starts, residuals, entries, halfWidth)
    let (count, local) = (system.residuals.count, system.localCount)
    owners = touches.map { list in list.first.map { components[$0.residual] } ?? (count > local ? components[count - 1] : -1) }
    normal = BorderedBandMatrix(size: local, halfWidth: halfWidth, borderSize: count - local)
    factor = normal
    let zeros = [Double](repeating: 0, count: count)
    (shares, right, goal, trial, left, multipliers, scales) = (zeros, zeros, zeros, zeros, zeros, zeros, zeros)
    targets = zeros
    isActive = [Bool](repeating: false, count: count)
    step = [Double](repeating: 0, count: system.variableCount)
    pushes = step
    values = ([Double](repeating: 0, count: componentCount), [Double](repeating: 0, count: componentCount))
  }

  /// - Parameters:
  ///   - residuals: h; what is not finite has no slopes.
  ///   - isLive: the components that are asked for; the others do not move.
  ///   - tolerances: what of an inequality's residual is rounding.
  ///   - dampings: D as a share of the diagonal of J W Jᵀ, for each component.
  mutating func solve(
    _ residuals: [Double], _ local: [Double], _ border: [Double], isEquation: [Bool], isLive: [Bool], tolerances: [Double], dampings: [Double]
  ) {
    assemble(local, border, isLive)
    let count = residuals.count
    self.isLive = isLive
    live.removeAll(keepingCapacity: true)
    for place in 0..<count {
      if isLive[components[place]] { live.append(place) }
      shares[place] = dampings[components[place]] + (isEquation[place] ? 0 : Self.softness)
      targets[place] = residuals[place]
      left[place] = residuals[place]
      multipliers[place] = 0
    }
    for component in 0..<componentCount { values.before[component] = 0 }
    for variable in step.indices { step[variable] = 0 }
    for _ in 0..<Self.mostRounds {
      descend(local, border, isEquation, tolerances)
      // Around the multipliers that were found the softness does less, and nothing in the end.
      var isSoft = false
      for place in live where !isEquation[place] && residuals[place].isFinite {
        let target = residuals[place] + Self.softness / scales[place] * multipliers[place]
        if abs(target - targets[place]) > tolerances[place] { isSoft = true }
        targets[place] = target
      }
      if !isSoft { return }
      for place in 0..<count { trial[place] = multipliers[place] }
      push(trial, local, border)
      measure(targets, isEquation)
      swap(&values.before, &values.after)
      leave(targets, local, border)
    }
  }

  /// To the least φ.
  private mutating func descend(_ local: [Double], _ border: [Double], _ isEquation: [Bool], _ tolerances: [Double]) {
    let residuals = targets
    for _ in 0..<Self.mostSteps {
      places.removeAll(keepingCapacity: true)
      for place in live {
        isActive[place] = isEquation[place] || multipliers[place] < 0 || left[place] < -tolerances[place]
        if isActive[place] { places.append(place) }
      }
      if places.isEmpty { return }
      enter(residuals, isEquation)
      var isSettled = true
      // To the goal with multipliers cut; where φ does not fall by it, as far as the first multiplier that changes its sign: so far it falls always.
      var open = [Bool](repeating: true, count: componentCount)
      for attempt in 0...Self.cuts {
        let isCut = attempt < Self.cuts
        var reach = [Double](repeating: isCut ? 1 / Double(1 << attempt) : 1, count: componentCount)
        if !isCut {
          for place in live where open[components[place]] && !isEquation[place] && multipliers[place] < 0 && goal[place] > 0 {
            reach[components[place]] = min(reach[components[place]], multipliers[place] / (multipliers[place] - goal[place]))
          }
        }
        for place in live where open[components[place]] {
          let aim = isActive[place] ? goal[place] : 0
          let share = reach[components[place]]
          let moved = share == 1 ? aim : multipliers[place] + share * (aim - multipliers[place])
          // The one that stops is zero to the last bit.
          let stops = !isCut && !isEquation[place] && aim > 0 && multipliers[place] / (multipliers[place] - aim) <= share
          trial[place] = isEquation[place] ? moved : stops ? 0 : min(moved, 0)
          if moved > 0 && !isEquation[place] { isSettled = false }
        }
        push(trial, local, border)
        measure(residuals, isEquation)
        for component in 0..<componentCount where open[component] {
          let slight = 1e-14 * abs(values.before[component])
          open[component] = isCut && !(values.after[component] <= values.before[component] + slight)
        }
        if !open.contains(true) { break }
        isSettled = false
      }
      swap(&multipliers, &trial)
      swap(&step, &pushes)
      swap(&values.before, &values.after)
      leave(residuals, local, border)
      guard isSettled else { continue }
      if !live.contains(where: { !isActive[$0] && left[$0] < -tolerances[$0] }) { return }
    }
  }

  /// The goal with what is broken taken for equations, as far as their multipliers get the sign that inequalities have: the others would be cut
  /// at once, and φ need not fall then. Alone, the one that is broken most gets it.
  private mutating func enter(_ residuals: [Double], _ isEquation: [Bool]) {
    func isEntering(_ place: Int) -> Bool { isActive[place] && !isEquation[place] && multipliers[place] == 0 }
    let candidates = places.filter(isEntering)
    for _ in 0..<8 {
      solveActive(residuals)
      let wrong = places.filter { isEntering($0) && goal[$0] > 0 }
      if wrong.isEmpty { return }
      for place in wrong { isActive[place] = false }
      var lost = Set(wrong.map { components[$0] })
      for place in candidates where isActive[place] { lost.remove(components[place]) }
      for component in lost {
        let own = candidates.filter { components[$0] == component }
        if let most = own.max(by: { left[$0] * left[$0] * scales[$0] < left[$1] * left[$1] * scales[$1] }) { isActive[most] = true }
      }
      places = live.filter { isActive[$0] }
    }
    // Of many that hinder each other, one.
    for component in Set(candidates.map { components[$0] }) {
      let own = candidates.filter { components[$0] == component }
      let most = own.max { left[$0] * left[$0] * scales[$0] < left[$1] * left[$1] * scales[$1] }
      for place in own { isActive[place] = place == most }
    }
    places = live.filter { isActive[$0] }
    solveActive(residuals)
  }

  /// J W Jᵀ of all residuals.
  private mutating func assemble(_ local: [Double], _ border: [Double], _ isLive: [Bool]) {
    let (localCount, width, n) = (system.localCount, weights.count, step.count)
    let borderCount = normal.borderSize
    let bandWidth = halfWidth + 1
    normal.clear(size: localCount)
    touchResiduals.withUnsafeBufferPointer { touchResiduals in
      touchEntries.withUnsafeBufferPointer { touchEntries in
        local.withUnsafeBufferPointer { local in
          normal.band.withUnsafeMutableBufferPointer { band in
            for variable in 0..<n where owners[variable] >= 0 && isLive[owners[variable]] {
              let (weight, first) = (weights[variable % width], touchStarts[variable])
              for touch in first..<touchStarts[variable + 1] {
                let scaled = weight * local[Int(touchEntries[touch])]
                if scaled == 0 { continue }
                let row = Int(touchResiduals[touch]) * halfWidth + halfWidth
                for other in first...touch { band[row + Int(touchResiduals[other])] += scaled * local[Int(touchEntries[other])] }
              }
            }
          }
        }
      }
    }
    for variable in 0..<(borderCount > 0 ? n : 0) where owners[variable] >= 0 && isLive[owners[variable]] {
      let weight = weights[variable % width]
      for r in 0..<borderCount {
        let scaled = weight * border[r * n + variable]
        for touch in touchStarts[variable]..<touchStarts[variable + 1] {
          normal.border[r * localCount + Int(touchResiduals[touch])] += scaled * local[Int(touchEntries[touch])]
        }
        for s in 0...r { normal.corner[r * borderCount + s] += scaled * border[s * n + variable] }
      }
    }
    for residual in 0..<localCount { scales[residual] = Self.inverse(normal.band[residual * bandWidth + halfWidth]) }
    for r in 0..<borderCount { scales[localCount + r] = Self.inverse(normal.corner[r * borderCount + r]) }
  }

  private static func inverse(_ square: Double) -> Double { square > 0 ? 1 / square : 1 }

  /// The multipliers with which what is active holds.
  private mutating func solveActive(_ residuals: [Double]) {
    let (localCount, borderCount, bandWidth) = (system.localCount, normal.borderSize, halfWidth + 1)
    let size = places.count { $0 < localCount }
    factor.clear(size: size)
    places.withUnsafeBufferPointer { places in
      normal.band.withUnsafeBufferPointer { normal in
        factor.band.withUnsafeMutableBufferPointer { band in
          for p in 0..<size {
            let i = places[p]
            let (row, from, first) = (p * bandWidth + halfWidth - p, i * bandWidth + halfWidth - i, i - halfWidth)
            var q = p
            while q >= 0, places[q] >= first {
              band[row + q] = normal[from + places[q]]
              q -= 1
            }
          }
        }
      }
    }
    for p in 0..<size {
      let i = places[p]
      for r in 0..<borderCount where isActive[localCount + r] { factor.border[r * size + p] = normal.border[r * localCount + i] }
      right[p] = residuals[i].isFinite ? residuals[i] : 0
      trial[p] = shares[i]
    }
    for r in 0..<borderCount {
      let isHeld = isActive[localCount + r]
      for s in 0...r where isHeld && isActive[localCount + s] { factor.corner[r * borderCount + s] = normal.corner[r * borderCount + s] }
      right[size + r] = isHeld && residuals[localCount + r].isFinite ? residuals[localCount + r] : 0
      trial[size + r] = shares[localCount + r]
    }
    factor.factorise(lengthening: trial)
    right.withUnsafeMutableBufferPointer { factor.solve($0) }
    for place in live { goal[place] = 0 }
    for (p, i) in places.prefix(size).enumerated() { goal[i] = right[p] }
    for r in 0..<borderCount where isActive[localCount + r] { goal[localCount + r] = right[size + r] }
  }

  /// W Jᵀ λ into `pushes`.
  private mutating func push(_ multipliers: [Double], _ local: [Double], _ border: [Double]) {
    let (localCount, width, n) = (system.localCount, weights.count, step.count)
    touchResiduals.withUnsafeBufferPointer { touchResiduals in
      touchEntries.withUnsafeBufferPointer { touchEntries in
        local.withUnsafeBufferPointer { local in
          multipliers.withUnsafeBufferPointer { multipliers in
            pushes.withUnsafeMutableBufferPointer { pushes in
              for variable in 0..<n {
                pushes[variable] = 0
                guard owners[variable] >= 0 && isLive[owners[variable]] else { continue }
                var sum = 0.0
                for touch in touchStarts[variable]..<touchStarts[variable + 1] {
                  sum += local[Int(touchEntries[touch])] * multipliers[Int(touchResiduals[touch])]
                }
                for r in 0..<normal.borderSize { sum += border[r * n + variable] * multipliers[localCount + r] }
                pushes[variable] = weights[variable % width] * sum
              }
            }
          }
        }
      }
    }
  }

  /// φ of `trial` for each component, from `pushes`.
  private mutating func measure(_ residuals: [Double], _ isEquation: [Bool]) {
    for component in 0..<componentCount { values.after[component] = 0 }
    let width = weights.count
    for variable in pushes.indices where pushes[variable] != 0 {
      values.after[owners[variable]] += 0.5 * pushes[variable] * pushes[variable] / weights[variable % width]
    }
    for place in live where trial[place] != 0 && residuals[place].isFinite {
      values.after[components[place]] += trial[place] * (0.5 * shares[place] / scales[place] * trial[place] - residuals[place])
    }
  }

  /// h − (J W Jᵀ + D) λ.
  private mutating func leave(_ residuals: [Double], _ local: [Double], _ border: [Double]) {
    let n = step.count
    for place in live where place < system.localCount {
      var sum = residuals[place]
      for entry in system.starts[place]..<system.starts[place + 1] { sum -= local[entry] * step[Int(system.variables[entry])] }
      left[place] = sum - shares[place] / scales[place] * multipliers[place]
    }
    for r in 0..<normal.borderSize {
      let place = system.localCount + r
      var sum = residuals[place]
      for variable in 0..<n { sum -= border[r * n + variable] * step[variable] }
      left[place] = sum - shares[place] / scales[place] * multipliers[place]
    }
  }
}
