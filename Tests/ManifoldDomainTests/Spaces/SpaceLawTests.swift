import Bellman
import Foundation
import ManifoldAccuracy
import ManifoldDomain
import Tensors
import Testing

/// Laws of the draws. Each comparison rejects a right sampler with probability below 1e-6.
@Suite struct SpaceLawTests {
  /// √N sup |F_N − F| exceeds 2.7 with probability 2 exp(−2·2.7²) < 1e-6 (Kolmogorov; the supremum over a grid is
  /// less).
  static let kolmogorovBound = 2.7
  /// A standard normal exceeds 6 in absolute value with probability 2e-9: below 1e-6 over all the means of a test.
  static let normalBound = 6.0

  static let names = ["S1", "S2", "S3", "S7", "T3", "SO3", "S2xT2xSO3"]

  // MARK: Uniform law

  /// First and second moments of the coordinates, by symmetry 0 and 1/m of their sum of squares.
  @Test(arguments: [1, 2, 7, 27]) func uniformOnSpheres(dimension: Int) throws {
    let count = 20_000
    let space = try Sphere(dimension: dimension)
    let states = space.uniformStates(count: count, RandomCoordinates(seed: 21, stream: 1))
    #expect(space.violations(of: states, tolerance: 1e-15 * 4) == [])
    let size = Double(dimension + 1)
    for index in 0...dimension {
      let values = (0..<count).map { states.values[0][$0 * (dimension + 1) + index] }
      #expect(score(values, mean: 0, variance: 1 / size) < Self.normalBound)
      // Var x² = 2(m − 1)/(m²(m + 2)).
      let variance = 2 * (size - 1) / (size * size * (size + 2))
      #expect(score(values.map { $0 * $0 }, mean: 1 / size, variance: variance) < Self.normalBound)
    }
  }

  /// Entries have mean 0 and variance ⅓, the trace's square has mean 1 (the characters are orthonormal) and variance 2.
  @Test func uniformOnRotations() {
    let count = 20_000
    let states = RotationGroup().uniformStates(count: count, RandomCoordinates(seed: 22, stream: 1))
    #expect(RotationGroup().violations(of: states, tolerance: 1e-14) == [])
    for index in 0..<9 {
      let entries = (0..<count).map { states.values[0][$0 * 9 + index] }
      #expect(score(entries, mean: 0, variance: 1.0 / 3) < Self.normalBound)
    }
    let squares = (0..<count).map { row -> Double in
      let m = states.vector(row)
      let trace = m[m.startIndex] + m[m.startIndex + 4] + m[m.startIndex + 8]
      return trace * trace
    }
    // E χ₁⁴ = 3, the number of invariants of four vectors.
    #expect(score(squares, mean: 1, variance: 2) < Self.normalBound)
  }

  @Test func uniformOnTheTorus() throws {
    let count = 20_000
    let states = try Torus(dimension: 3).uniformStates(count: count, RandomCoordinates(seed: 23, stream: 1))
    for index in 0..<3 {
      let values = (0..<count).map { states.values[0][$0 * 3 + index] }
      #expect(kolmogorov(values, from: 0, to: 2 * .pi) { $0 / (2 * .pi) } < Self.kolmogorovBound)
    }
  }

  private func score(_ values: [Double], mean: Double, variance: Double) -> Double {
    let count = Double(values.count)
    return abs(values.reduce(0, +) / count - mean) / (variance / count).squareRoot()
  }

  // MARK: Heat kernel

  /// √N sup |F_N − F| over a grid.
  private func kolmogorov(
    _ values: [Double], from start: Double, to end: Double, _ law: (Double) throws -> Double
  ) rethrows -> Double {
    let sorted = values.sorted()
    var place = 0
    var greatest = 0.0
    for step in 1..<200 {
      let point = start + (end - start) * Double(step) / 200
      while place < sorted.count, sorted[place] <= point { place += 1 }
      greatest = max(greatest, abs(Double(place) / Double(sorted.count) - (try law(point))))
    }
    return greatest * Double(values.count).squareRoot()
  }

