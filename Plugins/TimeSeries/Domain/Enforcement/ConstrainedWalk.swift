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
  private let sizes: [Double]
  private var boundResiduals: [Double]
  private var fates: [Fate]
  private var backFates: [Fate]
  private var isOpen: [Bool]
  private var energies: [Double]
  private var firstEnergies: [Double]
  private var isAccepted: [Bool]
  private var moved: [Double]
  private var apart: [Double]

  /// Residuals below this share of their terms are rounding; a way back need only tell one place from another.
  private static let rounding = 1e-13
  private static let nearRounding = 1e-9
  private static let mostNewtonSteps = 15
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
    func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
      let room = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
      room.initialize(repeating: 0)
      return room
    }
    (velocity, half, multipliers) = (room(geometry.width), room(geometry.width), room(geometry.residualCount))
    let channels = geometry.system.channels.count
    var sizes = [Double](repeating: 0, count: channels)
    for (place, value) in start.enumerated() { sizes[place % channels] = max(sizes[place % channels], abs(value)) }
    self.sizes = sizes
    let count = geometry.componentCount
    fates = [Fate](repeating: .alive, count: count)
    backFates = fates
    isOpen = [Bool](repeating: false, count: count)
    isAccepted = isOpen
    energies = [Double](repeating: 0, count: count)
    (firstEnergies, moved, apart) = (energies, energies, energies)
    for place in start.indices { current.values[place] = start[place] }
    evaluate(current)
    complete(current)
  }

  deinit { for room in [velocity, half, multipliers] { room.deallocate() } }

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
    let channels = sizes.count
    var size = 0.0
    if residual < geometry.localCount {
      for entry in geometry.system.starts[residual]..<geometry.system.starts[residual + 1] {
        size += abs(point.localSlopes[entry]) * sizes[Int(geometry.system.variables[entry]) % channels]
      }
    } else {
      let start = (residual - geometry.localCount) * geometry.width
      for variable in 0..<geometry.width { size += abs(point.borderSlopes[start + variable]) * sizes[variable % channels] }
    }
    guard value.isFinite, size.isFinite else { return .nan }
    return value == 0 ? 0 : abs(value) / max(size, abs(value))
  }

  /// The greatest share of a residual, and how near laws are to following from each other.
  var accuracy: (residual: Double, condition: Double, worst: Int) {
    var result = (residual: 0.0, condition: 1.0, worst: 0)
    for residual in 0..<geometry.residualCount {
      let share = share(current, residual)
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
  private func land(_ point: SurfacePoint, from base: SurfacePoint, tolerance: Double, _ fates: inout [Fate]) {
    for variable in 0..<geometry.width where fates[geometry.variableComponents[variable]] != .alive { point.values[variable] = base.values[variable] }
    evaluate(point)
    for iteration in 0...Self.mostNewtonSteps {
      for component in isOpen.indices { isOpen[component] = false }
      var (anyOpen, anyLost) = (false, false)
      for residual in 0..<geometry.residualCount {
        let component = geometry.residualComponents[residual]
        guard fates[component] == .alive else { continue }
        let share = share(point, residual)
        if share.isNaN || (share > tolerance && iteration == Self.mostNewtonSteps) {
          fates[component] = .lost
          anyLost = true
        } else if share > tolerance {
          isOpen[component] = true
          anyOpen = true
        }
      }
      if anyOpen, !anyLost {
        geometry.fill(matrix, point, base)
        matrix.factorise()
        for residual in 0..<geometry.residualCount {
          let component = geometry.residualComponents[residual]
          if isOpen[component], matrix.shares[residual] == 0 {
            fates[component] = .lost
            anyLost = true
          }
        }
      }
      if anyLost {
        for variable in 0..<geometry.width where fates[geometry.variableComponents[variable]] != .alive { point.values[variable] = base.values[variable] }
        evaluate(point)
        continue
      }
      guard anyOpen else { return }
      for residual in 0..<geometry.residualCount { multipliers[residual] = isOpen[geometry.residualComponents[residual]] ? point.residuals[residual] : 0 }
      matrix.solve(multipliers)
      // Rounding of the others' factors moves no component that has arrived.
      for residual in 0..<geometry.residualCount where !isOpen[geometry.residualComponents[residual]] { multipliers[residual] = 0 }
      geometry.subtractPull(base, multipliers, from: point.values)
      evaluate(point)
    }
  }

  /// One step of RATTLE, velocity included, and the way back.
  private func stride(from: SurfacePoint, to: SurfacePoint) {
    let (n, step) = (geometry.width, step)
    if usesForce { for i in 0..<n { velocity[i] += 0.5 * step * geometry.weights[i] * from.gradient[i] } }
    for i in 0..<n { to.values[i] = from.values[i] + step * velocity[i] }
    land(to, from: from, tolerance: Self.rounding, &fates)
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
    land(back, from: to, tolerance: Self.nearRounding, &backFates)
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
