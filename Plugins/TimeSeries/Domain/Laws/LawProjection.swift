internal import Foundation

/// The series near a given one that keeps the equations of a system of laws, to rounding: structured Newton steps, damped where they must be.
///
/// With h the residuals and J their Jacobian at x, W how freely variables move, and D the diagonal of J W Jᵀ,
///
///     (J W Jᵀ + μ D) λ = h,   x ← x − W Jᵀ λ.
///
/// J W Jᵀ has a band and a border, so that a step takes a time proportional to the rows. A step is taken where hᵀ D⁻¹ h, the square of the distance
/// from the laws to first order, shrinks by it, and its μ falls; elsewhere μ grows. For small enough steps it always shrinks. Residuals that share no
/// variables, even through others, are of different components; each component has its own μ, so that one row that is far off holds up no other. Steps
/// go on until what is left is rounding. A component that ends where the residuals are least but not zero (an orbit that noise has turned around) begins
/// again beside its start, each time a little farther off. What comes out is near the series that went in, and nearest to it where laws are linear.
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
  /// Beginnings again, how far off the first one is as a share of a channel's greatest value, and by what each is farther than the last.
  private static let mostAttempts = 60
  private static let nearest = 0.02
  private static let growth = 1.06
  /// The least damping, which does nothing but where laws imply each other, the first one that is felt, and one with which nothing moves.
  private static let damping = (least: 1e-11, first: 1e-3, most: 1e8)

  public let system: LawSystem
  /// Of each variable of a row: how freely it may move, a variance.
  public let weights: [Double]
  private let components: [Int]
  private let componentCount: Int
  private let workspace = LawSystem.Workspace()
  private var matrix: BorderedBandMatrix
  private var residuals: [Double]
  private var trial: [Double]
  private var localSlopes: [Double]
  private var borderSlopes: [Double]
  private var solution: [Double]
  private var step: [Double]
  private var moved: [Double]
  /// 1/(J W Jᵀ)ᵢᵢ of each residual, and of each component the greatest share of a residual.
  private var scales: [Double]
  private var shares: [Double]
  /// The greatest value of each channel.
  private var sizes: [Double]
  /// Of each component, and of its residuals.
  private var dampings: [Double]
  private var lengthenings: [Double]
  private var isTaken: [Bool]
  /// The component that moves each variable; −1 where none does.
  private let movers: [Int]
  /// For each variable the entries of local residuals that touch it: residual and place, in order.
  private let touches: [[(residual: Int, entry: Int)]]

  /// - Parameter weights: one for each channel; ones when nil.
  public init(_ system: LawSystem, weights: [Double]? = nil) {
    self.system = system
    self.weights = weights ?? [Double](repeating: 1, count: system.channels.count)
    let (count, local, n) = (system.residuals.count, system.localCount, system.variableCount)
    var touches = [[(residual: Int, entry: Int)]](repeating: [], count: n)
    var halfWidth = 0
    for residual in 0..<local {
      for entry in system.starts[residual]..<system.starts[residual + 1] {
        let variable = Int(system.variables[entry])
        if let first = touches[variable].first { halfWidth = max(halfWidth, residual - first.residual) }
        touches[variable].append((residual, entry))
      }
    }
    self.touches = touches
    // Components by joining residuals that touch a variable; those of the whole series join all.
    var parent = Array(0..<count)
    func root(_ start: Int) -> Int {
      var node = start
      while parent[node] != node {
        parent[node] = parent[parent[node]]
        node = parent[node]
      }
      return node
    }
    for list in touches { for (residual, _) in list.dropFirst() { parent[root(residual)] = root(list[0].residual) } }
    if count > local { for residual in 0..<count { parent[root(residual)] = root(count - 1) } }
    var numbers: [Int: Int] = [:]
    components = (0..<count).map { residual in
      let root = root(residual)
      if let number = numbers[root] { return number }
      numbers[root] = numbers.count
      return numbers.count - 1
    }
    componentCount = numbers.count
    let components = components
    movers = touches.map { list in list.first.map { components[$0.residual] } ?? (count > local ? components[count - 1] : -1) }
    scales = [Double](repeating: 1, count: count)
    shares = [Double](repeating: 0, count: componentCount)
    dampings = shares
    isTaken = [Bool](repeating: false, count: componentCount)
    lengthenings = scales
    sizes = [Double](repeating: 0, count: system.channels.count)
    matrix = BorderedBandMatrix(size: local, halfWidth: halfWidth, borderSize: count - local)
    residuals = [Double](repeating: 0, count: count)
    (trial, solution) = (residuals, residuals)
    localSlopes = [Double](repeating: 0, count: system.variables.count)
    borderSlopes = [Double](repeating: 0, count: (count - local) * n)
    step = [Double](repeating: 0, count: n)
    moved = step
  }

  /// Moves a series onto the laws.
  /// - Parameters:
  ///   - values: rows of channels; what it was is left in it where a residual is not finite at the start.
  public mutating func project(_ values: inout [Double], conditions: [Double] = []) -> Outcome {
    let start = values
    var steps = 0
    var worst = approach(&values, conditions, &steps)
    for attempt in 0..<Self.mostAttempts where worst.share > Self.rounding {
      let farther = Self.nearest * pow(Self.growth, Double(attempt))
      for variable in values.indices where movers[variable] >= 0 && shares[movers[variable]] > Self.rounding {
        values[variable] = start[variable] + farther * sizes[variable % sizes.count] * Self.offset(attempt, variable)
      }
      worst = approach(&values, conditions, &steps)
    }
    let residual = system.residuals.isEmpty ? nil : system.residuals[worst.place]
    return Outcome(
      steps: steps, residual: worst.share, law: residual.map { system.laws[$0.law].name } ?? "",
      row: residual?.row)
  }

  /// Steps until no component can go on.
  private mutating func approach(_ values: inout [Double], _ conditions: [Double], _ steps: inout Int) -> (share: Double, place: Int) {
    for component in 0..<componentCount { dampings[component] = Self.damping.least }
    evaluate(values, conditions, withSlopes: true)
    var worst = worstResidual(values)
    for _ in 0..<Self.mostSteps {
      guard worst.share > 0 else { break }
      let wasRounding = worst.share <= Self.rounding
      solve()
      guard advance(&values, conditions) else { break }
      steps += 1
      evaluate(values, conditions, withSlopes: true)
      worst = worstResidual(values)
      // One step more takes off what the last one left.
      if wasRounding { break }
    }
    return worst
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

  /// The residual that is the greatest share of Σ|∂h/∂x|·max|x|, and 1 where that is less than the residual itself.
  private mutating func worstResidual(_ values: [Double]) -> (share: Double, place: Int) {
    var worst = (share: 0.0, place: 0)
    for component in shares.indices { shares[component] = 0 }
    // A channel that is zero at a row is known to the rounding of what it is elsewhere.
    let width = system.channels.count
    for channel in 0..<width { sizes[channel] = 0 }
    for (place, value) in values.enumerated() { sizes[place % width] = max(sizes[place % width], abs(value)) }
    for place in residuals.indices {
      var size = 0.0
      if place < system.localCount {
        for entry in system.starts[place]..<system.starts[place + 1] {
          size += abs(localSlopes[entry]) * sizes[Int(system.variables[entry]) % width]
        }
      } else {
        let start = (place - system.localCount) * values.count
        for variable in values.indices { size += abs(borderSlopes[start + variable]) * sizes[variable % width] }
      }
      let ratio = residuals[place] == 0 ? 0 : abs(residuals[place]) / max(size, abs(residuals[place]))
      // What cannot be worked out does not hold.
      let share = ratio.isNaN ? .infinity : ratio
      if share > worst.share { worst = (share, place) }
      shares[components[place]] = max(shares[components[place]], share)
    }
    return worst
  }

  /// λ and the step W Jᵀ λ.
  private mutating func solve() {
    let (local, width, n) = (system.localCount, system.channels.count, system.variableCount)
    let borderCount = residuals.count - local
    matrix.clear()
    leaveOutWhatIsNotFinite()
    let bandWidth = matrix.halfWidth + 1
    for variable in 0..<n {
      let weight = weights[variable % width]
      let list = touches[variable]
      for (place, (residual, entry)) in list.enumerated() {
        let scaled = weight * localSlopes[entry]
        for (other, otherEntry) in list[...place] {
          matrix.band[residual * bandWidth + matrix.halfWidth - residual + other] += scaled * localSlopes[otherEntry]
        }
        for r in 0..<borderCount { matrix.border[r * local + residual] += scaled * borderSlopes[r * n + variable] }
      }
      for r in 0..<borderCount {
        for s in 0...r { matrix.corner[r * borderCount + s] += weight * borderSlopes[r * n + variable] * borderSlopes[s * n + variable] }
      }
    }
    for residual in 0..<local { scales[residual] = Self.inverse(matrix.band[residual * bandWidth + matrix.halfWidth]) }
    for r in 0..<borderCount { scales[local + r] = Self.inverse(matrix.corner[r * borderCount + r]) }
    for place in residuals.indices { lengthenings[place] = dampings[components[place]] }
    matrix.factorise(lengthening: lengthenings)
    for place in residuals.indices { solution[place] = residuals[place].isFinite ? residuals[place] : 0 }
    solution.withUnsafeMutableBufferPointer { matrix.solve($0) }
    for variable in 0..<n {
      var sum = 0.0
      for (residual, entry) in touches[variable] { sum += localSlopes[entry] * solution[residual] }
      for r in 0..<borderCount { sum += borderSlopes[r * n + variable] * solution[local + r] }
      step[variable] = weights[variable % width] * sum
    }
  }

  /// A residual that cannot be worked out here moves nothing.
  private mutating func leaveOutWhatIsNotFinite() {
    let n = system.variableCount
    for place in residuals.indices {
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

  private static func inverse(_ square: Double) -> Double { square > 0 ? 1 / square : 1 }

  /// Takes the step in the components whose residuals shrink by it, or are rounding, and damps the others more; false where no component can go on.
  private mutating func advance(_ values: inout [Double], _ conditions: [Double]) -> Bool {
    for variable in values.indices { moved[variable] = values[variable] - (movers[variable] < 0 ? 0 : step[variable]) }
    evaluate(moved, conditions, withSlopes: false)
    let (before, after) = (merits(residuals), merits(trial))
    var goesOn = false
    for component in 0..<componentCount {
      isTaken[component] = shares[component] <= Self.rounding || after[component] < before[component]
      if isTaken[component] {
        dampings[component] = max(Self.damping.least, 0.1 * dampings[component] * (dampings[component] <= Self.damping.first ? 0.01 : 1))
        goesOn = true
      } else {
        dampings[component] = max(Self.damping.first, 10 * dampings[component])
        if dampings[component] < Self.damping.most { goesOn = true }
      }
    }
    for variable in values.indices where movers[variable] >= 0 && isTaken[movers[variable]] { values[variable] = moved[variable] }
    return goesOn
  }

  /// Σ h²/(J W Jᵀ)ᵢᵢ for each component: squares of distances from the laws, to first order.
  private func merits(_ residuals: [Double]) -> [Double] {
    var merits = [Double](repeating: 0, count: componentCount)
    for place in residuals.indices {
      let scale = scales[place]
      let square = residuals[place] * residuals[place] * scale
      merits[components[place]] += square.isNaN ? .infinity : square
    }
    return merits
  }
}
