import Analysis
import Foundation
import ManifoldDomain
import Testing

@Suite struct HeatKernelLawTests {
  @Test(arguments: HeatKernelSpace.allCases, [1e-3, 0.05, 0.3, 0.8, 1.1, 1.4, 3, 40])
  func integratesToOne(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    let reach = min(.pi, 12 * sigma + 4 * sigma * Double(kernel.dimension).squareRoot())
    let mass = try GaussLegendreRule(count: 80).integrate(from: 0, to: reach) {
      exp(kernel.logDensity(at: $0, standardDeviation: sigma) + kernel.logSphereArea(at: $0))
    }
    #expect(abs(mass - 1) < 2e-13)
  }

  /// The volume is the integral of the spheres' areas, and the kernel's limit for large σ is uniform.
  @Test(arguments: HeatKernelSpace.allCases)
  func tendsToTheUniformLaw(space: HeatKernelSpace) throws {
    let kernel = try space.kernel
    let volume = try GaussLegendreRule(count: 60).integrate(from: 0, to: .pi) { exp(kernel.logSphereArea(at: $0)) }
    #expect(abs(log(volume) - kernel.logVolume) < 1e-13)
    for distance in [0, 1, .pi] {
      let limit = kernel.logDensityDerivatives(at: distance, standardDeviation: 1e3)
      #expect(abs(limit.value + kernel.logVolume) < 1e-14)
      #expect(limit.score == 0)
    }
  }

  /// ∂ log K/∂s = ½(L″ + L′² + (log area)′ L′) with L = log K. Simpson's rule over a short step in s must give the change of
  /// log K, at any θ and across every s at which the way of computing changes: a seam or a wrong derivative shows.
  @Test(arguments: HeatKernelSpace.allCases)
  func solvesTheHeatEquation(space: HeatKernelSpace) throws {
    let kernel = try space.kernel
    func rate(_ theta: Double, _ variance: Double) -> (value: Double, rate: Double) {
      let found = kernel.logDensityDerivatives(at: theta, standardDeviation: variance.squareRoot())
      let n = Double(kernel.dimension)
      let area = space == .rotations ? 1 / tan(theta / 2) : (n - 1) / tan(theta)
      return (found.value, 0.5 * (found.secondDerivative + found.score * found.score + area * found.score))
    }
    for theta in [1e-3, 0.7, .pi / 2, 1.6, 2.6, 3.1] {
      for start in [0.04, 0.1, 0.25, 0.3] {
        let step = start / 200
        var last = rate(theta, start)
        for i in stride(from: 0, to: start < 0.3 ? 20 : 2400, by: 2) {
          let points = [last] + (1...2).map { rate(theta, start + step * Double(i + $0)) }
          last = points[2]
          let change = step / 3 * (points[0].rate + 4 * points[1].rate + points[2].rate)
          let scale = max(1, abs(points[0].value))
          // The rule's own error is below h⁵ max|∂⁵ log K/∂s⁵|/90 ≈ θ² h⁵/s⁶.
          #expect(abs(points[2].value - points[0].value - change) < (3e-11 + 3 * pow(step / start, 5) / start) * scale)
        }
      }
    }
  }

  /// Simpson's rule over short steps in θ must give the change of log K from its score and the change of the score from the
  /// second derivative: no jump at any θ at which the way of computing changes.
  @Test(arguments: HeatKernelSpace.allCases, [0.3, 0.6, 0.9, 1.08, 1.3])
  func derivativesAreDerivativesWithoutASeam(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    // The kernel bends on the scale s/π, in the layer at the cut locus.
    let bend = max(1, .pi / (sigma * sigma))
    let count = 2 * Int((50 * .pi * bend).rounded(.up))
    let step = Double.pi / Double(count)
    // h⁵/90 times a derivative below 16 bendⁿ.
    let error = 1e-11 + 0.2 * pow(step * bend, 5) * bend
    var points = [RadialLogDensity]()
    for i in 0...count {
      points.append(kernel.logDensityDerivatives(at: step * Double(i), standardDeviation: sigma))
      guard i >= 2 else { continue }
      let (a, b, c) = (points[i - 2], points[i - 1], points[i])
      #expect(abs(c.value - a.value - step / 3 * (a.score + 4 * b.score + c.score)) < 2e-11)
      let scoreChange = step / 3 * (a.secondDerivative + 4 * b.secondDerivative + c.secondDerivative)
      #expect(abs(c.score - a.score - scoreChange) < error)
    }
  }

  /// K_s ∗ K_t = K_{s+t} on the circle.
  @Test(arguments: [(0.3, 0.4), (0.9, 1.3), (2, 0.2)])
  func circleSatisfiesChapmanKolmogorov(first: Double, second: Double) {
    let kernel = CircleHeatKernel()
    let both = (first * first + second * second).squareRoot()
    func density(_ position: Double, _ sigma: Double) -> Double {
      exp(kernel.logDensity(at: abs(position.remainder(dividingBy: 2 * .pi)), standardDeviation: sigma))
    }
    for end in [0, 0.5, 2, .pi] {
      // The trapezoidal rule is exact to rounding for periodic analytic functions.
      let sum = (0..<400).reduce(0.0) { sum, i in
        let middle = 2 * .pi * Double(i) / 400
        return sum + density(middle, first) * density(end - middle, second)
      }
      let expected = kernel.logDensity(at: end, standardDeviation: both)
      #expect(abs(log(sum * 2 * .pi / 400) - expected) < 1e-12)
    }
  }

