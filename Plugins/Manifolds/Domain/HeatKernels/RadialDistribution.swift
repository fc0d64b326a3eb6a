public import Analysis
import Foundation

extension RadialHeatKernel {
  /// P(distance ≤ θ) to an absolute error of 1e-13, by Gauss–Legendre quadrature of the density times the sphere's area.
  ///
  /// Integrates from the nearer tail, so that small probabilities at either end keep their leading digits.
  public func cumulativeProbability(
    at distance: Double, standardDeviation: Double
  ) throws(AnalysisError) -> Double {
    guard standardDeviation > 0, !distance.isNaN else { return .nan }
    let distance = min(max(distance, 0), .pi)
    let rule = try GaussLegendreRule(count: 20)
    let typical = standardDeviation * Double(dimension).squareRoot()
    // Beyond twelve standard deviations past the typical distance there is less than 1e-30.
    let reach = min(.pi, typical + 12 * standardDeviation)
    func mass(from a: Double, to b: Double) -> Double {
      guard b > a else { return 0 }
      let panels = ((b - a) / min(2 * standardDeviation, 0.4)).rounded(.up)
      var sum = 0.0
      var panel = 0.0
      while panel < panels {
        let (left, right) = (a + (b - a) * panel / panels, a + (b - a) * (panel + 1) / panels)
        sum += rule.integrate(from: left, to: right) { theta in
          exp(logDensity(at: theta, standardDeviation: standardDeviation) + logSphereArea(at: theta))
        }
        panel += 1
      }
      return sum
    }
    return distance < min(typical, .pi / 2) ? mass(from: 0, to: distance) : 1 - mass(from: distance, to: reach)
  }
}
