import Foundation
import ManifoldDomain
import Testing

@Suite struct TabulatedRadialKernelTests {
  @Test(arguments: HeatKernelSpace.allCases, [1e-4, 1e-3, 0.01, 0.1, 0.4, 1, 2, 5, 1e3])
  func reproducesTheKernel(space: HeatKernelSpace, sigma: Double) throws {
    try check(try space.kernel, sigma)
  }

  private func check(_ kernel: some RadialHeatKernel, _ sigma: Double) throws {
    let table = TabulatedRadialKernel(kernel: kernel, standardDeviation: sigma)
    // Even steps, steps in the logarithm of π − θ down to rounding, and steps through the layer at the cut locus.
    let count = 200
    let distances = (0...count).flatMap { i in
      let u = Double(i) / Double(count)
      return [.pi * u, .pi - .pi * exp(-30 * u), .pi - min(0.5, 8 * sigma * sigma) * u]
    }
    for distance in distances {
      let exact = kernel.logDensityDerivatives(at: distance, standardDeviation: sigma)
      #expect(abs(table.logDensity(at: distance) - exact.value) <= 1e-12 * max(1, abs(exact.value)))
      let scale = max(1 / sigma, abs(exact.score))
      #expect(abs(table.radialScore(at: distance) - exact.score) <= 1e-10 * scale)
    }
  }

  @Test func batchesAreTheSingleCalls() throws {
    let table = TabulatedRadialKernel(kernel: try sphere(2), standardDeviation: 0.2)
    let distances = (0..<100).map { Double($0) * 0.031 }
    var values = [Double](repeating: .nan, count: 101)
    var scores = [Double](repeating: .nan, count: 50)
    distances.withUnsafeBufferPointer { input in
      values.withUnsafeMutableBufferPointer { table.logDensities(at: input, into: $0) }
      scores.withUnsafeMutableBufferPointer { table.radialScores(at: input, into: $0) }
    }
    #expect(Array(values.prefix(100)) == distances.map { table.logDensity(at: $0) })
    #expect(values[100].isNaN)
    #expect(scores == distances.prefix(50).map { table.radialScore(at: $0) })
  }
}
