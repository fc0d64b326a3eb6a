internal import Analysis
internal import Foundation

/// The series near a given one that keeps a system of laws, to rounding: structured Newton steps, damped where they must be.
///
/// With h the residuals and J their Jacobian at x, and W how freely variables move, a step d is the least one, dᵀ W⁻¹ d, after which the linearised laws
/// hold: h + J d = 0 for equations, and h + J d ≥ 0 for inequalities (`NearestStep`); μ damps it,
///
///     (J W Jᵀ + μ D) λ = h on what is active,   x ← x − W Jᵀ λ,   D the diagonal of J W Jᵀ.
///
/// J W Jᵀ has a band and a border, so that a step takes a time proportional to the rows. A step is taken where hᵀ D⁻¹ h, the square of the distance
/// from the laws to first order, shrinks by it, and its μ falls; elsewhere μ grows. For small enough steps it always shrinks. Residuals that share no
/// variables, even through others, are of different components; each component has its own μ, so that one row that is far off holds up no other. Steps
/// go on until what is left is rounding. A component that ends where the residuals are least but not zero (an orbit that noise has turned around) begins
/// again beside its start, each time a little farther off. What comes out is near the series that went in, and nearest to it where laws are linear.
///
/// Of two complementary quantities the one that is nearer to zero is made zero. At last the series is written in the coordinates of its `LawChart` and
/// read back, by which what the chart takes care of holds to the last bit: no inequality is broken by rounding.
///
/// Source: K. Levenberg, Quart. Appl. Math. 2, 164 (1944); D. Marquardt, J. SIAM 11, 431 (1963), for μ D.
public struct LawProjection {
  public struct Outcome: Hashable, Sendable {
    /// Newton steps.
    public let steps: Int
    /// The greatest residual, as a share of the terms that it is the difference of.
    public let residual: Double
    /// The law and row of the greatest residual.
    public let law: String
    public let row: Int?
    /// Whether all laws hold to rounding.
    public var isExact: Bool { residual <= LawProjection.rounding }
  }

  /// Residuals below this share of their terms are rounding.
  static let rounding = 1e-13
  private static let mostSteps = 60
  /// Steps in which a component must halve the square of its distance, or it is stuck.
  private static let patience = 8
  /// Beginnings again, how far off the first one is as a share of a channel's greatest value, and by what each is farther than the last.
  private static let mostAttempts = 60
  private static let nearest = 0.02
  private static let growth = 1.06
  /// The least damping, which does nothing but where laws imply each other, the first one that is felt, and one with which nothing moves.
  private static let damping = (least: 1e-11, first: 1e-3, most: 1e8)
  /// What inequalities without coordinates are held by beyond their bound, as a share of their terms: more than rounding.
  private static let margin = 1e-14

  public let system: LawSystem
  /// Of each variable of a row: how freely it may move, a variance.
  public let weights: [Double]
  private let chart: LawChart?
  private let components: [Int]
  private let componentCount: Int
  private let workspace = LawSystem.Workspace()
  private var nearestStep: NearestStep
  private var residuals: [Double]
  private var trial: [Double]
  private var localSlopes: [Double]
  private var borderSlopes: [Double]
  private var moved: [Double]
  /// Of each component the greatest share of a residual.
  private var shares: [Double]
  /// The greatest value of each channel, and of each residual the size of the terms that it is the difference of.
  private var sizes: [Double]
  private var rowSizes: [Double]
  private var tolerances: [Double]
  private var dampings: [Double]
  private var isTaken: [Bool]
  /// Of each component, the square of the distance that it must come to half of, and the steps since it was last there.
  private var marks: [Double]
  private var idle: [Int]
  /// Components that are not there yet, their residuals, and those that hold to rounding and go one step more.
  private var isLive: [Bool]
  private var live: [Int] = []
  private var isLast: [Bool]
  /// Of each residual, whether it is to be zero: an equation, or the nearer one of two complementary quantities.
  private var isEquation: [Bool]
  /// Inequalities of laws without coordinates.
  private let hasMargin: [Bool]
  private var coordinates: [Double]
  private var charted: [Double]
  /// The component that moves each variable; −1 where none does.
  private let movers: [Int]

