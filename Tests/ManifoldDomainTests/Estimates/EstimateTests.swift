import Bellman
import Foundation
import ManifoldDomain
import Networks
import Tensors
import TestInputs
import Testing

/// The fitted laws against brute force, quadrature and a truth that is known.
@Suite struct EstimateTests {
  /// Clusters of different width around a few centres, some rows copied.
  private static func clusters(_ space: ManifoldSpace, count: Int, seed: UInt64) -> StateBatch {
    let uniform = space.uniformStates(count: 6, RandomCoordinates(seed: 1, stream: RandomPurpose.start))
    var generator = SeededGenerator(state: seed)
    let chosen = (0..<count).map { _ in Int.random(in: 0..<6, using: &generator) }
    var states = space.heatKernelDraws(
      around: uniform.rows(chosen), standardDeviations: chosen.map { 0.05 * Double(1 + $0) },
      RandomCoordinates(seed: seed, stream: RandomPurpose.sampling))
    let size = space.layout.elementCount
    for copy in 0..<3 { states.values[0].replaceSubrange(copy * size..<(copy + 1) * size, with: states.vector(copy + 3)) }
    return states
  }

  /// Points of S² and the area that each stands for: midpoints in the height, which is uniform there, and in the angle; enough
  /// for kernels much wider than a cell.
  private static var sphereGrid: (points: StateBatch, cell: Double) {
    let (rings, columns) = (240, 480)
    let points = (0..<rings).flatMap { ring -> [Double] in
      let height = -1 + 2 * (Double(ring) + 0.5) / Double(rings)
      return (0..<columns).flatMap { column -> [Double] in
        let angle = 2 * Double.pi * (Double(column) + 0.5) / Double(columns)
        let radius = (1 - height * height).squareRoot()
        return [radius * cos(angle), radius * sin(angle), height]
      }
    }
    return (StateBatch(vectors: points, dimension: 3), 4 * Double.pi / Double(rings * columns))
  }

  /// ∫p over S².
  private func sphereMass(_ model: some DensityModel) throws -> Double {
    let (points, cell) = Self.sphereGrid
    return try model.logDensity(points).reduce(0) { $0 + cell * exp($1) }
  }

  /// Every rule's left-out density, against estimates that are built anew without the row.
  @Test func leaveOneOut() throws {
    let space = try ManifoldSpace(name: "S2")
    let states = Self.clusters(space, count: 40, seed: 3)
    let cloud = PointCloud(states, in: space)
    let ladder = KernelLadder(cloud.kernels, from: 0.02, to: 0.6)
    let rules = [(0, 0.1), (0, 0.4), (1, 1), (2, 0.7), (5, 1.4)].map { BandwidthRule(neighbour: $0.0, factor: $0.1) }
    let next = rules.map { BandwidthRule(neighbour: $0.neighbour > 0 ? $0.neighbour + 1 : 0, factor: $0.factor) }
    let nearest = rules.map { rule in
      rule.neighbour == 0
        ? []
        : states.indices.map { i in
          states.indices.filter { $0 != i }.map { square(cloud, i, $0) }.sorted()[rule.neighbour - 1]
        }
    }
    let left = KernelEstimate.leaveOneOut(
      cloud, rows: Array(states.indices), rungs: KernelEstimate.rungs(rules, cloud, ladder),
      withoutRow: KernelEstimate.rungs(next, cloud, ladder), thresholds: nearest, ladder: ladder)
    for row in states.indices {
      let others = states.rows(states.indices.filter { $0 != row })
      let rungs = KernelEstimate.rungs(rules, PointCloud(others, in: space), ladder)
      for rule in rules.indices {
        let alone = KernelEstimate(
          space, centres: others, rules: [rules[rule]], rungs: [rungs[rule]], weights: [1], uniformWeight: 0,
          smallestDeviation: 0.02, largestDeviation: 0.6, ladder: ladder)
        let expected = exp(try alone.logDensity(states.rows([row]))[0])
        #expect(abs(left[rule][row] - expected) <= 1e-12 * (1 + expected), "row \(row), rule \(rules[rule])")
      }
    }
  }

  /// The same for kernels in the shape of their neighbourhoods, copies and a product included.
  @Test(arguments: ["S2", "T1xS2"]) func orientedLeaveOneOut(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let states = Self.clusters(space, count: 40, seed: 9)
    let rules = [(3, 1.0), (6, 0.5), (12, 0.7)].map { OrientedKernels.Rule(neighbours: $0.0, scale: $0.1) }
    func kernels(_ states: StateBatch) -> OrientedKernels {
      let cloud = PointCloud(states, in: space)
      return OrientedKernels(
        cloud, Neighbours(cloud, count: 13), rules: rules, weights: [0.5, 0.3, 0.2], dimension: space.dimension, floor: 0.02)
    }
    let left = kernels(states).leaveOneOut(rows: Array(states.indices))
    for row in states.indices {
      let others = kernels(states.rows(states.indices.filter { $0 != row }))
      let expected = others.density(PointCloud(states.rows([row]), in: space))[0]
      let value = 0.5 * left[0][row] + 0.3 * left[1][row] + 0.2 * left[2][row]
      #expect(abs(value - expected) <= 1e-10 * (1 + expected), "row \(row)")
    }
  }

