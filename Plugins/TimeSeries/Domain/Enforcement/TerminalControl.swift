public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// Draws from a Gaussian law steered towards the laws by the control of a terminal cost, |h(x)|²/(2ε), with the weights that say how far off they are.
///
/// The path X₀ = μ, dX = dB with B of covariance Σ, ends in a draw of N(μ, Σ). Its conditional law for the weight e^{−|h(X₁)|²/(2ε)} is that of Doob's
/// h-transform, h(x, t) = E[e^{−|h(X₁)|²/(2ε)} | Xₜ = x]. In each step laws are taken as linear about the present place (Gauss–Newton), what is not linear
/// in them over the rest of the path being taken as noise of a mean and variance V that a few draws of the rest show; then the step is a linear Gaussian
/// bridge and has a closed form. With r = −h(x) − mean, N(s) = (1 − s) J Σ Jᵀ + ε + V, δ the step,
///
///     ξ ← ξ + δ Σ Jᵀ N(t)⁻¹ (r − J (ξ + ζ) − √(ε + V) η),   ξ ~ N(0, δ Σ), ζ ~ N(0, (1 − t − δ) Σ), η ~ N(0, 1),
///
/// and the weight takes the factor N(r; 0, N(t))/N(r − J ξ; 0, N(t + δ)), at the end e^{−|h|²/(2ε)}: with it, draws have the soft conditional law exactly,
/// for any number of steps. Steps shorten geometrically towards the end, where the control is strongest. At last `LawProjection` takes off what is left,
/// some √ε.
///
/// Bias: with the weights, that of the last projection, O(√ε); without them, that of the linearisation too, which shorter steps reduce and do not remove.
/// For laws that are linear all weights are the same. A step takes O(n m² + m³) operations for m equations.
/// Source: W. H. Fleming, Appl. Math. Optim. 4, 329 (1977); P. Dai Pra, Appl. Math. Optim. 23, 313 (1991).
public struct TerminalControl: Sendable {
  public struct Options: Hashable, Sendable {
    /// ε, of the square of residuals, one for all.
    public var tolerance: Double
    public var steps: Int

    public init(tolerance: Double, steps: Int) { (self.tolerance, self.steps) = (tolerance, steps) }
  }

  public struct Draws: Sendable {
    public let series: SeriesArray
    /// ln of the weight of each draw, up to a constant; −∞ where projection did not arrive.
    public let logWeights: [Double]
    /// (Σw)²/Σw²
    public let effectiveSampleSize: Double
    /// The greatest distance, in the metric of the laws' projection, of a draw from where its path ended.
    public let greatestDisplacement: Double
  }

  public let law: GaussianSeriesLaw
  public let options: Options
  private let geometry: ConstraintGeometry
  /// The share of the path's time that is left before the last step, about; pairs of draws of the rest that show how far laws are from linear.
  private static let last = 1e-3
  private static let pairs = 8

  /// - Throws: `ProgramError` where law and system are of other sizes, or an option is out of range.
  public init(_ system: LawSystem, law: GaussianSeriesLaw, options: Options, conditions: [Double] = []) throws(ProgramError) {
    guard law.width == system.variableCount else {
      throw ProgramError(.data, "a law of \(law.width) numbers for laws of \(system.variableCount)", remedy: "give a law of the system's size")
    }
    guard options.tolerance > 0, options.tolerance.isFinite, options.steps > 0 else {
      throw ProgramError(.usage, "control with tolerance \(options.tolerance) in \(options.steps) steps", remedy: "give a positive tolerance, and steps from 1")
    }
    (self.law, self.options) = (law, options)
    let channels = system.channels.count
    geometry = ConstraintGeometry(
      try system.equations(), prior: SeriesPrior(rows: system.times.count, channels: channels, coupling: .whole, density: { _, _, _ in }, draw: { _, _ in }),
      weights: [Double](repeating: 1, count: channels), conditions: conditions)
  }

  /// Independent draws, on all processors.
  public func draws(count: Int, _ randomness: RandomCoordinates) -> Draws {
    let results = LawProjection.map(count, onto: geometry.system) { projection, number in
      var generator = randomness.generator(row: number)
      return draw(&generator, projection)
    }
    let logWeights = results.map(\.logWeight)
    let greatest = logWeights.max() ?? 0
    let weights = logWeights.map { greatest == -.infinity ? 0 : exp($0 - greatest) }
    let (sum, squares) = (weights.reduce(0, +), weights.reduce(0) { $0 + $1 * $1 })
    return Draws(
      series: SeriesArray(count: count, length: geometry.prior.rows, channels: geometry.prior.channels, values: results.flatMap(\.values)),
      logWeights: logWeights,
      effectiveSampleSize: squares > 0 ? sum * sum / squares : 0, greatestDisplacement: results.map(\.displacement).max() ?? 0)
  }

