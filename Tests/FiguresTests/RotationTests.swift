import Figures
import Foundation
import Testing

@Suite struct RotationTests {
  @Test(arguments: [0.0, 1e-9, 0.3, 1.5, 3.0, Double.pi - 1e-9, Double.pi]) func angles(_ angle: Double) throws {
    let c = cos(angle)
    let s = sin(angle)
    let images = try #require(RotationFigure.Images(rowMajor: [c, -s, 0, s, c, 0, 0, 0, 1]))
    #expect(images.first == SIMD3(c, s, 0))
    #expect(abs(images.angle - angle) < 1e-15 * 8)
  }

  @Test func needsNineEntries() {
    #expect(RotationFigure.Images(rowMajor: [1, 0, 0, 1]) == nil)
  }
}