  /// - Parameter weights: one for each channel, or for each time and channel, positive; ones when nil. What has a tiny one hardly moves.
  public init(_ system: LawSystem, weights: [Double]? = nil) {
    self.system = system
    self.weights = weights ?? [Double](repeating: 1, count: system.channels.count)
    let (count, local, n) = (system.residuals.count, system.localCount, system.variableCount)
    var touches = [[(residual: Int, entry: Int)]](repeating: [], count: n)
    for residual in 0..<local {
      for entry in system.starts[residual]..<system.starts[residual + 1] { touches[Int(system.variables[entry])].append((residual, entry)) }
    }
    // Components by joining residuals that touch a variable; those of the whole series join all.
    var sets = DisjointSets(count: count)
    for list in touches { for (residual, _) in list.dropFirst() { sets.join(residual, list[0].residual) } }
    if count > local { for residual in 0..<count { sets.join(residual, count - 1) } }
    (components, componentCount) = sets.places()
    let components = components
    movers = touches.map { list in list.first.map { components[$0.residual] } ?? (count > local ? components[count - 1] : -1) }
    nearestStep = NearestStep(system, weights: self.weights, components: components, componentCount: componentCount, touches: touches)
    shares = [Double](repeating: 0, count: componentCount)
    dampings = shares
    isTaken = [Bool](repeating: false, count: componentCount)
    marks = dampings
    isLive = isTaken
    isLast = isTaken
    idle = [Int](repeating: 0, count: componentCount)
    sizes = [Double](repeating: 0, count: system.channels.count)
    residuals = [Double](repeating: 0, count: count)
    (trial, rowSizes, tolerances) = (residuals, residuals, residuals)
    isEquation = system.residuals.map(\.isEquation)
    localSlopes = [Double](repeating: 0, count: system.variables.count)
    borderSlopes = [Double](repeating: 0, count: (count - local) * n)
    moved = [Double](repeating: 0, count: n)
    charted = moved
    chart = try? LawChart(
      system.laws, channels: system.channels, times: system.times, constants: system.constants, conditions: system.conditions)
    let uncharted = Set(chart?.remaining ?? system.laws)
    hasMargin = system.residuals.map { !$0.isEquation && uncharted.contains(system.laws[$0.law]) }
    coordinates = [Double](repeating: 0, count: system.times.count * (chart?.coordinates.count ?? 0))
  }

  /// Moves a series onto the laws.
  /// - Parameters:
  ///   - values: rows of channels; what it was is left in it where a residual is not finite at the start.
  public mutating func project(_ values: inout [Double], conditions: [Double] = []) -> Outcome {
    let start = values
    var steps = 0
    for component in 0..<componentCount { isLive[component] = true }
    var worst = approach(&values, conditions, &steps)
    for attempt in 0..<Self.mostAttempts where worst.share > Self.rounding {
      let farther = Self.nearest * pow(Self.growth, Double(attempt))
      for variable in values.indices where movers[variable] >= 0 && shares[movers[variable]] > Self.rounding {
        values[variable] = start[variable] + farther * sizes[variable % sizes.count] * Self.offset(attempt, variable)
      }
      for component in 0..<componentCount { isLive[component] = shares[component] > Self.rounding }
      worst = approach(&values, conditions, &steps)
    }
    if worst.share <= Self.rounding { finish(&values, conditions, &worst) }
    let residual = system.residuals.isEmpty ? nil : system.residuals[worst.place]
    return Outcome(
      steps: steps, residual: worst.share, law: residual.map { system.laws[$0.law].name } ?? "",
      row: residual?.row)
  }

  /// Steps until no component can go on.
  private mutating func approach(_ values: inout [Double], _ conditions: [Double], _ steps: inout Int) -> (share: Double, place: Int) {
    for component in 0..<componentCount {
      (dampings[component], marks[component], idle[component]) = (Self.damping.least, .infinity, 0)
      isLast[component] = false
    }
    gather()
    evaluate(values, conditions, withSlopes: true)
    reflect(&values, conditions)
    chooseSides()
    measureResiduals(values)
    for _ in 0..<Self.mostSteps {
      // One step more takes off what the last one left.
      var isOver = true
      for component in 0..<componentCount where isLive[component] {
        let isRounding = shares[component] <= Self.rounding
        if shares[component] == 0 || (isRounding && isLast[component]) { isLive[component] = false }
        if !isRounding && (idle[component] >= Self.patience || dampings[component] >= Self.damping.most) { isLive[component] = false }
        isLast[component] = isRounding
        if isLive[component] { isOver = false }
      }
      if isOver { break }
      gather()
      leaveOutWhatIsNotFinite()
      nearestStep.solve(
        residuals, localSlopes, borderSlopes, isEquation: isEquation, isLive: isLive, tolerances: tolerances, dampings: dampings)
      advance(&values, conditions)
      steps += 1
      evaluate(values, conditions, withSlopes: true)
      measureResiduals(values)
    }
    for component in 0..<componentCount { isLive[component] = true }
    gather()
    evaluate(values, conditions, withSlopes: true)
    return measureResiduals(values)
  }