  /// Rows along a circle are told by kernels along it; shares of draws in caps, against the density's integral there.
  @Test func drawsHaveTheDensity() throws {
    let space = try ManifoldSpace(name: "S2")
    let circle = StateBatch(
      vectors: (0..<300).flatMap { [cos(0.02 * Double($0)), sin(0.02 * Double($0)), 0] }, dimension: 3)
    let training = space.heatKernelDraws(
      around: circle, standardDeviations: [Double](repeating: 0.02, count: 300), RandomCoordinates(seed: 4, stream: 1))
    var options = KernelEstimate.FitOptions()
    options.floor = 0.05
    let estimate = KernelEstimate.fitted(space, training: training, options: options)
    #expect(try #require(estimate.oriented).weights.reduce(0, +) > 0.5)

    let count = 20_000
    let draws = try estimate.draws(count: count, RandomCoordinates(seed: 5, stream: RandomPurpose.sampling))
    let (points, cell) = Self.sphereGrid
    let masses = try estimate.logDensity(points).map { cell * exp($0) }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-3)
    for pole in [[1.0, 0, 0], [0, 0.6, 0.8], [-0.8, 0, 0.6]] {
      func isInside(_ point: ArraySlice<Double>) -> Bool { zip(pole, point).reduce(0) { $0 + $1.0 * $1.1 } > 0.75 }
      let expected = points.indices.reduce(0) { $0 + (isInside(points.vector($1)) ? masses[$1] : 0) }
      let share = Double(draws.indices.filter { isInside(draws.vector($0)) }.count) / Double(count)
      // Five standard errors, and the quadrature's cells at the rim.
      #expect(abs(share - expected) < 5 * (expected * (1 - expected) / Double(count)).squareRoot() + 0.002, "\(share) \(expected)")
    }
  }

  private func square(_ cloud: PointCloud, _ a: Int, _ b: Int) -> Double {
    cloud.withPoints { cloud.square($0 + a * cloud.width, $0 + b * cloud.width) } ?? .nan
  }

  @Test func integrals() throws {
    let space = try ManifoldSpace(name: "S2")
    var options = KernelEstimate.FitOptions()
    options.floor = 0.05
    let training = Self.clusters(space, count: 300, seed: 4)
    let more = Self.clusters(space, count: 60, seed: 5)
    let estimate = KernelEstimate.fitted(space, training: training, options: options)
    #expect(abs(try sphereMass(estimate) - 1) < 2e-4)
    let completed = try #require(estimate.completed(with: more))
    #expect(abs(try sphereMass(completed) - 1) < 2e-4)
    let mixture = try #require(NormalMixture.fitted(space, training: training, validation: more))
    let mass = try sphereMass(mixture)
    #expect(mass < 1 + 1e-3 && mass > 0.995)
  }

  /// Completing is fitting the same rules on all rows: no weight changes, bandwidths do, and it comes back from its arrays.
  @Test func completion() throws {
    let space = try ManifoldSpace(name: "T2")
    let all = Self.clusters(space, count: 200, seed: 6)
    let estimate = KernelEstimate.fitted(space, training: all.rows(0..<150))
    let completed = try #require(estimate.completed(with: all.rows(150..<200)) as? KernelEstimate)
    #expect(completed.centres.count == 200)
    #expect(completed.weights == estimate.weights && completed.rules == estimate.rules)
    let cloud = PointCloud(all, in: space)
    let ladder = KernelLadder(cloud.kernels, from: estimate.smallestDeviation, to: estimate.largestDeviation)
    #expect(completed.rungs == KernelEstimate.rungs(estimate.rules, cloud, ladder))
    // A law that was kept and read again can be completed just the same.
    let restored = try KernelEstimate(space, from: estimate.arrays)
    let again = try #require(restored.completed(with: all.rows(150..<200)))
    #expect(try again.logDensity(all) == completed.logDensity(all))
  }

  /// The relative entropy of a mixture on SO(3) to what is learned of it; a start that misses modes must not spoil it.
  @Test func rotationMixture() throws {
    let space = try ManifoldSpace(name: "SO3")
    let means = space.uniformStates(count: 8, RandomCoordinates(seed: 8, stream: RandomPurpose.start))
    func draws(_ count: Int, _ seed: UInt64) -> StateBatch {
      space.heatKernelDraws(
        around: means.rows((0..<count).map { $0 % 8 }), standardDeviations: [Double](repeating: 0.1, count: count),
        RandomCoordinates(seed: seed, stream: RandomPurpose.sampling))
    }
    let mixture = try #require(NormalMixture.fitted(space, training: draws(4000, 1), validation: draws(400, 2)))
    let test = draws(2000, 3)
    let truth = KernelEstimate.single(space, centres: means, deviation: 0.1)
    let entropy = zip(try truth.logDensity(test), try mixture.logDensity(test)).reduce(0) { $0 + $1.0 - $1.1 } / 2000
    // About the number of fitted parameters over twice the rows.
    #expect(entropy > -0.02 && entropy < 0.06, "\(entropy)")
  }
}

extension StateBatch {
  fileprivate var indices: Range<Int> { 0..<count }
}
