internal import Analysis
public import Bellman
internal import Foundation
internal import Networks
internal import Tensors

/// A multi-scale heat-kernel density estimate: Σ over bandwidth rules c of w_c · mean over centres i of K_{σ_c(i)}(x, xᵢ), and a share
/// for the uniform law where there is one.
///
/// A rule gives every centre the same bandwidth, or a multiple of the distance to its k-th neighbour. Such terms are heat kernels of
/// the space: they integrate to one and are drawn from exactly. Kernels in the shape of their neighbourhoods come on top where rows
/// are few (`OrientedKernels`).
public struct KernelEstimate: StoredDensityModel {
  public let space: ManifoldSpace
  package let centres: StateBatch
  package let rules: [BandwidthRule]
  /// Rungs of the ladder: one for each centre and rule, rule by rule.
  package let rungs: [[UInt16]]
  package let weights: [Double]
  let uniformWeight: Double
  package let oriented: OrientedKernels?
  package let smallestDeviation: Double
  package let largestDeviation: Double
  private let cloud: PointCloud
  private let ladder: KernelLadder
  /// For every centre its rules and their rungs, the widest first: far from the centre all but a few are out of reach.
  private let widestFirst: [(rung: UInt16, rule: UInt16)]
  public let name: String

  package init(
    _ space: ManifoldSpace, centres: StateBatch, rules: [BandwidthRule], rungs: [[UInt16]], weights: [Double],
    uniformWeight: Double, oriented: OrientedKernels? = nil, smallestDeviation: Double, largestDeviation: Double,
    name: String = "kernel estimate", ladder: KernelLadder? = nil
  ) {
    self.space = space
    self.centres = centres
    self.rules = rules
    self.rungs = rungs
    self.weights = weights
    self.uniformWeight = uniformWeight
    self.oriented = oriented
    self.smallestDeviation = smallestDeviation
    self.largestDeviation = largestDeviation
    self.name = name
    cloud = PointCloud(centres, in: space)
    self.ladder = ladder ?? KernelLadder(cloud.kernels, from: smallestDeviation, to: largestDeviation)
    widestFirst = (0..<centres.count).flatMap { centre in
      rungs.indices.map { (rung: rungs[$0][centre], rule: UInt16($0)) }.sorted { $0.rung > $1.rung }
    }
  }

  /// The estimate with one bandwidth for all centres: the law of the data noised by so much.
  public static func single(_ space: ManifoldSpace, centres: StateBatch, deviation: Double) -> KernelEstimate {
    KernelEstimate(
      space, centres: centres, rules: [BandwidthRule(neighbour: 0, factor: deviation)],
      rungs: [[UInt16](repeating: 0, count: centres.count)], weights: [1], uniformWeight: 0, smallestDeviation: deviation, largestDeviation: deviation,
      name: "noised data")
  }

  public func logDensity(_ states: StateBatch) throws -> [Double] {
    let queries = PointCloud(states, in: space)
    let sums = AlignedMemory<Double>(count: states.count, filledWith: 0)
    let shared = SharedPointer(pointer: sums.pointer)
    let scale = weights.map { $0 / Double(max(cloud.count, 1)) }
    let parts = cloud.kernels.count
    // Small pieces, so that the threads end together.
    let piece = 16
    Parallel.forEach((states.count + piece - 1) / piece, threads: Parallel.defaultThreads) { _, index in
      let partSquares = AlignedMemory<Double>(count: parts, filledWith: 0)
      _ = cloud.withPoints { points in
        _ = queries.withPoints { query in
          widestFirst.withUnsafeBufferPointer { order in
            ladder.kernels.withUnsafeBufferPointer { kernels in
              for row in index * piece..<min((index + 1) * piece, queries.count) {
                shared.pointer[row] = sum(
                  at: query + row * queries.width, points, scale, order, kernels, partSquares.pointer, parts)
              }
            }
          }
        }
      }
    }
    let uniform = uniformWeight > 0 ? uniformWeight * exp(-space.logVolume) : 0
    guard let oriented else { return sums.array.map { log($0 + uniform) } }
    return zip(sums.array, oriented.density(queries)).map { log($0 + $1 + uniform) }
  }

