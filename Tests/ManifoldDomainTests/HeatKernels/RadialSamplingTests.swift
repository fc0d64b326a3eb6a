import Analysis
import Foundation
import ManifoldDomain
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

  /// False alarm 1e-6 a case. The planted fault, σ wrong by 3 %, must be caught where σ still shapes the law.
  @Test(arguments: HeatKernelSpace.allCases, [1e-3, 0.1, 0.45, 0.9, 1.3, 3])
  func drawsFollowTheExactLaw(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    var generator = SplitMix(state: 20_260_101)
    // The even spheres above the second are the slow ones.
    let count = space == .sphere4 || space == .sphere10 ? 10_000 : 100_000
    let draws = (0..<count).map { _ in kernel.sampleDistance(standardDeviation: sigma, using: &generator) }
    #expect(try pValue(of: draws, kernel, sigma: sigma) > 1e-6)
    if count == 100_000, sigma < 0.7 {
      #expect(try pValue(of: draws, kernel, sigma: 1.03 * sigma) < 1e-6)
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

  /// The premise of rejection from the tangent normal law on Sⁿ: the density ratio falls with θ.
  @Test(arguments: 2...12)
  func densityRatioToTheTangentLawFalls(dimension: Int) throws {
    let kernel = try sphere(dimension)
    for sigma in [0.05, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3] {
      for i in 1..<60 {
        let theta = .pi * Double(i) / 60
        let slope = kernel.radialScore(at: theta, standardDeviation: sigma) + theta / (sigma * sigma)
          + Double(dimension - 1) * (1 / tan(theta) - 1 / theta)
        #expect(slope < 0, "σ \(sigma), θ \(theta)")
      }
    }
  }

  /// The premise of rejection from the tangent normal law on SO(3): the greatest ratio is at 0 or at π.
  @Test(arguments: [0.05, 0.3, 0.6, 0.9, 1.2, 1.41])
  func densityRatioOnRotationsIsGreatestAtAnEnd(sigma: Double) {
    let kernel = RotationHeatKernel()
    func ratio(_ theta: Double) -> Double {
      kernel.logDensity(at: theta, standardDeviation: sigma) + theta * theta / (2 * sigma * sigma)
        + 2 * log(sin(theta / 2) / (theta / 2))
    }
    let greatest = max(ratio(1e-9), ratio(.pi))
    for i in 1..<2000 { #expect(ratio(.pi * Double(i) / 2000) <= greatest + 1e-12) }
  }
}