  /// K_s ∗ K_t = K_{s+t} on S², and on SO(3), whose double cover is the sphere of the half angles in three dimensions.
  @Test(arguments: [(0.4, 0.5), (0.8, 0.6), (1.0, 1.5)])
  func curvedSpacesSatisfyChapmanKolmogorov(first: Double, second: Double) throws {
    let both = (first * first + second * second).squareRoot()
    let rule = try GaussLegendreRule(count: 60)
    let twoSphere = try sphere(2)
    let rotations = RotationHeatKernel()
    for end in [0, 0.5, 2, .pi] {
      // Middle points at distance a from the start and azimuth c; mass cached as K_s(a) sin a.
      let onSphere = rule.integrate(from: 0, to: .pi) { a in
        let start = exp(twoSphere.logDensity(at: a, standardDeviation: first)) * sin(a)
        return start
          * (0..<80).reduce(0.0) { sum, i in
            let cosine = cos(a) * cos(end) + sin(a) * sin(end) * cos(2 * .pi * Double(i) / 80)
            let rest = acos(min(max(cosine, -1), 1))
            return sum + exp(twoSphere.logDensity(at: rest, standardDeviation: second)) * 2 * .pi / 80
          }
      }
      #expect(abs(log(onSphere) - twoSphere.logDensity(at: end, standardDeviation: both)) < 1e-10)
      let onRotations = rule.integrate(from: 0, to: .pi) { a in
        let start = exp(rotations.logDensity(at: a, standardDeviation: first) + rotations.logSphereArea(at: a))
        func rest(_ axis: Double) -> Double {
          let cosine = cos(a / 2) * cos(end / 2) + sin(a / 2) * sin(end / 2) * axis
          return exp(rotations.logDensity(at: 2 * acos(min(1, abs(cosine))), standardDeviation: second))
        }
        return start * rule.integrate(from: -1, to: 1, rest) / 2
      }
      #expect(abs(log(onRotations) - rotations.logDensity(at: end, standardDeviation: both)) < 1e-9)
    }
  }

  /// At ω = π two images of the start are equally near: the k = 0 term is half of the whole.
  @Test(arguments: [0.01, 0.1, 0.5, 1.0, 1.09, 1.1, 2])
  func halfOfTheRotationKernelAtTheCutLocusIsItsFirstTerm(sigma: Double) {
    let s = sigma * sigma
    let term = s / 8 - 1.5 * log(2 * .pi * s) + log(.pi / 2) - .pi * .pi / (2 * s)
    // Beyond k = 0 and −1 come pairs of equal terms, at 3π, 5π, … and of alternating sign.
    let pairs = 1 - 3 * exp(-4 * .pi * .pi / s) + 5 * exp(-12 * .pi * .pi / s)
    let whole = RotationHeatKernel().logDensity(at: .pi, standardDeviation: sigma)
    #expect(abs(whole - log(2.0) - term - log(pairs)) <= 1e-14 * max(1, abs(whole)))
    // Powered: the first term taken for the whole, as the small-σ approximation does, is wrong by log 2.
    #expect(abs(whole - term) > 0.6)
  }

  /// K_{n+2} = −(e^{ns/2}/2π sin θ) dK_n/dθ, which ties every sphere to the next of its parity.
  @Test(arguments: Array(1...25) + [60, 127, 400, 998])
  func spheresDescend(dimension: Int) throws {
    let (lower, upper) = (try sphere(dimension), try sphere(dimension + 2))
    for sigma in [1e-4, 1e-3, 0.02, 0.3, 0.5, 0.9, 1.2, 2] {
      for distance in [1e-3, 0.4, 1.5, 1.7, 2.5, .pi - sigma * sigma, 3.141] where distance > 1.8 || distance < 3.1 {
        let below = lower.logDensityDerivatives(at: distance, standardDeviation: sigma)
        let expected =
          below.value + Double(dimension) * sigma * sigma / 2 + log(-below.score / (2 * .pi * sin(distance)))
        let found = upper.logDensity(at: distance, standardDeviation: sigma)
        #expect(abs(found - expected) <= 1e-11 * max(1, abs(expected)), "σ \(sigma), θ \(distance)")
      }
    }
  }

  /// SO(3) is the sphere S³ of radius 2 with opposite points made one.
  @Test(arguments: [0.01, 0.2, 0.7, 1.0, 1.5, 3])
  func rotationsAreHalfASphere(sigma: Double) throws {
    let threeSphere = try sphere(3)
    for angle in [0, 0.3, 1.2, 2.5, 3.1, .pi] {
      let images = [angle / 2, .pi - angle / 2].map { threeSphere.logDensity(at: $0, standardDeviation: sigma / 2) }
      let found = RotationHeatKernel().logDensity(at: angle, standardDeviation: sigma)
      #expect(abs(found - logSumExp(images) + log(8.0)) <= 1e-12 * max(1, abs(found)))
    }
  }
}
