public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// Draws from a prior given that equations h(x) = 0 hold: chains that walk on the surface, whose law is the conditional one.
///
/// A move is a few steps of RATTLE. With v a velocity along the surface, F the prior's force ∇ ln p or none, w the variables' freedom and W = diag(w),
///
///     y = x + t (v + t/2 W F(x)) + W J(x)ᵀ λ with h(y) = 0, v' = P(y) ((y − x)/t + t/2 W F(y)),
///
/// P the projection on the tangent space. A step that Newton's method does not finish, or whose reverse ends elsewhere, is refused; the rest is accepted
/// with probability min(1, e^{ΔE}), E = ln p(x) − ½ ln det(J W Jᵀ) − ½ |v|². This leaves the law exact at any step length, which is drawn anew for each move
/// within 30 % so that no period of the law is met. J(y) W J(x)ᵀ has a band and a
/// border, so that a step takes a time proportional to the number of rows. Equations that share no variables and whose variables the prior does not join
/// are independent, and are accepted each by itself; many chains for laws of one row are one series of as many rows.
///
/// Sources: E. Zappa, M. Holmes-Cerfon, J. Goodman, Comm. Pure Appl. Math. 71, 2609 (2018), for the way back; T. Lelièvre, M. Rousset, G. Stoltz, Numer. Math.
/// 143, 379 (2019), for RATTLE with it.
public struct ConstrainedSampler: Sendable {
  public enum Move: Hashable, Sendable {
    /// Free steps along the surface, F = 0: for priors that are flat on it, and few dimensions.
    case geodesic(steps: Int)
    /// Steps with the prior's force: for many dimensions. One step is Langevin's.
    case hamiltonian(steps: Int)

    var steps: Int {
      switch self {
      case .geodesic(let steps), .hamiltonian(let steps): max(steps, 1)
      }
    }
  }

  public struct Options: Hashable, Sendable {
    public var move: Move
    /// The first step length t, in the metric of the weights; the warm-up finds a better one.
    public var step: Double
    /// Moves before the first draw, in which the step is adapted.
    public var warmUp: Int
    /// Moves from a draw to the next.
    public var thinning: Int
    /// The share of moves that the warm-up makes the step for.
    public var acceptance: Double

    public init(move: Move, step: Double = 0.1, warmUp: Int = 200, thinning: Int = 1, acceptance: Double = 0.8) {
      (self.move, self.step, self.warmUp, self.thinning, self.acceptance) = (move, step, warmUp, thinning, acceptance)
    }
  }

  /// The law on the surface.
  public enum Measure: Hashable, Sendable {
    /// p(x) dσ(x); see `LawEnforcement.surface`.
    case surface
    /// p(x) det(J W Jᵀ)^(−½) dσ(x); see `LawEnforcement.coarea`.
    case coarea
  }

  public let measure: Measure
  public let options: Options
  private let geometry: ConstraintGeometry
  private let bounds: LawSystem?
  /// A start whose condition is beyond this has no determinant to speak of.
  private static let worstCondition = 1e10

