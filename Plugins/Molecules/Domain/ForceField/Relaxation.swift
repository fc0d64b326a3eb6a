/// A molecule's atoms, moved downhill to the nearest minimum of the force field.
public struct Relaxation: Sendable {
  /// When to end.
  public struct Limits: Hashable, Sendable {
    /// The most steps.
    public var steps: Int
    /// The longest gradient of an atom at which the minimum is reached, in kcal/mol/Å.
    public var gradient: Double

    /// The gradient that is given leaves less than 0.001 kcal/mol to be gained in all but the softest torsions.
    public init(steps: Int = 2000, gradient: Double = 0.01) {
      self.steps = steps
      self.gradient = gradient
    }
  }

  /// In Å.
  public let positions: [SIMD3<Double>]
  /// In kcal/mol.
  public let energy: Double
  /// The steps taken.
  public let steps: Int
  /// Whether the gradient has come below the limit.
  public let isConverged: Bool

  /// Atoms less than 0.01 Å apart, which hardly push each other away, are first moved apart by 0.1 Å, in directions that
  /// depend on their indices alone.
  ///
  /// - Parameter start: positions in Å, one an atom.
  public init(of field: ForceField, from start: [SIMD3<Double>], limits: Limits = Limits()) {
    let minimiser = LimitedMemoryMinimiser(
      { field.energyAndGradient(at: $0, gradient: &$1) }, from: Self.separated(start), stepLimit: limits.steps, tolerance: limits.gradient)
    positions = minimiser.positions
    energy = minimiser.value
    steps = minimiser.steps
    isConverged = minimiser.isConverged
  }

  private static func separated(_ start: [SIMD3<Double>]) -> [SIMD3<Double>] {
    var positions = start
    for second in positions.indices {
      let isCrowded = start[..<second].contains { point in
        let difference = point - start[second]
        return (difference * difference).sum() < 1e-4
      }
      // Three irrational steps, so that no two atoms take the same direction.
      if isCrowded {
        let turn = Double(second + 1) * SIMD3(0.7548776662, 0.5698402910, 0.8191725134)
        positions[second] += 0.1 * (2 * (turn - turn.rounded(.down)) - 1)
      }
    }
    return positions
  }
}