  /// The residuals of components that are not there yet.
  private mutating func gather() {
    live.removeAll(keepingCapacity: true)
    for place in residuals.indices where isLive[components[place]] { live.append(place) }
  }

  /// A number between −1 and 1 that looks random.
  private static func offset(_ attempt: Int, _ variable: Int) -> Double {
    var bits = UInt64(truncatingIfNeeded: attempt &* 1_000_003 &+ variable) &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(Int64(bitPattern: bits ^ (bits >> 31))) / 9_223_372_036_854_775_808
  }

  private mutating func evaluate(_ values: [Double], _ conditions: [Double], withSlopes: Bool) {
    let (system, workspace) = (system, workspace)
    values.withUnsafeBufferPointer { values in
      // Few residuals are worked out one by one.
      if 4 * live.count < residuals.count && system.localCount == residuals.count {
        if withSlopes {
          residuals.withUnsafeMutableBufferPointer { residuals in
            localSlopes.withUnsafeMutableBufferPointer {
              system.evaluate(live, values, conditions: conditions, workspace, residuals: residuals, slopes: $0)
            }
          }
        } else {
          trial.withUnsafeMutableBufferPointer { system.evaluate(live, values, conditions: conditions, workspace, residuals: $0, slopes: nil) }
        }
        return
      }
      guard withSlopes else {
        trial.withUnsafeMutableBufferPointer {
          system.evaluate(values, conditions: conditions, workspace, residuals: $0, slopes: nil)
        }
        return
      }
      localSlopes.withUnsafeMutableBufferPointer { local in
        borderSlopes.withUnsafeMutableBufferPointer { border in
          residuals.withUnsafeMutableBufferPointer {
            system.evaluate(values, conditions: conditions, workspace, residuals: $0, slopes: (local, border))
          }
        }
      }
    }
  }

  /// Where a law has no value (the logarithm of what is negative), values beyond a bound go as far within it: on the bound itself there may be none.
  private mutating func reflect(_ values: inout [Double], _ conditions: [Double]) {
    var isLost = [Bool](repeating: false, count: componentCount)
    for place in live where !residuals[place].isFinite { isLost[components[place]] = true }
    guard isLost.contains(true) else { return }
    for place in live where place < system.localCount && isLost[components[place]] && !isEquation[place] && residuals[place] < 0 {
      let entries = system.starts[place]..<system.starts[place + 1]
      guard entries.count == 1, localSlopes[entries.lowerBound] != 0 else { continue }
      values[Int(system.variables[entries.lowerBound])] -= 2 * residuals[place] / localSlopes[entries.lowerBound]
    }
    evaluate(values, conditions, withSlopes: true)
  }

  /// Of two complementary quantities the one is to be zero with which the lesser change is made, to first order.
  private mutating func chooseSides() {
    for (place, residual) in system.residuals.enumerated() {
      guard let partner = residual.partner, place < partner, isLive[components[place]] else { continue }
      let (own, other) = (distances(place), distances(partner))
      isEquation[place] = own.whole + other.beyond <= other.whole + own.beyond
      isEquation[partner] = !isEquation[place]
    }
  }

  /// The square of the distance from zero, and from what is not negative.
  private func distances(_ place: Int) -> (whole: Double, beyond: Double) {
    var square = 0.0
    let (n, width) = (system.variableCount, weights.count)
    if place < system.localCount {
      for entry in system.starts[place]..<system.starts[place + 1] {
        square += weights[Int(system.variables[entry]) % width] * localSlopes[entry] * localSlopes[entry]
      }
    } else {
      let start = (place - system.localCount) * n
      for variable in 0..<n { square += weights[variable % width] * borderSlopes[start + variable] * borderSlopes[start + variable] }
    }
    let whole = residuals[place] * residuals[place] / (square > 0 ? square : 1)
    return (whole, residuals[place] < 0 ? whole : 0)
  }

