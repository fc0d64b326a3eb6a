import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct GeometryTests {
  @Test(arguments: [1e-9, 0.5, Double.pi / 2, 3, Double.pi - 1e-9] as [Double])
  func anglesHaveAllTheirDigits(angle: Double) {
    let (centre, one) = (SIMD3(0.0, 0, 0), SIMD3(2.0, 0, 0))
    let other = 3 * SIMD3(cos(angle), sin(angle), 0)
    #expect(abs(Geometry.angle(centre + one, centre, centre + other) - angle) < 2e-15)
    #expect(Geometry.degrees(.pi) == 180 && Geometry.angle(centre, centre, other) == 0)
  }

  /// Seen from b towards c, with x to the right y points down: turning a clockwise brings it to positive angles.
  @Test(arguments: [-3.0, -1.2, 0, 0.7, 2.9] as [Double])
  func dihedralsHaveTheSignOfTheGoldBook(angle: Double) {
    let (a, b, c) = (SIMD3(2.0, 0, -0.4), SIMD3(0.0, 0, 0), SIMD3(0.0, 0, 1.5))
    let d = SIMD3(1.1 * cos(angle), 1.1 * sin(angle), 2)
    #expect(abs(Geometry.dihedral(a, b, c, d) - angle) < 1e-14)
    #expect(abs(Geometry.dihedral(d, c, b, a) - angle) < 1e-14)
    let mirror = SIMD3(1.0, -1, 1)
    #expect(abs(Geometry.dihedral(a * mirror, b, c, d * mirror) + angle) < 1e-14)
  }

  @Test func volumes() {
    #expect(Geometry.signedVolume(SIMD3(2, 0, 0), SIMD3(0, 3, 0), SIMD3(0, 0, 4)) == 24)
    #expect(Geometry.signedVolume(SIMD3(0, 3, 0), SIMD3(2, 0, 0), SIMD3(0, 0, 4)) == -24)
    #expect(Geometry.distance(SIMD3(1, 1, 1), SIMD3(1, 4, 5)) == 5)
  }

  /// No plane through the mean, of many, has a less sum of squares.
  @Test func planesAreThoseOfLeastSquares() {
    var generator = SeededGenerator(state: 5)
    func random() -> SIMD3<Double> { .random(in: -1...1, using: &generator) }
    for count in [1, 2, 3, 4, 7] {
      let points = (0..<count).map { _ in random() * SIMD3(3, 1, 0.4) + 5 }
      let plane = LeastSquaresPlane(points)
      #expect(abs(Geometry.length(plane.normal) - 1) < 1e-12)
      let least = points.reduce(0) { $0 + pow(plane.distance(of: $1), 2) }
      if count <= 3 { #expect(least < 1e-24) }
      for _ in 0..<2000 {
        let nudged = plane.normal + (Bool.random(using: &generator) ? 0.01 : 2) * random()
        let other = nudged / Geometry.length(nudged)
        #expect(points.reduce(0) { $0 + pow(Geometry.dot($1 - plane.centre, other), 2) } >= least - 1e-12)
      }
    }
  }

  /// The corners of a square, alternately above and below.
  @Test func distancesFromThePlane() {
    let corners = [SIMD3(1.0, 0, 0.1), SIMD3(0.0, 1, -0.1), SIMD3(-1.0, 0, 0.1), SIMD3(0.0, -1, -0.1)]
    let plane = LeastSquaresPlane(corners)
    #expect(corners.allSatisfy { abs(abs(plane.distance(of: $0)) - 0.1) < 1e-15 } && abs(abs(plane.normal.z) - 1) < 1e-15)
  }
}

@Suite struct AssignmentTests {
  /// Against all permutations.
  @Test func cheapestOfAll() {
    var generator = SeededGenerator(state: 12)
    func permutations(_ count: Int) -> [[Int]] {
      count == 0 ? [[]] : permutations(count - 1).flatMap { rest in (0..<count).map { rest[..<$0] + [count - 1] + rest[$0...] } }
    }
    for trial in 0..<200 {
      let count = 1 + trial % 6
      // Few different costs make ties.
      let costs = (0..<count * count).map { _ in Double(generator.below(trial % 2 == 0 ? 5 : 1000)) - 2 }
      func cost(_ columns: [Int]) -> Double { columns.enumerated().reduce(0) { $0 + costs[$1.offset * count + $1.element] } }
      let found = Assignment(count: count) { costs[$0 * count + $1] }.columns
      #expect(found.sorted() == Array(0..<count))
      #expect(cost(found) == permutations(count).map(cost).min())
    }
  }
}
