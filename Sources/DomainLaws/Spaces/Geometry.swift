internal import Bellman

extension DomainLaws {
  /// The laws of a space's geometry.
  static func geometry<Space: RiemannianSpace>(of space: Space) -> [Law] {
    [
      shapes(of: space), stepsStay(in: space, Float.self, tolerance: 1e-6), stepsStay(in: space, Double.self, tolerance: 1e-12),
      tangentParts(of: space), exponentialAndLogarithm(of: space), zeroDistance(of: space), distances(of: space), transport(of: space),
      velocities(of: space), projection(of: space), exponentialVolume(of: space), divergence(of: space),
      plantedViolations(of: space), uniformLaw(of: space),
    ]
  }
}
