import ManifoldAccuracy
import ManifoldDomain
import Testing

@Suite struct HeatKernelGoldenTests {
  /// log K to 1e-12·max(1, |log K|), the score to a relative 1e-12, the second derivative to 1e-11 of the greater of itself
  /// and 1/s.
  private func check(_ kernel: some RadialHeatKernel, _ golden: GoldenHeatKernel) {
    let errors = HeatKernelErrors(kernel, at: [golden])
    #expect(errors.value <= 1e-12)
    #expect(errors.score <= 1e-12)
    #expect(errors.secondDerivative <= 1e-11)
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
