internal import Foundation
internal import Tensors

/// A chain at work: its place on the surface, and room for its moves.
final class ConstrainedWalk {
  let geometry: ConstraintGeometry
  /// Inequalities as equations whose residuals must not be negative.
  let bounds: LawSystem?
  let isCoarea: Bool
  let usesForce: Bool
  var generator: RandomStream
  var step: Double
  /// The step of this move.
  private var length = 0.0

  /// What a component's move came to.
  enum Fate: UInt8 { case alive, lost, irreversible }

  private(set) var current: SurfacePoint
  private var trials: (SurfacePoint, SurfacePoint)
  private let back: SurfacePoint
  private let matrix: BorderedBandFactor
  private let workspace = LawSystem.Workspace()
  private let boundWorkspace = LawSystem.Workspace()
  private let velocity: UnsafeMutableBufferPointer<Double>
  private let half: UnsafeMutableBufferPointer<Double>
  private let multipliers: UnsafeMutableBufferPointer<Double>
  /// The size that the start has in each channel, for each variable and for each entry of local residuals.
  private let sizes: [Double]
  private let entrySizes: [Double]
  private var boundResiduals: [Double]
  // Of components; buffers, since moves come back to them for every number.
  private let fates: UnsafeMutableBufferPointer<Fate>
  private let backFates: UnsafeMutableBufferPointer<Fate>
  private let isOpen: UnsafeMutableBufferPointer<Bool>
  private let worst: UnsafeMutableBufferPointer<Double>
  private let lastWorst: UnsafeMutableBufferPointer<Double>
  private let moved: UnsafeMutableBufferPointer<Double>
  private let apart: UnsafeMutableBufferPointer<Double>
  private var energies: [Double]
  private var firstEnergies: [Double]
  private var isAccepted: [Bool]

  /// Residuals below this share of their terms are rounding; a way back need only tell one place from another.
  private static let rounding = 1e-13
  private static let nearRounding = 1e-9
  private static let mostNewtonSteps = 12
  /// What a Newton step must bring residuals down to as a share of the last; where it does not, the way is lost, or the residual is what rounding leaves.
  private static let leastGain = 0.5
  private static let stalledRounding = 1e-11
  private static let jitter = 0.3
  /// How near a way back must end, as a share of the move's length.
  private static let backShare = 1e-6

  /// - Parameter start: on the surface.
  init(
    _ geometry: ConstraintGeometry, bounds: LawSystem?, isCoarea: Bool, usesForce: Bool, step: Double, start: [Double], generator: RandomStream
  ) {
    (self.geometry, self.bounds, self.isCoarea, self.usesForce, self.step, self.generator) = (geometry, bounds, isCoarea, usesForce, step, generator)
    (current, back, trials) = (SurfacePoint(geometry), SurfacePoint(geometry), (SurfacePoint(geometry), SurfacePoint(geometry)))
    boundResiduals = [Double](repeating: 0, count: bounds?.residuals.count ?? 0)
    matrix = geometry.factor()
    func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    (velocity, half, multipliers) = (room(geometry.width), room(geometry.width), room(geometry.residualCount))
    let channels = geometry.system.channels.count
    var sizes = [Double](repeating: 0, count: channels)
    for (place, value) in start.enumerated() { sizes[place % channels] = max(sizes[place % channels], abs(value)) }
    self.sizes = (0..<start.count).map { sizes[$0 % channels] }
    entrySizes = geometry.system.variables.map { sizes[Int($0) % channels] }
    let count = geometry.componentCount
    fates = .allocate(capacity: count)
    backFates = .allocate(capacity: count)
    isOpen = .room(count, of: false)
    fates.initialize(repeating: .alive)
    backFates.initialize(repeating: .alive)
    (worst, lastWorst, moved, apart) = (room(count), room(count), room(count), room(count))
    isAccepted = [Bool](repeating: false, count: count)
    energies = [Double](repeating: 0, count: count)
    firstEnergies = energies
    for place in start.indices { current.values[place] = start[place] }
    evaluate(current)
    complete(current)
  }

  deinit {
    for room in [velocity, half, multipliers, worst, lastWorst, moved, apart] { room.deallocate() }
    for room in [fates, backFates] { room.deallocate() }
    isOpen.deallocate()
  }

  // MARK: Evaluation

  private func evaluate(_ point: SurfacePoint) {
    geometry.system.evaluate(
      UnsafeBufferPointer(point.values), conditions: geometry.conditions, workspace, residuals: point.residuals,
      slopes: (point.localSlopes, point.borderSlopes))
  }

  /// The factor, the prior and the log determinants of a point that was evaluated; components without a factor are lost.
  private func complete(_ point: SurfacePoint) {
    geometry.fill(point.factor, point, point)
    point.factor.factorise()
    point.logDeterminants.update(repeating: 0)
    for (residual, component) in geometry.residualComponents.enumerated() {
      if point.factor.shares[residual] == 0 { fates[component] = .lost }
      point.logDeterminants[component] += log(abs(point.factor.pivots[residual]))
    }
    geometry.prior.density(UnsafeBufferPointer(point.values), point.terms, usesForce ? point.gradient : nil)
    point.logPriors.update(repeating: 0)
    for (term, component) in geometry.termComponents.enumerated() { point.logPriors[component] += point.terms[term] }
  }