  /// - Parameters:
  ///   - system: its equations are kept by every draw, and its inequalities too; a law of complementarity has no surface.
  ///   - weights: of each channel, how freely it may move, a variance; ones when nil.
  ///   - conditions: the series' conditions, of which the laws may speak.
  /// - Throws: `ProgramError` where prior and laws are of other sizes, a law cannot be sampled under, or an option is out of range.
  public init(
    _ system: LawSystem, prior: SeriesPrior, measure: Measure, options: Options, weights: [Double]? = nil, conditions: [Double] = []
  ) throws(ProgramError) {
    guard prior.rows == system.times.count, prior.channels == system.channels.count else {
      throw ProgramError(
        .data, "a prior of \(prior.rows) times and \(prior.channels) channels for laws of \(system.times.count) and \(system.channels.count)",
        remedy: "give a prior of the laws' sizes")
    }
    let weights = weights ?? [Double](repeating: 1, count: prior.channels)
    guard weights.count == prior.channels, weights.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw ProgramError(.data, "weights \(weights) for \(prior.channels) channels", remedy: "give a positive number for each channel")
    }
    guard options.step > 0, options.step.isFinite, options.warmUp >= 0, options.thinning > 0, options.acceptance > 0, options.acceptance < 1 else {
      throw ProgramError(
        .usage, "a sampler of step \(options.step), warm-up \(options.warmUp), thinning \(options.thinning) and acceptance \(options.acceptance)",
        remedy: "give a positive step, a warm-up from 0, a thinning from 1 and an acceptance between 0 and 1")
    }
    (self.measure, self.options) = (measure, options)
    bounds = try Self.bounds(of: system)
    geometry = ConstraintGeometry(try system.equations(), prior: prior, weights: weights, conditions: conditions)
  }

  /// The inequalities, as equations whose residuals are to be positive.
  private static func bounds(of system: LawSystem) throws(ProgramError) -> LawSystem? {
    var laws: [SeriesLaw] = []
    for law in system.laws {
      switch law.relation {
      case .atLeast(let a, let b): laws.append(SeriesLaw(law.name, .equal(a, b)))
      case .complementary:
        throw ProgramError(
          .data, "law “\(law.name)”: what is complementary has no smooth surface to walk on",
          remedy: "leave it to projection, or state which of the two is zero")
      case .equal, .conserved: break
      }
    }
    guard !laws.isEmpty else { return nil }
    return try LawSystem(laws, channels: system.channels, times: system.times, constants: system.constants, conditions: system.conditions)
  }

  /// For each number of a series the component that it is of.
  public var components: [Int] { geometry.variableComponents }

  /// A chain.
  /// - Parameters:
  ///   - start: near the surface; it is moved onto it. A draw of the prior when nil.
  ///   - randomness: of the chain; the generator of its first row is used.
  /// - Throws: `ProgramError` where no start is found on the surface, or laws follow from each other there so that J W Jᵀ is singular.
  public func chain(draws count: Int, from start: [Double]? = nil, _ randomness: RandomCoordinates) throws(ProgramError) -> ConstrainedChain {
    var generator = randomness.generator(row: 0)
    let walk = try walk(from: start, &generator)
    let strides = options.move.steps
    // Robbins and Monro's steps on ln t; the mean of the second half is kept.
    var (logarithms, kept) = (0.0, 0)
    for number in 0..<options.warmUp {
      let chance = walk.move(strides: strides) { _, _ in }
      let change = (chance - options.acceptance) * 2 / pow(Double(number + 5), 0.6)
      walk.step *= exp(change)
      if 2 * number >= options.warmUp {
        logarithms += log(walk.step)
        kept += 1
      }
    }
    if kept > 0 { walk.step = exp(logarithms / Double(kept)) }
    var diagnostics = ConstrainedChain.Diagnostics()
    diagnostics.step = walk.step
    let components = geometry.componentCount
    var series = SeriesArray(zeros: count, length: geometry.prior.rows, channels: geometry.prior.channels)
    let width = series.width
    var logDeterminants = [Double](repeating: 0, count: count * components)
    for draw in 0..<count {
      for _ in 0..<options.thinning {
        _ = walk.move(strides: strides) { fate, isAccepted in
          diagnostics.proposed += 1
          if isAccepted { diagnostics.accepted += 1 }
          if fate == .lost { diagnostics.lost += 1 }
          if fate == .irreversible { diagnostics.irreversible += 1 }
        }
      }
      series.values.withUnsafeMutableBufferPointer { values in
        walk.copyPlace(into: UnsafeMutableBufferPointer(rebasing: values[draw * width..<(draw + 1) * width]))
      }
      for component in 0..<components { logDeterminants[draw * components + component] = walk.current.logDeterminants[component] }
      let accuracy = walk.accuracy
      diagnostics.greatestResidual = max(diagnostics.greatestResidual, accuracy.residual)
      diagnostics.condition = max(diagnostics.condition, accuracy.condition)
    }
    diagnostics.effectiveSampleSize = (0..<series.width).reduce(Double(count)) { least, i in
      let values = (0..<count).map { series.values[$0 * series.width + i] }
      let mean = values.reduce(0, +) / Double(max(count, 1))
      return min(least, effectiveSampleSize(ofChain: values), effectiveSampleSize(ofChain: values.map { ($0 - mean) * ($0 - mean) }))
    }
    return ConstrainedChain(draws: series, logDeterminants: logDeterminants, componentCount: components, diagnostics: diagnostics)
  }

  /// Independent chains, on all processors.
  /// - Throws: as `chain` does, for the first that does.
  public func chains(_ chainCount: Int, draws count: Int, _ randomness: RandomCoordinates) throws(ProgramError) -> [ConstrainedChain] {
    let results = Parallel.map(chainCount) { number -> Result<ConstrainedChain, ProgramError> in
      do throws(ProgramError) { return .success(try chain(draws: count, randomness.branch(number))) } catch { return .failure(error) }
    }
    var chains: [ConstrainedChain] = []
    for result in results { chains.append(try result.get()) }
    return chains
  }

  /// A chain at a start on the surface.
  private func walk(from start: [Double]?, _ generator: inout RandomStream) throws(ProgramError) -> ConstrainedWalk {
    let projection = LawProjection(geometry.system, weights: (0..<geometry.prior.channels).map { geometry.weights[$0] })
    let isCoarea = measure == .coarea
    let usesForce = if case .hamiltonian = options.move { true } else { false }
    var problem = "the laws"
    for _ in 0..<(start == nil ? 50 : 1) {
      var values = start ?? [Double](repeating: 0, count: geometry.width)
      if start == nil { values.withUnsafeMutableBufferPointer { geometry.prior.draw(&generator, $0) } }
      let outcome = projection.project(&values, conditions: geometry.conditions)
      guard outcome.isExact else {
        problem = "law “\(outcome.law)”"
        continue
      }
      let walk = ConstrainedWalk(
        geometry, bounds: bounds, isCoarea: isCoarea, usesForce: usesForce, step: options.step, start: values, generator: generator)
      let accuracy = walk.accuracy
      guard accuracy.condition < Self.worstCondition else {
        let name = geometry.system.laws[geometry.system.residuals[accuracy.worst].law].name
        throw ProgramError(
          .data, "law “\(name)” follows from the others where a chain starts, so that the conditional law is not defined", remedy: "leave one of them out")
      }
      guard walk.isInside else {
        problem = "the inequalities, or the prior's support,"
        continue
      }
      return walk
    }
    throw ProgramError(.data, "no start was found at which \(problem) held", remedy: "give a start that is nearer to the laws")
  }
}

extension LawSystem {
  /// The laws that make a surface: inequalities cut pieces out of it, and are no part of its geometry.
  func equations() throws(ProgramError) -> LawSystem {
    let laws = laws.filter { if case .atLeast = $0.relation { false } else { true } }
    guard laws.count < self.laws.count else { return self }
    return try LawSystem(laws, channels: channels, times: times, constants: constants, conditions: conditions)
  }
}