  private func draw(_ generator: inout RandomStream, _ projection: LawProjection) -> (values: [Double], logWeight: Double, displacement: Double) {
    let (n, m, tolerance) = (geometry.width, geometry.residualCount, options.tolerance)
    let (point, workspace) = (SurfacePoint(geometry), LawSystem.Workspace())
    for i in 0..<n { point.values[i] = law.mean[i] }
    func evaluate() {
      geometry.system.evaluate(
        UnsafeBufferPointer(point.values), conditions: geometry.conditions, workspace, residuals: point.residuals,
        slopes: (point.localSlopes, point.borderSlopes))
    }
    func increment(_ scale: Double) -> [Double] {
      var noise = [Double](repeating: 0, count: n)
      noise.withUnsafeMutableBufferPointer { law.draw(&generator, into: $0) }
      for i in 0..<n { noise[i] = scale.squareRoot() * (noise[i] - law.mean[i]) }
      return noise
    }
    func push(_ vector: [Double]) -> [Double] {
      var (vector, out) = (vector, [Double](repeating: 0, count: m))
      vector.withUnsafeMutableBufferPointer { vector in out.withUnsafeMutableBufferPointer { geometry.push(point, vector, $0) } }
      return out
    }
    var logWeight = 0.0
    for step in 0..<options.steps {
      let start = 1 - pow(Self.last, Double(step) / Double(options.steps))
      let end = step + 1 == options.steps ? 1 : 1 - pow(Self.last, Double(step + 1) / Double(options.steps))
      evaluate()
      let bend = bend(point, workspace, pairs: (0..<Self.pairs).map { _ in increment(1 - start) }, push)
      let residual = (0..<m).map { -point.residuals[$0] - bend.mean[$0] }
      let noise = bend.variance.map { tolerance + $0 }
      guard residual.allSatisfy(\.isFinite) else { return (Array(point.values), -.infinity, 0) }
      // Columns of Σ Jᵀ, and J Σ Jᵀ.
      let gains = (0..<m).map { law.covarianceProduct(geometry.row(point, $0)) }
      let gram = gains.flatMap { push($0) }
      func noisy(_ share: Double) -> PivotedCholesky {
        PivotedCholesky((0..<m * m).map { share * gram[$0] + ($0 / m == $0 % m ? noise[$0 / m] : 0) }, size: m, tolerance: 1e-300)
      }
      let now = noisy(1 - start)
      var move = increment(end - start)
      let ahead = increment(1 - end)
      var right = push(zip(move, ahead).map { $0 + $1 })
      for i in 0..<m { right[i] = residual[i] - right[i] - noise[i].squareRoot() * generator.normal() }
      let shares = now.solving(right)
      for number in 0..<m { for i in 0..<n { move[i] += (end - start) * gains[number][i] * shares[number] } }
      let left = zip(residual, push(move)).map { $0 - $1 }
      logWeight += Self.logDensity(residual, now) - Self.logDensity(left, noisy(1 - end))
      for i in 0..<n { point.values[i] += move[i] }
    }
    evaluate()
    for i in 0..<m { logWeight -= 0.5 * point.residuals[i] * point.residuals[i] / tolerance }
    let end = Array(point.values)
    var values = end
    let isExact = projection.project(&values, conditions: geometry.conditions).isExact
    let displacement = zip(values, end).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    return (values, isExact && !logWeight.isNaN ? logWeight : -.infinity, displacement)
  }

  /// Mean and variance of h(x + ζ) − h(x) − J ζ over ζ and −ζ; draws at which a law has no value are left out.
  private func bend(
    _ point: SurfacePoint, _ workspace: LawSystem.Workspace, pairs: [[Double]], _ push: ([Double]) -> [Double]
  ) -> (mean: [Double], variance: [Double]) {
    let m = geometry.residualCount
    var (sums, squares, count) = ([Double](repeating: 0, count: m), [Double](repeating: 0, count: m), 0.0)
    var residuals = [Double](repeating: 0, count: m)
    for pair in pairs {
      for sign in [1.0, -1] {
        let place = pair.indices.map { point.values[$0] + sign * pair[$0] }
        place.withUnsafeBufferPointer { place in
          residuals.withUnsafeMutableBufferPointer {
            geometry.system.evaluate(place, conditions: geometry.conditions, workspace, residuals: $0, slopes: nil)
          }
        }
        guard residuals.allSatisfy(\.isFinite) else { continue }
        let linear = push(pair)
        for i in 0..<m {
          let rest = residuals[i] - point.residuals[i] - sign * linear[i]
          sums[i] += rest
          squares[i] += rest * rest
        }
        count += 1
      }
    }
    guard count > 0 else { return (sums, squares) }
    return (sums.map { $0 / count }, (0..<m).map { max(0, squares[$0] / count - sums[$0] * sums[$0] / (count * count)) })
  }

  private static func logDensity(_ vector: [Double], _ covariance: PivotedCholesky) -> Double {
    -0.5 * (zip(vector, covariance.solving(vector)).reduce(0) { $0 + $1.0 * $1.1 } + covariance.logDeterminant)
  }
}