  private func sum(
    at query: UnsafePointer<Double>, _ points: UnsafePointer<Double>, _ scale: [Double],
    _ order: UnsafeBufferPointer<(rung: UInt16, rule: UInt16)>, _ kernels: UnsafeBufferPointer<LadderKernel>,
    _ partSquares: UnsafeMutablePointer<Double>, _ parts: Int
  ) -> Double {
    var total = 0.0
    let count = rungs.count
    for centre in 0..<cloud.count {
      let point = points + centre * cloud.width
      let square = cloud.square(query, point)
      for place in centre * count..<(centre + 1) * count {
        let (rung, rule) = order[place]
        guard square < kernels[Int(rung)].squaredReach else { break }
        let density = Self.logDensity(kernels, Int(rung), square, query, point, cloud, partSquares, parts)
        total += scale[Int(rule)] * exp(density)
      }
    }
    return total
  }

  /// Of the kernel of a rung, which stays where it is: a copy would count references, a third of the loop's time.
  @inline(__always)
  static func logDensity(
    _ kernels: UnsafeBufferPointer<LadderKernel>, _ rung: Int, _ square: Double, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ cloud: PointCloud, _ partSquares: UnsafeMutablePointer<Double>, _ parts: Int
  ) -> Double {
    if kernels[rung].isFlat { return kernels[rung].logDensity(square: square) }
    if kernels[rung].hasOnePart {
      return kernels[rung].logDensity(square: square) + kernels[rung].remainder(0, square: square)
    }
    cloud.partSquares(a, b, partSquares)
    return kernels[rung].logDensity(parts: partSquares, count: parts)
  }