  /// A residual as a share of the terms that it is the difference of; NaN where it cannot be worked out.
  private func share(_ point: SurfacePoint, _ residual: Int) -> Double {
    let value = point.residuals[residual]
    var size = 0.0
    if residual < geometry.localCount {
      for entry in geometry.system.starts[residual]..<geometry.system.starts[residual + 1] { size += abs(point.localSlopes[entry]) * entrySizes[entry] }
    } else {
      let start = (residual - geometry.localCount) * geometry.width
      for variable in 0..<geometry.width { size += abs(point.borderSlopes[start + variable]) * sizes[variable] }
    }
    guard value.isFinite, size.isFinite else { return .nan }
    return value == 0 ? 0 : abs(value) / max(size, abs(value))
  }

  /// Writes the chain's place with what is left of the residuals taken off by one step more.
  func copyPlace(into values: UnsafeMutableBufferPointer<Double>) {
    for residual in 0..<geometry.residualCount { multipliers[residual] = current.residuals[residual] }
    current.factor.solve(multipliers)
    for i in 0..<geometry.width { back.values[i] = current.values[i] }
    geometry.subtractPull(current, multipliers, from: back.values)
    evaluate(back)
    for i in 0..<geometry.width { values[i] = back.values[i] }
  }

  /// The greatest share of a residual of the place that was copied, and how near laws are to following from each other.
  var accuracy: (residual: Double, condition: Double, worst: Int) {
    var result = (residual: 0.0, condition: 1.0, worst: 0)
    for residual in 0..<geometry.residualCount {
      let share = share(back, residual)
      result.residual = max(result.residual, share.isNaN ? .infinity : share)
      let condition = 1 / current.factor.shares[residual]
      if condition > result.condition { (result.condition, result.worst) = (condition, residual) }
    }
    return result
  }

  /// Whether the inequalities of each component hold at a point; false marks.
  private func keepBounds(_ point: SurfacePoint, _ isKept: inout [Bool]) {
    guard let bounds else { return }
    boundResiduals.withUnsafeMutableBufferPointer {
      bounds.evaluate(UnsafeBufferPointer(point.values), conditions: geometry.conditions, boundWorkspace, residuals: $0, slopes: nil)
    }
    for (residual, value) in boundResiduals.enumerated() where !(value >= 0) {
      if residual < bounds.localCount {
        for entry in bounds.starts[residual]..<bounds.starts[residual + 1] { isKept[geometry.variableComponents[Int(bounds.variables[entry])]] = false }
      } else {
        for component in isKept.indices { isKept[component] = false }
      }
    }
  }

  /// Whether the chain's place obeys the inequalities and has a density.
  var isInside: Bool {
    var isKept = [Bool](repeating: true, count: geometry.componentCount)
    keepBounds(current, &isKept)
    return isKept.allSatisfy { $0 } && current.logPriors.allSatisfy { $0 > -.infinity } && fates.allSatisfy { $0 == .alive }
  }

  // MARK: Moves

  /// v −= W Jᵀ (J W Jᵀ)⁻¹ J v.
  private func makeTangent(_ vector: UnsafeMutableBufferPointer<Double>, at point: SurfacePoint) {
    geometry.push(point, vector, multipliers)
    point.factor.solve(multipliers)
    geometry.subtractPull(point, multipliers, from: vector)
  }

  /// Brings a point back onto the surface along the gradients of another: h(y + W J(x)ᵀ λ) = 0 by Newton's method in λ. Components that do not arrive are
  /// put where they came from.
  private func land(_ point: SurfacePoint, from base: SurfacePoint, tolerance: Double, _ fates: UnsafeMutableBufferPointer<Fate>) {
    giveUp(point, base, fates)
    evaluate(point)
    for component in lastWorst.indices { lastWorst[component] = .infinity }
    for iteration in 0...Self.mostNewtonSteps {
      for component in worst.indices { worst[component] = 0 }
      for residual in 0..<geometry.residualCount {
        let (component, share) = (geometry.residualComponents[residual], share(point, residual))
        worst[component] = share.isNaN ? .infinity : max(worst[component], share)
      }
      var (anyOpen, anyLost) = (false, false)
      for component in isOpen.indices {
        let share = worst[component]
        let gains = iteration < 2 || share <= Self.leastGain * lastWorst[component]
        isOpen[component] = fates[component] == .alive && share > tolerance && (gains || share > Self.stalledRounding)
        if isOpen[component], share == .infinity || !gains || iteration == Self.mostNewtonSteps {
          (fates[component], isOpen[component]) = (.lost, false)
          anyLost = true
        }
        if isOpen[component] { anyOpen = true }
        lastWorst[component] = share
      }
      if anyLost { giveUp(point, base, fates) }
      guard anyOpen else {
        if anyLost { evaluate(point) }
        return
      }
      geometry.fill(matrix, point, base)
      matrix.factorise()
      for residual in 0..<geometry.residualCount {
        let component = geometry.residualComponents[residual]
        if isOpen[component], matrix.shares[residual] == 0 {
          (fates[component], isOpen[component]) = (.lost, false)
          giveUp(point, base, fates)
        }
      }
      for residual in 0..<geometry.residualCount { multipliers[residual] = isOpen[geometry.residualComponents[residual]] ? point.residuals[residual] : 0 }
      matrix.solve(multipliers)
      geometry.subtractPull(base, multipliers, from: point.values)
      evaluate(point)
    }
  }

