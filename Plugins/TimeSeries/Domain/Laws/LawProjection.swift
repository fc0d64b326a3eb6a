internal import Foundation
internal import Tensors

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
public final class LawProjection {
  public struct Outcome: Hashable, Sendable {
    /// Newton steps.
    public let steps: Int
    /// The greatest residual, as a share of the terms that it is the difference of.
    public let residual: Double
    /// The law and row of the greatest residual.
    public let law: String
    public let row: Int?
    /// Whether all laws hold to rounding.
    public var isExact: Bool { residual <= LinearisedLaws.rounding }
  }

  private static let mostSteps = 60
  /// Steps in which a component must halve the square of its distance, or it is stuck.
  private static let patience = 8
  /// Beginnings again, how far off the first one is as a share of a channel's greatest value, and by what each is farther than the last.
  private static let mostAttempts = 60
  private static let nearest = 0.02
  private static let growth = 1.06
  /// The least damping, which does nothing but where laws imply each other, the first one that is felt, and one with which nothing moves.
  private static let damping = (least: 1e-11, first: 1e-3, most: 1e8)

  public let system: LawSystem
  private let weights: [Double]
  private let chart: LawChart?
  private let laws: LinearisedLaws
  private let nearestStep: NearestStep
  private var approaches: [Approach]
  private var moved: [Double]
  private var coordinates: [Double]
  private var charted: [Double]

  /// How far a component has come.
  private struct Approach {
    var damping = LawProjection.damping.least
    /// The square of the distance that it must come to half of, and the steps since it was last there.
    var mark = Double.infinity
    var idle = 0
    /// Whether it holds to rounding and goes one step more, which takes off what the last one left.
    var isLast = false
    var isOver = false
  }

  /// - Parameter weights: how freely what moves, a variance: one for each channel, or for each time and channel, positive; ones when nil. What has a tiny
  ///   one hardly moves.
  public init(_ system: LawSystem, weights: [Double]? = nil) {
    self.system = system
    self.weights = weights ?? [Double](repeating: 1, count: system.channels.count)
    chart = try? LawChart(
      system.laws, channels: system.channels, times: system.times, constants: system.constants, conditions: system.conditions)
    laws = LinearisedLaws(system, uncharted: Set(chart?.remaining ?? system.laws))
    nearestStep = NearestStep(laws, weights: self.weights)
    approaches = [Approach](repeating: Approach(), count: laws.componentCount)
    moved = [Double](repeating: 0, count: system.variableCount)
    charted = moved
    coordinates = [Double](repeating: 0, count: system.times.count * (chart?.coordinates.count ?? 0))
  }

  /// `body` of every number below a count, in their order, worked out on several threads, each with a projection of its own: to make one takes longer than to
  /// use it. Series do not depend on each other, so that it does not matter which one has them.
  static func map<Value: Sendable>(
    _ count: Int, onto system: LawSystem, weights: [Double]? = nil, _ body: @Sendable (LawProjection, Int) -> Value
  ) -> [Value] {
    let piece = max(1, (count + Parallel.defaultThreads - 1) / Parallel.defaultThreads)
    return Parallel.map((count + piece - 1) / piece) { number -> [Value] in
      let projection = LawProjection(system, weights: weights)
      return (number * piece..<min((number + 1) * piece, count)).map { body(projection, $0) }
    }.flatMap { $0 }
  }

  /// Moves a series onto the laws.
  /// - Parameters:
  ///   - values: rows of channels; what it was is left in it where a residual is not finite at the start.
  public func project(_ values: inout [Double], conditions: [Double] = []) -> Outcome {
    let start = values
    var (steps, worst) = (0, (share: Double.infinity, place: 0))
    laws.setLive { _ in true }
    values.withUnsafeMutableBufferPointer { values in
      for attempt in 0...Self.mostAttempts {
        if attempt > 0 { beginAgain(attempt - 1, values, start) }
        approach(values, conditions, &steps)
        // Each was measured when it came to its end; what the others did since may have changed what is rounding.
        if attempt == Self.mostAttempts || laws.shares.allSatisfy({ $0 <= LinearisedLaws.rounding }) {
          worst = measured(UnsafeBufferPointer(values), conditions)
        }
        laws.setLive { laws.shares[$0] > LinearisedLaws.rounding }
        if laws.liveComponents.isEmpty { break }
      }
    }
    if worst.share <= LinearisedLaws.rounding { finish(&values, conditions, &worst) }
    let residual = system.residuals.isEmpty ? nil : system.residuals[worst.place]
    return Outcome(steps: steps, residual: worst.share, law: residual.map { system.laws[$0.law].name } ?? "", row: residual?.row)
  }

  /// Puts the live components beside their start.
  private func beginAgain(_ attempt: Int, _ values: UnsafeMutableBufferPointer<Double>, _ start: [Double]) {
    let farther = Self.nearest * pow(Self.growth, Double(attempt))
    for component in laws.liveComponents {
      for variable in laws.variables(of: component) {
        values[variable] = start[variable] + farther * laws.sizes[variable % laws.width] * Self.offset(attempt, variable)
      }
    }
  }

