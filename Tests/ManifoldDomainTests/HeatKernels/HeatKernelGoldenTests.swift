import ManifoldDomain
import Testing

@Suite struct HeatKernelGoldenTests {
  /// log K to 1e-12·max(1, |log K|), the score to a relative 1e-12, the second derivative to 1e-11 of the greater of itself
  /// and 1/s.
  private func check(_ kernel: some RadialHeatKernel, _ golden: GoldenHeatKernel) {
    let sigma = golden.standardDeviation
    let found = kernel.logDensityDerivatives(at: golden.distance, standardDeviation: sigma)
    let expected = golden.expected
    #expect(abs(found.value - expected.value) <= 1e-12 * max(1, abs(expected.value)))
    #expect(abs(found.score - expected.score) <= 1e-12 * abs(expected.score))
    let scale = max(abs(expected.secondDerivative), sigma < 1 ? 1 / (sigma * sigma) : 0)
    #expect(abs(found.secondDerivative - expected.secondDerivative) <= 1e-11 * scale)
  }

  @Test(arguments: GoldenHeatKernel.circle)
  func circle(golden: GoldenHeatKernel) throws {
    check(CircleHeatKernel(), golden)
    check(try sphere(1), golden)
  }

  @Test(arguments: GoldenHeatKernel.twoSphere)
  func twoSphere(golden: GoldenHeatKernel) throws { check(try sphere(2), golden) }

  @Test(arguments: GoldenHeatKernel.threeSphere)
  func threeSphere(golden: GoldenHeatKernel) throws { check(try sphere(3), golden) }

  @Test(arguments: GoldenHeatKernel.rotations)
  func rotations(golden: GoldenHeatKernel) { check(RotationHeatKernel(), golden) }

  @Test(arguments: GoldenHeatKernel.higherSpheres)
  func higherSpheres(dimension: Int, golden: GoldenHeatKernel) throws { check(try sphere(dimension), golden) }
}
