import Bellman
import DomainLaws
import Testing

@Suite struct GoodOnes {
  @Test(arguments: [1, 2, 5]) func euclideanSpaceObeys(dimension: Int) {
    for result in DomainLaws.check(EuclideanSpace(dimension: dimension), seed: 1) {
      #expect(result.passed, "\(result)")
    }
  }

  @Test func sphereObeys() {
    for result in DomainLaws.check(ThreeSphere(), seed: 2) { #expect(result.passed, "\(result)") }
  }

  @Test(arguments: [
    GaussianPath.linear, .ornsteinUhlenbeck(horizon: 3), .varianceExploding(smallest: 0.01, largest: 5),
  ])
  func gaussianReferenceObeys(path: GaussianPath) {
    let reference = GaussianReference(dimension: 2, path: path)
    for result in DomainLaws.check(reference, seed: 3) { #expect(result.passed, "\(result)") }
  }

  @Test func brownianReferenceObeys() throws {
    let reference = try BrownianReference(ThreeSphere(), schedule: try NoiseSchedule(smallest: 0.02, largest: 3))
    for result in DomainLaws.check(reference, seed: 4) { #expect(result.passed, "\(result)") }
  }

  /// Noise that does not hide the data, from the law of the noised data, in a space without a uniform law.
  @Test func brownianReferenceFromHeatKernelsObeys() throws {
    let space = EuclideanSpace(dimension: 2)
    let data = StateBatch(vectors: [3, 0, -1, 2, 0, 0, 4, -4], dimension: 2)
    let reference = try BrownianReference(
      space, schedule: try NoiseSchedule(smallest: 0.02, largest: 0.5),
      start: HeatKernelMixture(space, centres: data, deviation: 0.5))
    for result in DomainLaws.check(reference, data: data, seed: 4) { #expect(result.passed, "\(result)") }
  }

  /// Other seeds, to see that no law alarms by chance.
  @Test(arguments: 10..<16) func noFalseAlarms(seed: Int) {
    let report = DomainLaws.check(EuclideanSpace(dimension: 3), seed: UInt64(seed))
    #expect(report.passed, "\(report)")
    let process = DomainLaws.check(
      GaussianReference(dimension: 3, path: .linear), seed: UInt64(seed))
    #expect(process.passed, "\(process)")
  }
}