  /// Of all residuals the greatest share, and where; all are live then.
  private func measured(_ values: UnsafeBufferPointer<Double>, _ conditions: [Double]) -> (share: Double, place: Int) {
    laws.setLive { _ in true }
    laws.evaluate(values, conditions)
    laws.measure(values)
    var worst = (share: 0.0, place: 0)
    for component in laws.liveComponents where laws.shares[component] > worst.share {
      worst = (laws.shares[component], laws.worstPlaces[component])
    }
    return worst
  }

  /// Steps until no live component can go on.
  private func approach(_ values: UnsafeMutableBufferPointer<Double>, _ conditions: [Double], _ steps: inout Int) {
    let series = UnsafeBufferPointer(values)
    for component in laws.liveComponents { approaches[component] = Approach() }
    laws.evaluate(series, conditions)
    laws.reflect(values, conditions)
    laws.chooseSides(weights)
    laws.measure(series)
    for _ in 0..<Self.mostSteps {
      var isAnyOver = false
      for component in laws.liveComponents {
        let (share, isRounding) = (laws.shares[component], laws.shares[component] <= LinearisedLaws.rounding)
        let own = approaches[component]
        let isStuck = !isRounding && (own.idle >= Self.patience || own.damping >= Self.damping.most || !laws.isDrawn[component])
        approaches[component].isOver = share == 0 || (isRounding && own.isLast) || isStuck
        approaches[component].isLast = isRounding
        isAnyOver = isAnyOver || approaches[component].isOver
      }
      if isAnyOver { laws.setLive(among: laws.liveComponents) { !approaches[$0].isOver } }
      if laws.liveComponents.isEmpty { return }
      laws.leaveOutWhatIsNotFinite()
      for component in laws.liveComponents { nearestStep.solve(component, damping: approaches[component].damping, isLast: approaches[component].isLast) }
      advance(values, conditions)
      steps += 1
      laws.evaluate(series, conditions)
      laws.measure(series)
    }
  }

  /// A number between −1 and 1 that looks random.
  private static func offset(_ attempt: Int, _ variable: Int) -> Double {
    var bits = UInt64(truncatingIfNeeded: attempt &* 1_000_003 &+ variable) &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(Int64(bitPattern: bits ^ (bits >> 31))) / 9_223_372_036_854_775_808
  }

  /// Takes the step in the components whose residuals shrink by it, or are rounding, and damps the others more.
  private func advance(_ values: UnsafeMutableBufferPointer<Double>, _ conditions: [Double]) {
    moved.withUnsafeMutableBufferPointer { moved in
      _ = moved.update(fromContentsOf: values)
      for component in laws.liveComponents {
        for variable in laws.variables(of: component) { moved[variable] = values[variable] - nearestStep.step[variable] }
      }
      laws.tryOut(UnsafeBufferPointer(moved), conditions)
      for component in laws.liveComponents {
        let (before, after) = (merit(component, laws.residuals), merit(component, laws.trial))
        var own = approaches[component]
        let isTaken = laws.shares[component] <= LinearisedLaws.rounding || after < before
        if isTaken {
          own.damping = max(Self.damping.least, 0.1 * own.damping * (own.damping <= Self.damping.first ? 0.01 : 1))
        } else {
          own.damping = max(Self.damping.first, 10 * own.damping)
        }
        let merit = isTaken ? after : before
        if merit <= 0.5 * own.mark { (own.mark, own.idle) = (merit, 0) } else { own.idle += 1 }
        approaches[component] = own
        guard isTaken else { continue }
        for variable in laws.variables(of: component) { values[variable] = moved[variable] }
      }
    }
  }

  /// Σ h²/(J W Jᵀ)ᵢᵢ of a component: the square of the distance from the laws, to first order.
  private func merit(_ component: Int, _ residuals: UnsafeMutableBufferPointer<Double>) -> Double {
    var merit = 0.0
    for place in laws.places(of: component) where laws.isEquation[place] || !(residuals[place] >= 0) {
      let square = residuals[place] * residuals[place] * nearestStep.scales[place]
      merit += square.isNaN ? .infinity : square
    }
    return merit
  }

  /// What coordinates take care of, to the last bit.
  private func finish(_ values: inout [Double], _ conditions: [Double], _ worst: inout (share: Double, place: Int)) {
    guard let chart else { return }
    moved = values
    for (place, residual) in system.residuals.enumerated() where residual.partner != nil && laws.isEquation[place] && place < system.localCount {
      // A quantity that is one channel is zero exactly.
      let entries = system.starts[place]..<system.starts[place + 1]
      if entries.count == 1, abs(laws.localSlopes[entries.lowerBound]) == 1 {
        moved[Int(system.variables[entries.lowerBound])] -= laws.residuals[place] * laws.localSlopes[entries.lowerBound]
      }
    }
    moved.withUnsafeBufferPointer { values in
      coordinates.withUnsafeMutableBufferPointer { chart.coordinates(of: values, conditions: conditions, into: $0) }
    }
    coordinates.withUnsafeBufferPointer { coordinates in
      charted.withUnsafeMutableBufferPointer { chart.values(of: coordinates, conditions: conditions, into: $0) }
    }
    let after = charted.withUnsafeBufferPointer { measured($0, conditions) }
    if after.share <= LinearisedLaws.rounding || after.share <= worst.share { (values, worst) = (charted, after) }
  }
}
