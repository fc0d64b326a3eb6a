import Analysis
import Foundation
import ManifoldDomain
import TestInputs
import Testing

@Suite struct RadialSamplingTests {
  /// The upper tail of Pearson's statistic of draws in 32 cells of the exact law at `sigma`.
  private func pValue(
    of draws: [Double], _ kernel: some RadialHeatKernel, sigma: Double
  ) throws -> Double {
    let cells = 32
    let typical = sigma * Double(kernel.dimension).squareRoot()
    let reach = min(.pi, typical + 2.5 * sigma)
    let edges = (1..<cells).map { reach * Double($0) / Double(cells) }
    let below = try [0] + edges.map { try kernel.cumulativeProbability(at: $0, standardDeviation: sigma) } + [1]
    var counts = [Double](repeating: 0, count: cells)
    for draw in draws { counts[min(cells - 1, Int(draw / reach * Double(cells)))] += 1 }
    var statistic = 0.0
    var kept = 0.0
    // Cells with few expected draws are joined to their successors, as the law of the statistic requires.
    var (count, expected) = (0.0, 0.0)
    for cell in 0..<cells {
      count += counts[cell]
      expected += Double(draws.count) * (below[cell + 1] - below[cell])
      guard expected >= 20 else { continue }
      statistic += (count - expected) * (count - expected) / expected
      kept += 1
      (count, expected) = (0, 0)
    }
    return try ChiSquareLaw(degreesOfFreedom: kept - 1).upperTail(statistic)
  }

  /// False alarm 1e-6 a test. The planted fault, σ wrong by 3 %, must be caught where σ still shapes the law.
  private func check(_ kernel: some RadialHeatKernel, sigma: Double, count: Int, draw: () -> Double) throws {
    let draws = (0..<count).map { _ in draw() }
    #expect(try pValue(of: draws, kernel, sigma: sigma) > 1e-6)
    guard count >= 100_000, sigma < 0.7 else { return }
    #expect(try pValue(of: draws, kernel, sigma: 1.03 * sigma) < 1e-6)
  }

  @Test(arguments: HeatKernelSpace.allCases, [1e-3, 0.1, 0.45, 0.9, 1.3, 3])
  func drawsFollowTheExactLaw(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    var generator = SeededGenerator(state: 20_260_101)
    // These are slow, and the planted fault is caught on the others.
    let count = space == .sphere4 || space == .sphere10 ? 3000 : 100_000
    try check(kernel, sigma: sigma, count: count) {
      kernel.sampleDistance(standardDeviation: sigma, using: &generator)
    }
  }

  @Test(arguments: HeatKernelSpace.allCases, [1e-3, 0.3, 1, 5])
  func distributionRisesFromZeroToOneWithTheDensityAsItsSlope(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    func law(_ theta: Double) throws -> Double { try kernel.cumulativeProbability(at: theta, standardDeviation: sigma) }
    #expect(try law(0) == 0)
    #expect(try law(.pi) == 1)
    for fraction in [0.3, 1, 1.7, 2.5] {
      let theta = min(fraction * sigma * Double(kernel.dimension).squareRoot(), 2.8)
      let step = 1e-4 * min(sigma, 1)
      let slope = (try law(theta + step) - law(theta - step)) / (2 * step)
      let density = exp(kernel.logDensity(at: theta, standardDeviation: sigma) + kernel.logSphereArea(at: theta))
      #expect(abs(slope - density) < 1e-6 / min(sigma, 1))
    }
  }

  /// The spectral sums, integrated term by term: on the circle θ/π + (2/π) Σ_k e^{−k²s/2} sin(kθ)/k, and on SO(3)
  /// (1/π) Σ_l (2l+1) e^{−l(l+1)s/2} (sin(lω)/l − sin((l+1)ω)/(l+1)), the l = 0 term being ω − sin ω.
  @Test(arguments: [0.1, 0.4, 1, 2])
  func distributionIsTheIntegratedSpectralSum(sigma: Double) throws {
    let s = sigma * sigma
    for theta in [0.05, 0.4, 1, 1.8, 2.9] {
      var circle = theta
      var rotations = theta - sin(theta)
      for degree in 1...200 {
        let l = Double(degree)
        circle += 2 * exp(-l * l * s / 2) * sin(l * theta) / l
        rotations += (2 * l + 1) * exp(-l * (l + 1) * s / 2) * (sin(l * theta) / l - sin((l + 1) * theta) / (l + 1))
      }
      let found = try CircleHeatKernel().cumulativeProbability(at: theta, standardDeviation: sigma)
      #expect(abs(found - circle / .pi) < 1e-13)
      let foundRotations = try RotationHeatKernel().cumulativeProbability(at: theta, standardDeviation: sigma)
      #expect(abs(foundRotations - rotations / .pi) < 1e-13)
    }
  }

  @Test(arguments: [(12, 0.2), (60, 0.1), (200, 0.05), (200, 0.2), (1000, 0.04), (1000, 1)])
  func drawsFollowTheExactLawInHighDimension(dimension: Int, sigma: Double) throws {
    let kernel = try sphere(dimension)
    var generator = SeededGenerator(state: 20_260_103)
    let draws = (0..<3000).map { _ in kernel.sampleDistance(standardDeviation: sigma, using: &generator) }
    #expect(try pValue(of: draws, kernel, sigma: sigma) > 1e-6)
  }

  /// The premise of drawing under tangents: log K + (n − 1) log sin θ is concave.
  @Test(arguments: [3, 4, 5, 10, 60, 1000], [0.02, 0.2, 0.5, 0.9, 1.6])
  func theDensityOfTheDistanceIsLogConcave(dimension: Int, sigma: Double) throws {
    let kernel = try sphere(dimension)
    for i in 1..<300 {
      let theta = .pi * Double(i) / 300
      let found = kernel.logDensityDerivatives(at: theta, standardDeviation: sigma)
      let area = Double(dimension - 1) / (sin(theta) * sin(theta))
      #expect(found.secondDerivative - area <= 1e-9 * (area + abs(found.secondDerivative)))
    }
  }

  /// The premises of rejection: the ratio of the density to the tangent normal law is greatest at an end of [0, π] as long
  /// as that law is used, and the density itself falls with θ.
  @Test(arguments: HeatKernelSpace.allCases, [0.02, 0.2, 0.5, 0.7, 0.9, 1.1, 1.3, 1.6])
  func densityRatiosAreGreatestAtAnEnd(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    let steps = 500
    let ratios = (0...steps).map { i in
      let theta = i == 0 ? 1e-9 : .pi * Double(i) / Double(steps)
      return kernel.logDensity(at: theta, standardDeviation: sigma) + theta * theta / (2 * sigma * sigma)
        + kernel.logSphereArea(at: theta) - Double(kernel.dimension - 1) * log(theta)
    }
    let greatest = max(ratios[0], ratios[steps])
    for i in 1..<steps {
      #expect(ratios[i] <= greatest + 1e-11)
      #expect(kernel.radialScore(at: .pi * Double(i) / Double(steps), standardDeviation: sigma) < 0)
    }
  }
}
