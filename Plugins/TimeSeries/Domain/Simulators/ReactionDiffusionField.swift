public import Files
internal import Foundation
internal import Tensors

/// Something that spreads and grows: ∂u/∂t = ν ∂²u/∂x² + ρ u (1 − u) on [0, 1] with ν = 0.005, ρ = 0.01 and given fluxes −ν ∂u/∂x at the ends, as means
/// over 128 cells, at times 0.01 apart.
///
/// The initial field is a sum of sine waves of random whole wave numbers, amplitudes and phases, at times folded or cut out, moved and stretched onto [0, 1] (the
/// family of PDEBench; M. Takamoto et al., NeurIPS 2022); the flux at the left end is in [0, 0.05] and that at the right end in [−0.05, 0], both into the
/// line, uniform and rounded to thousandths: the protocol of U. Utkarsh et al., Physics-Constrained Flow Matching, NeurIPS 2025 (arXiv 2506.04171).
///
/// A step between times Δt is one of growth, by the closed form of the logistic equation, and then one of diffusion, by the midpoint rule in parts that are
/// short enough for it, with fluxes between cells that take from one what they give to the other:
///
///     G(u) = u/(u + e^{−ρΔt} (1 − u)),   uᵢ ← G(uᵢ),   then  uᵢ ← uᵢ − (h/Δx) (fᵢ₊½ − fᵢ₋½) for each part h,   f = −ν (uᵢ₊₁ − uᵢ)/Δx.
///
/// The protocol's scheme grows inside the parts, which a series does not show. Growth that comes first makes the balance of the scheme one that the series
/// themselves obey, to rounding; fields of the two differ by 3·10⁻⁶ (root mean square), 4·10⁻⁵ at most.
///
/// Laws: ∑ uᵢ′ Δx = ∑ G(uᵢ) Δx + Δt (flux_left − flux_right); u is nowhere negative.
public struct ReactionDiffusionField: FieldSimulator {
  public typealias Initial = Profile
  public typealias Boundary = Fluxes

  /// The means over the cells at time 0.
  public struct Profile: Hashable, Sendable {
    public let values: [Double]

    /// - Throws: `ProgramError` where there is not one finite number for each of the 128 cells.
    public init(_ values: [Double]) throws(ProgramError) {
      guard values.count == ReactionDiffusionField.cells, values.allSatisfy(\.isFinite) else {
        throw ProgramError(
          .data, "a profile of \(values.count) numbers, or of some that are not finite",
          remedy: "give \(ReactionDiffusionField.cells) finite numbers")
      }
      self.values = values
    }

    fileprivate init(checked values: [Double]) { self.values = values }
  }

  /// At the ends, rightward.
  public struct Fluxes: Hashable, Sendable {
    public let left: Double
    public let right: Double

    public init(left: Double, right: Double) {
      self.left = left
      self.right = right
    }
  }

  public init() {}

  public let name = "reaction-diffusion"
  public let summary = "growth and diffusion with given fluxes at the ends, 128 cells; random profile and fluxes"
  public let defaultLength = 100
  public let parameterNames: [String] = []
  static let cells = 128
  static let spacing = 1 / Double(cells)
  static let step = 0.01
  static let (growth, diffusion) = (0.01, 0.005)
  /// Parts of a step: ν h/Δx² is at most an eighth, of the half at which the rule becomes unstable.
  static let parts = Int((8 * diffusion * step / (spacing * spacing)).rounded(.up))
  public let points = (0..<Self.cells).map { (Double($0) + 0.5) * Self.spacing }

  public func times(length: Int) -> [Double] { evenTimes(length, step: Self.step) }

  public var laws: LawFile {
    let values = points.indices.map(value)
    let decay = Expression.exponential(-(.name("rho") * .name("step")))
    let grown = values.map { $0 / ($0 + decay * (1 - $0)) }
    let spacing = Expression.name("spacing")
    let inward = Expression.name("step") * (.name("flux_left") - .name("flux_right"))
    return LawFile(
      [
        SeriesLaw("mass", .equal(.next(spacing * .adding(values)), spacing * .adding(grown) + inward)),
        SeriesLaw("nowhere negative", .atLeast(.extreme(.minimum, values[...]), 0)),
      ],
      constants: ["rho": Self.growth, "spacing": Self.spacing, "step": Self.step], conditions: ["flux_left", "flux_right"])
  }