  /// √(N/2) sup |F_N − G_N| of two samples of one size.
  private func kolmogorov(_ a: [Double], _ b: [Double]) -> Double {
    let (a, b) = (a.sorted(), b.sorted())
    var (i, j) = (0, 0)
    var greatest = 0.0
    while i < a.count, j < b.count {
      if a[i] <= b[j] { i += 1 } else { j += 1 }
      greatest = max(greatest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return greatest * (Double(a.count) / 2).squareRoot()
  }

  private func draws(
    _ space: some FactoredSpace, _ deviations: [Double], count: Int, seed: UInt64
  ) -> (StateBatch, StateBatch) {
    let start = space.uniformStates(count: count, RandomCoordinates(seed: seed, stream: 1))
    var state = start
    for (index, deviation) in deviations.enumerated() {
      state = space.heatKernelDraws(
        around: state, standardDeviations: Array(repeating: deviation, count: count),
        RandomCoordinates(seed: seed, stream: 2, step: index))
    }
    return (start, state)
  }

  private func point(_ batch: StateBatch, _ row: Int) -> [Double] { Array(batch.vector(row)) }

  @Test(arguments: [0.05, 0.5, 1.5]) func radialLaws(deviation: Double) throws {
    try expectRadialLaw(Sphere(dimension: 1), #require(SphereHeatKernel(dimension: 1)), deviation)
    try expectRadialLaw(Sphere(dimension: 2), #require(SphereHeatKernel(dimension: 2)), deviation)
    try expectRadialLaw(Sphere(dimension: 7), #require(SphereHeatKernel(dimension: 7)), deviation)
    try expectRadialLaw(RotationGroup(), RotationHeatKernel(), deviation)
    try expectRadialLaw(Torus(dimension: 1), CircleHeatKernel(), deviation)
  }

  private func expectRadialLaw(
    _ space: some ManifoldFactor, _ kernel: some RadialHeatKernel, _ deviation: Double
  ) throws {
    let count = 20_000
    let reach = min(.pi, deviation * (Double(space.dimension).squareRoot() + 5))
    // The law must hold; draws that are a tenth too wide (where the law is not yet uniform) must be caught.
    for (fault, isCaught) in [(1.0, false), (1.1, true)] where fault == 1 || deviation <= 0.5 {
      let (start, end) = draws(space, [deviation * fault], count: count, seed: 24)
      let distances = (0..<count).map { space.distance(point(start, $0), point(end, $0)) }
      let statistic = try kolmogorov(distances, from: 0, to: reach) {
        try kernel.cumulativeProbability(at: $0, standardDeviation: deviation)
      }
      let isRejected = statistic > Self.kolmogorovBound
      #expect(isRejected == isCaught, "\(space.name), σ = \(deviation) × \(fault): \(statistic)")
    }
  }

  /// The direction of a draw is uniform: unit vectors of the logarithm have mean 0 and E u² = 1/n on the tangent space.
  /// On the sphere, seen from the fixed pole.
  @Test func directionsAreUniform() throws {
    let count = 20_000
    for factor in try [Sphere(dimension: 2), Sphere(dimension: 7), RotationGroup()] as [any ManifoldFactor] {
      let pole = (0..<factor.stateCount).map { factor is Sphere ? ($0 == 0 ? 1.0 : 0) : ($0 % 4 == 0 ? 1 : 0) }
      let start = StateBatch(factor.layout, count: count, values: [(0..<count).flatMap { _ in pole }])
      let end = factor.heatKernelDraws(
        around: start, standardDeviations: Array(repeating: 0.7, count: count), RandomCoordinates(seed: 25, stream: 2))
      let units = (0..<count).map { row in
        let vector = factor.logarithm(from: pole, to: point(end, row))
        return vector.map { $0 / vector.euclideanNorm }
      }
      let n = Double(factor.dimension)
      for index in factor.tangentCount - factor.dimension..<factor.tangentCount {
        #expect(score(units.map { $0[index] }, mean: 0, variance: 1 / n) < Self.normalBound)
        let squares = units.map { $0[index] * $0[index] }
        #expect(score(squares, mean: 1 / n, variance: 2 * (n - 1) / (n * n * (n + 2))) < Self.normalBound)
      }
    }
  }

  /// Brownian motion for s and then for t is Brownian motion for √(s² + t²); for s + t it is not.
  @Test(arguments: names) func drawsCompose(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let count = 20_000
    func distances(_ deviations: [Double], seed: UInt64) -> [Double] {
      let (start, end) = draws(space, deviations, count: count, seed: seed)
      return (0..<count).map { row in
        zip(space.factors, space.stateRanges).reduce(0) { sum, part in
          let distance = part.0.distance(Array(point(start, row)[part.1]), Array(point(end, row)[part.1]))
          return sum + distance * distance
        }
      }
    }
    let twoSteps = distances([0.3, 0.4], seed: 26)
    #expect(kolmogorov(twoSteps, distances([0.5], seed: 27)) < Self.kolmogorovBound)
    #expect(kolmogorov(twoSteps, distances([0.7], seed: 27)) > Self.kolmogorovBound)
  }

  /// A row's draw depends on its number and the coordinates alone.
  @Test func rowsAreIndependentOfTheBatch() throws {
    let space = try ManifoldSpace(name: "S2xT2xSO3")
    let start = space.uniformStates(count: 20, RandomCoordinates(seed: 28, stream: 1))
    let deviations = (0..<20).map { 0.05 + 0.1 * Double($0) }
    let coordinates = RandomCoordinates(seed: 28, stream: 2, step: 3)
    let whole = space.heatKernelDraws(around: start, standardDeviations: deviations, coordinates)
    let part = space.heatKernelDraws(
      around: start.rows(7..<12), standardDeviations: Array(deviations[7..<12]),
      RandomCoordinates(seed: 28, stream: 2, step: 3, firstRow: 7))
    #expect(part == whole.rows(7..<12))
    #expect(space.violations(of: whole, tolerance: 1e-14) == [])
    let still = space.heatKernelDraws(around: start, standardDeviations: deviations.map { _ in 0 }, coordinates)
    #expect(still == start)
  }

  /// Any standard deviation gives a state or NaN, and an end.
  @Test(arguments: names) func extremeStandardDeviations(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let deviations = [1e-300, 1e-160, 1e-30, 1e-12, 30, 1e9, 1e160, 1e308, -1, .nan, .infinity]
    let count = deviations.count
    let start = space.uniformStates(count: count, RandomCoordinates(seed: 31, stream: 1))
    let end = space.heatKernelDraws(
      around: start, standardDeviations: deviations, RandomCoordinates(seed: 31, stream: 2))
    #expect(space.violations(of: end.rows(0..<8), tolerance: 1e-14) == [])
    #expect(end.rows(8..<count).values[0].allSatisfy { $0.isNaN })
    #expect(point(end, 0) == point(start, 0) && point(end, 1) == point(start, 1))
    let values = space.logHeatKernel(from: start, to: end, standardDeviations: deviations)
    #expect(abs(values[5] + space.logVolume) < 1e-12)
    #expect(values[8...].allSatisfy { $0.isNaN })
    let scores = space.heatKernelScore(from: start, at: start, standardDeviations: deviations.map { _ in -1 })
    #expect(scores.values[0].contains { $0.isNaN })
  }

  /// The score against central differences of the log-density along geodesics, for every tangent direction.
  @Test(arguments: names) func scoreIsTheGradientOfTheLogDensity(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let count = 60
    let deviations = (0..<count).map { [0.2, 0.7, 2][$0 % 3] }
    let x = space.uniformStates(count: count, RandomCoordinates(seed: 29, stream: 1))
    let y = space.heatKernelDraws(around: x, standardDeviations: deviations, RandomCoordinates(seed: 29, stream: 2))
    let score = space.heatKernelScore(from: x, at: y, standardDeviations: deviations)
    let step = 1e-5
    for (factor, (places, coordinates)) in zip(space.factors, zip(space.stateRanges, space.tangentRanges)) {
      for coordinate in coordinates {
        func moved(_ length: Double) -> StateBatch {
          var result = y
          let width = space.layout.elementCount
          for row in 0..<count {
            let point = Array(y.vector(row))[places]
            var vector = coordinates.map { $0 == coordinate ? length : 0 }
            if factor is Sphere {
              let along = length * point[places.lowerBound + coordinate - coordinates.lowerBound]
              vector = zip(vector, point).map { $0 - along * $1 }
            }
            let end = factor.exponential(vector, at: Array(point))
            for index in places { result.values[0][row * width + index] = end[index - places.lowerBound] }
          }
          return result
        }
        let (ahead, behind) = (
          space.logHeatKernel(from: x, to: moved(step), standardDeviations: deviations),
          space.logHeatKernel(from: x, to: moved(-step), standardDeviations: deviations)
        )
        for row in 0..<count {
          let difference = (ahead[row] - behind[row]) / (2 * step)
          let found = Array(score.vector(row))[coordinate]
          #expect(abs(difference - found) < 1e-5 * max(1, abs(found)))
        }
      }
    }
  }

  /// Zero at the point itself and on the cut locus, never NaN, and symmetric in its points.
  @Test(arguments: names) func kernelsAtDegeneratePoints(name: String) throws {
    let space = try ManifoldSpace(name: name)
    var pairs = PointPairs(space, seed: 30)
    let (x, y, _) = pairs.adversarial(600)
    func batch(_ points: [[Double]]) -> StateBatch {
      StateBatch(space.layout, count: points.count, values: [points.flatMap { $0 }])
    }
    for deviation in [0.01, 0.3, 3.0] {
      let deviations = Array(repeating: deviation, count: x.count)
      let values = space.logHeatKernel(from: batch(x), to: batch(y), standardDeviations: deviations)
      let reversed = space.logHeatKernel(from: batch(y), to: batch(x), standardDeviations: deviations)
      #expect(values.allSatisfy { $0.isFinite })
      // At a given error of the distance, the log-density moves by its slope, at most π/σ² in each factor or angle.
      let slope = 2 * Double.pi * Double(space.dimension) / (deviation * deviation)
      #expect(zip(values, reversed).allSatisfy { abs($0 - $1) < 1e-11 * max(1, abs($0)) + 1e-14 * slope })
      let scores = space.heatKernelScore(from: batch(x), at: batch(y), standardDeviations: deviations)
      let scoresAtStart = space.heatKernelScore(from: batch(x), at: batch(x), standardDeviations: deviations)
      #expect(scores.values[0].allSatisfy { $0.isFinite })
      #expect(scoresAtStart.values[0].allSatisfy { $0 == 0 })
    }
    let sphere = try Sphere(dimension: 2)
    #expect(sphere.heatKernelScore(from: [0.6, 0, 0.8], at: [-0.6, 0, -0.8], standardDeviation: 0.3) == [0, 0, 0])
  }
}