  /// Puts lost components where they came from. What they look like elsewhere, which may be no number, is taken out of the way of the others.
  private func giveUp(_ point: SurfacePoint, _ base: SurfacePoint, _ fates: UnsafeMutableBufferPointer<Fate>) {
    for variable in 0..<geometry.width where fates[geometry.variableComponents[variable]] != .alive { point.values[variable] = base.values[variable] }
    for residual in 0..<geometry.localCount where fates[geometry.residualComponents[residual]] != .alive {
      for entry in geometry.system.starts[residual]..<geometry.system.starts[residual + 1] { point.localSlopes[entry] = 0 }
    }
  }

  /// One step of RATTLE, velocity included, and the way back.
  private func stride(from: SurfacePoint, to: SurfacePoint) {
    let (n, step) = (geometry.width, length)
    if usesForce { for i in 0..<n { velocity[i] += 0.5 * step * geometry.weights[i] * from.gradient[i] } }
    for i in 0..<n { to.values[i] = from.values[i] + step * velocity[i] }
    land(to, from: from, tolerance: Self.rounding, fates)
    complete(to)
    for i in 0..<n { velocity[i] = (to.values[i] - from.values[i]) / step }
    if usesForce { for i in 0..<n { velocity[i] += 0.5 * step * geometry.weights[i] * to.gradient[i] } }
    makeTangent(velocity, at: to)
    for i in 0..<n {
      half[i] = -velocity[i] + (usesForce ? 0.5 * step * geometry.weights[i] * to.gradient[i] : 0)
      back.values[i] = to.values[i] + step * half[i]
    }
    for component in fates.indices {
      backFates[component] = fates[component]
      (moved[component], apart[component]) = (0, 0)
    }
    land(back, from: to, tolerance: Self.nearRounding, backFates)
    for i in 0..<n {
      let component = geometry.variableComponents[i]
      let (distance, error) = (to.values[i] - from.values[i], back.values[i] - from.values[i])
      moved[component] += distance * distance / geometry.weights[i]
      apart[component] += error * error / geometry.weights[i]
    }
    for component in fates.indices where fates[component] == .alive {
      let isBack = backFates[component] == .alive && apart[component] <= Self.backShare * Self.backShare * moved[component]
      if !isBack { fates[component] = .irreversible }
    }
  }

  /// Log density minus kinetic energy, of each component.
  private func energies(_ point: SurfacePoint, _ result: inout [Double]) {
    for component in result.indices {
      result[component] = point.logPriors[component] - (isCoarea ? 0.5 * point.logDeterminants[component] : 0)
    }
    for i in 0..<geometry.width { result[geometry.variableComponents[i]] -= 0.5 * velocity[i] * velocity[i] / geometry.weights[i] }
  }

  /// A move of all components, accepted or not each by itself.
  /// - Returns: the mean over components of the probability of acceptance.
  func move(strides: Int, _ count: (Fate, _ isAccepted: Bool) -> Void) -> Double {
    let n = geometry.width
    length = step * (1 + Self.jitter * (2 * generator.uniform() - 1))
    for i in 0..<n { velocity[i] = geometry.rootWeights[i] * generator.normal() }
    makeTangent(velocity, at: current)
    energies(current, &firstEnergies)
    for component in fates.indices { fates[component] = .alive }
    var (start, end) = (current, trials.0)
    for number in 0..<strides {
      stride(from: start, to: end)
      guard number + 1 < strides else { break }
      (start, end) = (end, end === trials.0 ? trials.1 : trials.0)
    }
    energies(end, &energies)
    for component in isAccepted.indices { isAccepted[component] = fates[component] == .alive }
    keepBounds(end, &isAccepted)
    var (probability, acceptedCount) = (0.0, 0)
    for component in isAccepted.indices {
      let threshold = generator.uniform()
      let chance = isAccepted[component] ? min(1, exp(energies[component] - firstEnergies[component])) : 0
      isAccepted[component] = threshold < chance
      probability += chance.isNaN ? 0 : chance
      if isAccepted[component] { acceptedCount += 1 }
      count(fates[component], isAccepted[component])
    }
    if acceptedCount == isAccepted.count {
      if end === trials.0 { trials.0 = current } else { trials.1 = current }
      current = end
    } else if acceptedCount > 0 {
      for i in 0..<n where isAccepted[geometry.variableComponents[i]] { current.values[i] = end.values[i] }
      evaluate(current)
      complete(current)
    }
    return probability / Double(max(isAccepted.count, 1))
  }
}
