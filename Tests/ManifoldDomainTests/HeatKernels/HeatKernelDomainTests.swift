import ManifoldDomain
import TestInputs
import Testing

/// What the kernels do at the ends of their domain and beyond.
@Suite struct HeatKernelDomainTests {
  @Test(arguments: HeatKernelSpace.allCases, [1e-4, 1e-3, 0.1, 1, 10, 1e3])
  func isFiniteEverywhereAndStationaryAtBothEnds(space: HeatKernelSpace, sigma: Double) throws {
    let kernel = try space.kernel
    let least = Double.leastNonzeroMagnitude
    for distance in [0, least, 1e-9, 1e-3, 1, 1.5707, 1.5708, 3, 3.1415926, Double.pi.nextDown, .pi] {
      let found = kernel.logDensityDerivatives(at: distance, standardDeviation: sigma)
      #expect(found.value.isFinite && found.score.isFinite && found.secondDerivative.isFinite)
      #expect(found.score <= 0)
    }
    #expect(kernel.radialScore(at: 0, standardDeviation: sigma) == 0)
    #expect(kernel.radialScore(at: .pi, standardDeviation: sigma) == 0)
  }

  @Test(arguments: HeatKernelSpace.allCases)
  func badInputIsNotANumberAndRoundingPastTheEndsIsForgiven(space: HeatKernelSpace) throws {
    let kernel = try space.kernel
    for sigma in [0, -1, Double.nan] {
      #expect(kernel.logDensity(at: 1, standardDeviation: sigma).isNaN)
      #expect(try kernel.cumulativeProbability(at: 1, standardDeviation: sigma).isNaN)
      var generator = SeededGenerator(state: 1)
      #expect(kernel.sampleDistance(standardDeviation: sigma, using: &generator).isNaN)
    }
    #expect(kernel.logDensity(at: .nan, standardDeviation: 1).isNaN)
    for sigma in [0.1, 2] {
      let ends = [(-1e-15, 0), (Double.pi.nextUp, Double.pi)]
      for (outside, end) in ends {
        #expect(
          kernel.logDensityDerivatives(at: outside, standardDeviation: sigma)
            == kernel.logDensityDerivatives(at: end, standardDeviation: sigma))
      }
    }
    var generator = SeededGenerator(state: 1)
    #expect(kernel.sampleDistance(standardDeviation: .infinity, using: &generator).isNaN)
  }

  @Test func spheresHaveADimensionOfAtLeastOne() {
    #expect(SphereHeatKernel(dimension: 0) == nil)
    #expect(SphereHeatKernel(dimension: -3) == nil)
    #expect(SphereHeatKernel(dimension: 1) != nil)
  }
}
