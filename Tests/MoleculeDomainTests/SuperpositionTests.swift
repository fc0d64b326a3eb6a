import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct SuperpositionTests {
  private func rootMeanSquare(_ one: [SIMD3<Double>], _ other: [SIMD3<Double>]) -> Double {
    (zip(one, other).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)).sum() } / Double(one.count)).squareRoot()
  }

  private func points(_ count: Int, _ generator: inout SeededGenerator) -> [SIMD3<Double>] { (0..<count).map { _ in generator.point(within: 3) } }

  /// How far the rows are from an orthonormal set.
  private func skewness(_ superposition: Superposition) -> Double {
    let rows = superposition.rows
    return (0..<3).flatMap { i in (0..<3).map { abs((rows[i] * rows[$0]).sum() - (i == $0 ? 1 : 0)) } }.max() ?? .nan
  }

  @Test(arguments: 1...12) func undoesAMotion(count: Int) {
    var generator = SeededGenerator(state: UInt64(count))
    for _ in 0..<50 {
      let start = points(count, &generator)
      let moved = generator.moved(start)
      let superposition = Superposition(of: moved, onto: start)
      #expect(superposition.rootMeanSquare < 1e-13 * 20 && rootMeanSquare(superposition(moved), start) < 1e-12)
      #expect(!superposition.isReflecting && skewness(superposition) < 1e-14 * 10)
    }
  }

  /// No rotation of a fine search is better: thousands of random ones, then ever smaller turns from the best of them.
  @Test(arguments: [Superposition.Motions.properRotations, .rotationsAndReflections]) func noOtherMotionIsNearer(motions: Superposition.Motions) {
    var generator = SeededGenerator(state: 41)
    for round in 0..<12 {
      let count = 2 + generator.below(6)
      let (moved, fixed) = (points(count, &generator), points(count, &generator))
      let superposition = Superposition(of: moved, onto: fixed, by: motions)
      #expect(abs(rootMeanSquare(superposition(moved), fixed) - superposition.rootMeanSquare) < 1e-12 && skewness(superposition) < 1e-13)
      let target = centred(fixed)
      var least = Double.infinity
      for mirror in motions == .properRotations ? [1.0] : [1.0, -1] {
        var best = centred(moved).map { mirror * $0 }
        var value = rootMeanSquare(best, target)
        var size = 2.0
        for trial in 0..<6000 {
          let candidate = turned(best, by: size, &generator)
          let candidateValue = rootMeanSquare(candidate, target)
          if candidateValue < value { (best, value) = (candidate, candidateValue) }
          if trial > 1500 { size *= 0.997 }
        }
        least = min(least, value)
      }
      #expect(least > superposition.rootMeanSquare - 1e-10 && least - superposition.rootMeanSquare < 1e-3, "round \(round): \(least)")
    }
  }

  private func centred(_ points: [SIMD3<Double>]) -> [SIMD3<Double>] {
    let centre = points.reduce(.zero, +) / Double(points.count)
    return points.map { $0 - centre }
  }

  /// Turned about a random axis through the origin, by at most 2 arcsin(size / 2).
  private func turned(_ points: [SIMD3<Double>], by size: Double, _ generator: inout SeededGenerator) -> [SIMD3<Double>] {
    let axis = generator.direction()
    let half = 0.5 * size * generator.unit()
    let (cosine, sine) = (1 - 2 * half * half, 2 * half * (1 - half * half).squareRoot())
    return points.map { point in
      let across = SIMD3(axis.y * point.z - axis.z * point.y, axis.z * point.x - axis.x * point.z, axis.x * point.y - axis.y * point.x)
      return cosine * point + sine * across + (1 - cosine) * (axis * point).sum() * axis
    }
  }

  /// A hand is not the other hand, unless a mirror is allowed.
  @Test func mirrorImagesAreToldApart() {
    var generator = SeededGenerator(state: 42)
    for _ in 0..<50 {
      let hand = points(5, &generator)
      let other = generator.moved(hand.map { -$0 })
      let proper = Superposition(of: other, onto: hand)
      let free = Superposition(of: other, onto: hand, by: .rotationsAndReflections)
      #expect(proper.rootMeanSquare > 0.05 && !proper.isReflecting)
      #expect(free.rootMeanSquare < 1e-12 && free.isReflecting && rootMeanSquare(free(other), hand) < 1e-12)
      #expect(!Superposition(of: generator.moved(hand), onto: hand, by: .rotationsAndReflections).isReflecting)
    }
  }

  @Test func pointsWithoutAShapeAreNoTrouble() {
    let line = (0..<5).map { Double($0) * SIMD3(1.0, 2, -1) }
    let back = line.map { -$0 + SIMD3(3, 3, 3) }
    #expect(Superposition(of: line, onto: back).rootMeanSquare < 1e-12)
    let square = [SIMD3(1.0, 0, 0), SIMD3(0, 1.0, 0), SIMD3(-1.0, 0, 0), SIMD3(0, -1.0, 0)]
    #expect(Superposition(of: square, onto: square.map { SIMD3($0.z, -$0.x, $0.y) }).rootMeanSquare < 1e-12)
    let one = Superposition(of: [SIMD3(1, 2, 3)], onto: [SIMD3(-4, 0, 9)])
    #expect(one.rootMeanSquare == 0 && one.rows == [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)] && one(SIMD3(1, 2, 4)) == SIMD3(-4, 0, 10))
    let place = [SIMD3<Double>](repeating: SIMD3(1, 1, 1), count: 4)
    #expect(Superposition(of: place, onto: square).rootMeanSquare == 1)
    #expect(Superposition(of: line.map { $0 * 1e150 }, onto: back).rootMeanSquare.isFinite)
  }

  /// A known value: an equilateral triangle and the same with one corner pulled outwards by 0.3, which no turn makes up for.
  @Test func distanceIsTheClosedForm() {
    let triangle = (0..<3).map { SIMD3(cos(2 * .pi * Double($0) / 3), sin(2 * .pi * Double($0) / 3), 0) }
    var pulled = triangle
    pulled[0].x += 0.3
    // The centroid takes a third of the pull: 0.3² (1 − 1/3) / 3.
    #expect(abs(Superposition(of: triangle, onto: pulled).rootMeanSquare - (0.09 * 2 / 9).squareRoot()) < 1e-12)
  }
}