  /// Exact draws: a rule, a centre, then the kernel around it.
  public func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    var deviations: [Double] = []
    var chosen: [Int] = []
    var uniformRows: [Int] = []
    var orientedRows: [(row: Int, point: [Double])] = []
    for row in 0..<count {
      var generator = RandomCoordinates(
        seed: randomness.seed, stream: randomness.stream &+ 1 << 18, step: Int(randomness.step),
        firstRow: randomness.firstRow
      ).generator(row: row)
      var rest = generator.uniform()
      func take(_ shares: [Double]) -> Int? {
        for (index, share) in shares.enumerated() {
          if rest < share { return index }
          rest -= share
        }
        return nil
      }
      let rule = take(weights)
      let shape = rule == nil ? take(oriented?.weights ?? []) : nil
      let centre = min(centres.count - 1, Int(generator.uniform() * Double(centres.count)))
      if let shape, let point = oriented?.draw(shape, around: centre, using: &generator) {
        orientedRows.append((row, PointCloud.state(of: point, in: space)))
      } else if rule == nil, uniformWeight > 0 {
        uniformRows.append(row)
      }
      chosen.append(centre)
      deviations.append((rule ?? rungs.indices.last).map { ladder.kernels[Int(rungs[$0][centre])].deviation } ?? smallestDeviation)
    }
    var result = space.heatKernelDraws(around: centres.rows(chosen), standardDeviations: deviations, randomness)
    let size = result.layout.elementCount
    for (row, point) in orientedRows { result.values[0].replaceSubrange(row * size..<(row + 1) * size, with: point) }
    if !uniformRows.isEmpty {
      let uniform = space.uniformStates(count: count, randomness)
      for row in uniformRows {
        result.values[0].replaceSubrange(row * size..<(row + 1) * size, with: uniform.vector(row))
      }
    }
    return result
  }

  public func completed(with rows: StateBatch) -> (any StoredDensityModel)? {
    let all = centres.appending(rows)
    let cloud = PointCloud(all, in: space)
    return KernelEstimate(
      space, centres: all, rules: rules, rungs: Self.rungs(rules, cloud, ladder), weights: weights,
      uniformWeight: uniformWeight,
      oriented: oriented.map { Self.oriented(cloud, $0.rules, $0.weights, space, floor: smallestDeviation) },
      smallestDeviation: smallestDeviation, largestDeviation: largestDeviation, name: name, ladder: ladder)
  }

  private static func oriented(
    _ cloud: PointCloud, _ rules: [OrientedKernels.Rule], _ weights: [Double], _ space: ManifoldSpace, floor: Double
  ) -> OrientedKernels {
    OrientedKernels(
      cloud, Neighbours(cloud, count: rules.map(\.neighbours).max() ?? 0), rules: rules, weights: weights,
      dimension: space.dimension, floor: floor)
  }

  // MARK: Keeping

  public var kind: String { "kernels" }

  public var arrays: StoredArrays {
    var arrays = StoredArrays()
    arrays.store("centres", shape: [centres.count, centres.layout.elementCount], centres.values[0])
    arrays.store("rungs", shape: [rungs.count, centres.count], rungs.flatMap { $0.map(Double.init) })
    arrays.store("rules", shape: [rules.count, 2], rules.flatMap { [Double($0.neighbour), $0.factor] })
    arrays.store("weights", shape: [weights.count], weights)
    arrays.store("levels", shape: [3], [uniformWeight, smallestDeviation, largestDeviation])
    if let oriented {
      let rules = zip(oriented.rules, oriented.weights).flatMap { [Double($0.neighbours), $0.scale, $1] }
      arrays.store("oriented", shape: [oriented.rules.count, 3], rules)
    }
    return arrays
  }

  package init(_ space: ManifoldSpace, from arrays: StoredArrays) throws {
    let centres = try arrays.array("centres", rank: 2)
    let rungs = try arrays.array("rungs", rank: 2)
    let rules = try arrays.array("rules", rank: 2)
    let weights = try arrays.array("weights", rank: 1)
    let levels = try arrays.array("levels", rank: 1)
    let count = centres.shape[0]
    guard centres.shape[1] == space.layout.elementCount, rungs.shape == [weights.values.count, count], count > 0,
      rules.shape == [weights.values.count, 2],
      rules.values.allSatisfy({ $0.isFinite && $0 >= 0 && $0 < 1e6 }), levels.values.count == 3, levels.values[1] > 0, levels.values[2] >= levels.values[1],
      levels.values[2] < 100,
      rungs.values.allSatisfy({ $0 >= 0 && $0 < 4096 })
    else { throw ModelError("the stored kernel estimate does not belong to the space \(space.name)") }
    let ladder = KernelLadder(
      PointCloud(StateBatch(zeros: space.layout, count: 0), in: space).kernels, from: levels.values[1], to: levels.values[2])
    guard rungs.values.allSatisfy({ Int($0) < ladder.kernels.count }) else {
      throw ModelError("the stored kernel estimate has bandwidths outside its own range")
    }
    let states = StateBatch(space.layout, count: count, values: [centres.values])
    var oriented: OrientedKernels?
    if arrays.entries.contains(where: { $0.name == "oriented" }) {
      let table = try arrays.array("oriented", rank: 2)
      let rows = stride(from: 0, to: table.values.count, by: 3).map { Array(table.values[$0..<min($0 + 3, table.values.count)]) }
      guard table.shape[1] == 3, rows.allSatisfy({ $0[0] >= 1 && $0[0] < Double(count) && $0[1] > 0 && $0[1] < 100 && $0[2] >= 0 && $0[2] <= 1 })
      else { throw ModelError("the stored kernel estimate has oriented kernels that are none") }
      oriented = Self.oriented(
        PointCloud(states, in: space), rows.map { .init(neighbours: Int($0[0]), scale: $0[1]) }, rows.map { $0[2] }, space,
        floor: levels.values[1])
    }
    self.init(
      space, centres: states,
      rules: weights.values.indices.map {
        BandwidthRule(neighbour: Int(rules.values[2 * $0]), factor: rules.values[2 * $0 + 1])
      },
      rungs: weights.values.indices.map { rule in
        rungs.values[rule * count..<(rule + 1) * count].map { UInt16($0) }
      }, weights: weights.values, uniformWeight: levels.values[0], oriented: oriented, smallestDeviation: levels.values[1],
      largestDeviation: levels.values[2], ladder: ladder)
  }
}

/// How a centre gets its bandwidth: `factor` times the distance to its neighbour of this order, or `factor` itself for order 0.
package struct BandwidthRule: Hashable, Sendable {
  package var neighbour: Int
  package var factor: Double

  package init(neighbour: Int, factor: Double) {
    self.neighbour = neighbour
    self.factor = factor
  }
}

/// A pointer that crosses to worker threads, each of which writes to places of its own.
struct SharedPointer<Element>: @unchecked Sendable { let pointer: UnsafeMutablePointer<Element> }
