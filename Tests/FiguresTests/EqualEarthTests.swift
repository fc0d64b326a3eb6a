import Figures
import Foundation
import Testing

@Suite struct EqualEarthTests {
  static let places: [(Double, Double)] = [-1.4, -0.9, -0.2, 0.0, 0.5, 1.1, 1.5].flatMap { latitude in
    [-3.1, -1.0, 0.0, 0.7, 2.9].map { (latitude, $0) }
  }

  @Test(arguments: places) func keepsAreas(_ latitude: Double, _ longitude: Double) {
    let step = 1e-4
    let derivative = { (alongLatitude: Double, alongLongitude: Double) -> SIMD2<Double> in
      // Central differences of fourth order.
      let at = { (k: Double) in
        EqualEarth.project(latitude: latitude + k * alongLatitude, longitude: longitude + k * alongLongitude)
      }
      return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
    }
    let a = derivative(step, 0)
    let b = derivative(0, step)
    let jacobian = b.x * a.y - b.y * a.x
    #expect(abs(jacobian / cos(latitude) - 1) < 1e-6)
  }

  @Test(arguments: places) func returns(_ latitude: Double, _ longitude: Double) throws {
    let back = try #require(EqualEarth.unproject(EqualEarth.project(latitude: latitude, longitude: longitude)))
    #expect(abs(back.latitude - latitude) < 1e-12)
    #expect(abs(back.longitude - longitude) < 1e-12)
  }

  @Test func isAsWideAndHighAsPublished() {
    // The equator is 2π · 2/√3 / A₁ long; the pole line is 0.59247 of it, as the paper says.
    #expect(abs(EqualEarth.extent.x - 2 * .pi / 3.0.squareRoot() / 1.340264) < 1e-14)
    let pole = EqualEarth.project(latitude: .pi / 2, longitude: .pi).x
    #expect(abs(pole / EqualEarth.extent.x - 0.59247) < 5e-4)
  }

  @Test func hasNothingBeyondTheMap() {
    #expect(EqualEarth.unproject(SIMD2(EqualEarth.extent.x * 0.99, EqualEarth.extent.y * 0.99)) == nil)
    #expect(EqualEarth.unproject(SIMD2(0, EqualEarth.extent.y * 1.01)) == nil)
    #expect(EqualEarth.unproject(SIMD2(.nan, 0)) == nil)
  }
}