  /// The residual that is the greatest share of Σ|∂h/∂x|·max|x|, and 1 where that is less than the residual itself.
  @discardableResult
  private mutating func measureResiduals(_ values: [Double]) -> (share: Double, place: Int) {
    var worst = (share: 0.0, place: 0)
    for component in shares.indices where isLive[component] { shares[component] = 0 }
    // A channel that is zero at a row is known to the rounding of what it is elsewhere.
    let width = system.channels.count
    for channel in 0..<width { sizes[channel] = 0 }
    for (place, value) in values.enumerated() { sizes[place % width] = max(sizes[place % width], abs(value)) }
    for place in live {
      var size = 0.0
      if place < system.localCount {
        for entry in system.starts[place]..<system.starts[place + 1] {
          size += abs(localSlopes[entry]) * sizes[Int(system.variables[entry]) % width]
        }
      } else {
        let start = (place - system.localCount) * values.count
        for variable in values.indices { size += abs(borderSlopes[start + variable]) * sizes[variable % width] }
      }
      tolerances[place] = 0.01 * Self.rounding * (size.isFinite ? size : 0)
      if !isEquation[place] && residuals[place] >= 0 {
        if hasMargin[place] { residuals[place] -= Self.margin * size }
        continue
      }
      let ratio = residuals[place] == 0 ? 0 : abs(residuals[place]) / max(size, abs(residuals[place]))
      if hasMargin[place] && !isEquation[place] { residuals[place] -= Self.margin * size }
      // What cannot be worked out does not hold.
      let share = ratio.isNaN ? .infinity : ratio
      if share > worst.share { worst = (share, place) }
      shares[components[place]] = max(shares[components[place]], share)
    }
    return worst
  }

  /// A residual that cannot be worked out here moves nothing.
  private mutating func leaveOutWhatIsNotFinite() {
    let n = system.variableCount
    for place in live {
      if place < system.localCount {
        let entries = system.starts[place]..<system.starts[place + 1]
        guard !residuals[place].isFinite || !entries.allSatisfy({ localSlopes[$0].isFinite }) else { continue }
        for entry in entries { localSlopes[entry] = 0 }
      } else {
        let entries = (place - system.localCount) * n..<(place - system.localCount + 1) * n
        guard !residuals[place].isFinite || !entries.allSatisfy({ borderSlopes[$0].isFinite }) else { continue }
        for entry in entries { borderSlopes[entry] = 0 }
      }
    }
  }

  /// Takes the step in the components whose residuals shrink by it, or are rounding, and damps the others more.
  private mutating func advance(_ values: inout [Double], _ conditions: [Double]) {
    for variable in values.indices { moved[variable] = values[variable] - (movers[variable] < 0 ? 0 : nearestStep.step[variable]) }
    evaluate(moved, conditions, withSlopes: false)
    let (before, after) = (merits(residuals), merits(trial))
    for component in 0..<componentCount where isLive[component] {
      isTaken[component] = shares[component] <= Self.rounding || after[component] < before[component]
      if isTaken[component] {
        dampings[component] = max(Self.damping.least, 0.1 * dampings[component] * (dampings[component] <= Self.damping.first ? 0.01 : 1))
      } else {
        dampings[component] = max(Self.damping.first, 10 * dampings[component])
      }
      let merit = isTaken[component] ? after[component] : before[component]
      if merit <= 0.5 * marks[component] { (marks[component], idle[component]) = (merit, 0) } else { idle[component] += 1 }
    }
    for variable in values.indices where movers[variable] >= 0 && isLive[movers[variable]] && isTaken[movers[variable]] {
      values[variable] = moved[variable]
    }
  }

  /// Σ h²/(J W Jᵀ)ᵢᵢ for each component: squares of distances from the laws, to first order.
  private func merits(_ residuals: [Double]) -> [Double] {
    var merits = [Double](repeating: 0, count: componentCount)
    for place in live where isEquation[place] || !(residuals[place] >= 0) {
      let square = residuals[place] * residuals[place] * nearestStep.scales[place]
      merits[components[place]] += square.isNaN ? .infinity : square
    }
    return merits
  }

  /// What coordinates take care of, to the last bit.
  private mutating func finish(_ values: inout [Double], _ conditions: [Double], _ worst: inout (share: Double, place: Int)) {
    guard let chart else { return }
    moved = values
    for (place, residual) in system.residuals.enumerated() where residual.partner != nil && isEquation[place] && place < system.localCount {
      // A quantity that is one channel is zero exactly.
      let entries = system.starts[place]..<system.starts[place + 1]
      if entries.count == 1, abs(localSlopes[entries.lowerBound]) == 1 {
        moved[Int(system.variables[entries.lowerBound])] -= residuals[place] * localSlopes[entries.lowerBound]
      }
    }
    moved.withUnsafeBufferPointer { values in
      coordinates.withUnsafeMutableBufferPointer { chart.coordinates(of: values, conditions: conditions, into: $0) }
    }
    coordinates.withUnsafeBufferPointer { coordinates in
      charted.withUnsafeMutableBufferPointer { chart.values(of: coordinates, conditions: conditions, into: $0) }
    }
    evaluate(charted, conditions, withSlopes: true)
    let after = measureResiduals(charted)
    if after.share <= Self.rounding || after.share <= worst.share { (values, worst) = (charted, after) }
  }
}