  public func initial(_ number: Int, seed: UInt64) -> Profile {
    var random = draws(.reactionProfile, number, seed: seed)
    // Two choices of a wave number 1, 2 or 3; one that is chosen twice is doubled.
    var chosen = [0.0, 0, 0]
    for _ in 0..<2 { chosen[min(Int(3 * random.uniform()), 2)] += 1 }
    let waves = (1...3).map { 2 * .pi * Double($0) * chosen[$0 - 1] / (points[Self.cells - 1] - points[0]) }
    let amplitudes = waves.map { _ in random.uniform() }
    let phases = waves.map { _ in 2 * .pi * random.uniform() }
    let isFolded = random.uniform() < 0.1
    let sign: Double = random.uniform() < 0.5 ? 1 : -1
    let isCut = random.uniform() < 0.1
    let (left, right) = (random.uniform(0.1...0.45), random.uniform(0.55...0.9))
    var values = points.map { x in
      var value = 0.0
      for wave in 0..<3 { value += amplitudes[wave] * sin(waves[wave] * x + phases[wave]) }
      value = sign * (isFolded ? abs(value) : value)
      return isCut ? 0.5 * value * (tanh((x - left) / 0.01) - tanh((x - right) / 0.01)) : value
    }
    let least = values.min() ?? 0
    values = values.map { $0 - least }
    let greatest = values.max() ?? 0
    if greatest > 0 { values = values.map { $0 / greatest } }
    return Profile(checked: values)
  }

  public func boundary(_ number: Int, seed: UInt64) -> Fluxes {
    var random = draws(.reactionFluxes, number, seed: seed)
    return Fluxes(left: (50 * random.uniform()).rounded() / 1000, right: -(50 * random.uniform()).rounded() / 1000)
  }

  public func draw(_ initial: Profile, _ boundary: Fluxes) -> SimulatedDraw {
    SimulatedDraw(conditions: [boundary.left, boundary.right])
  }

  public func solve(_ initial: Profile, _ boundary: Fluxes, times: [Double], into field: UnsafeMutableBufferPointer<Double>) {
    let width = Self.cells
    guard !times.isEmpty else { return }
    for (cell, value) in initial.values.enumerated() { field[cell] = value }
    let decay = exp(-Self.growth * Self.step)
    let part = Self.step / Double(Self.parts)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width + 1) { room in
      let (middle, fluxes) = (UnsafeMutableBufferPointer(rebasing: room[..<width]), UnsafeMutableBufferPointer(rebasing: room[width...]))
      for row in 1..<max(times.count, 1) {
        let now = UnsafeMutableBufferPointer(rebasing: field[(row - 1) * width..<row * width])
        let next = UnsafeMutableBufferPointer(rebasing: field[row * width..<(row + 1) * width])
        for cell in 0..<width { next[cell] = now[cell] / (now[cell] + decay * (1 - now[cell])) }
        for _ in 0..<Self.parts {
          Self.spread(next, by: next, boundary, 0.5 * part, into: middle, fluxes)
          Self.spread(next, by: middle, boundary, part, into: next, fluxes)
        }
      }
    }
  }

  /// uᵢ − (h/Δx) (fᵢ₊½ − fᵢ₋½) with the fluxes of another field.
  private static func spread(
    _ field: UnsafeMutableBufferPointer<Double>, by other: UnsafeMutableBufferPointer<Double>, _ boundary: Fluxes, _ duration: Double,
    into result: UnsafeMutableBufferPointer<Double>, _ fluxes: UnsafeMutableBufferPointer<Double>
  ) {
    let width = field.count
    fluxes[0] = boundary.left
    for cell in 1..<width { fluxes[cell] = -diffusion * (other[cell] - other[cell - 1]) / spacing }
    fluxes[width] = boundary.right
    let ratio = duration / spacing
    for cell in 0..<width { result[cell] = field[cell] - ratio * (fluxes[cell + 1] - fluxes[cell]) }
  }
}
