package import Bellman
internal import Foundation
internal import Networks
internal import Tensors

extension KernelEstimate {
  /// How an estimate is fitted.
  package struct FitOptions: Sendable {
    package init() {}

    /// The smallest bandwidth in radians: the resolution floor. Where locations repeat, densities at copies grow without bound as
    /// it falls, so that a likelihood means something only together with it.
    package var floor = 0.001
    /// The greatest fixed bandwidth.
    var ceiling = 0.45
    var fixedCount = 18
    var neighbours = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]
    var scales = [0.35, 0.5, 0.7, 1, 1.4]
    /// Most centres; of more rows a random choice is taken, because the fit takes time with the square of their number.
    var mostCentres = 60_000
    /// Rows whose left-out density fits the weights: all of few, and of many so many that the fit takes no more pairs.
    var fitRows = 1500...6000
    var mostFitPairs = 30_000_000
    /// Most centres that get kernels in the shape of their neighbourhoods: of more rows the other laws say as much.
    var mostOrientedCentres = 8000
    var iterations = 300
    /// Rules with less weight are dropped.
    var leastWeight = 1e-4
  }

  /// Fits the weights of the rules by expectation–maximisation on the *leave-one-out* density of the training rows: every row is
  /// scored by the estimate that the other rows make, bandwidths included. It uses all rows for what a validation set can
  /// do only with a tenth of them.
  package static func fitted(
    _ space: ManifoldSpace, training: StateBatch, options: FitOptions = FitOptions(), seed: UInt64 = 0
  ) -> KernelEstimate {
    let centres =
      training.count > options.mostCentres ? training.rows(fitRows(training.count, options.mostCentres, seed)) : training
    let cloud = PointCloud(centres, in: space)
    let count = cloud.count
    let neighbourCount = min((options.neighbours.max() ?? 1) + 1, max(count - 1, 1))
    let orders = options.neighbours.filter { $0 + 1 <= neighbourCount }
    let nearest = Neighbours(cloud, count: neighbourCount)
    let ladder = KernelLadder(cloud.kernels, from: options.floor, to: 0.6)
    let ratio = pow(options.ceiling / options.floor, 1 / Double(max(options.fixedCount - 1, 1)))
    let rules =
      (0..<options.fixedCount).map { BandwidthRule(neighbour: 0, factor: options.floor * pow(ratio, Double($0))) }
      + orders.flatMap { order in options.scales.map { BandwidthRule(neighbour: order, factor: $0) } }
    // For the rules by neighbours also the bandwidth that centre i would have without the row that is left out, when that row is
    // among its k nearest: that of the next neighbour.
    let rungs = Self.rungs(rules, nearest, ladder, count: count)
    let next = rules.map { BandwidthRule(neighbour: $0.neighbour > 0 ? $0.neighbour + 1 : 0, factor: $0.factor) }
    let withoutRow = Self.rungs(next, nearest, ladder, count: count)
    let thresholds = rules.map { rule in
      rule.neighbour > 0 ? (0..<count).map { nearest.square($0, order: rule.neighbour) } : []
    }
    let mostRows = min(max(options.mostFitPairs / max(count, 1), options.fitRows.lowerBound), options.fitRows.upperBound)
    let rows = fitRows(count, mostRows, seed)
    let hasUniform = space.logVolume.isFinite
    let densities = leaveOneOut(
      cloud, rows: rows, rungs: rungs, withoutRow: withoutRow, thresholds: thresholds, ladder: ladder)
    var logDensities = densities.map { $0.map { log($0) } }
    if hasUniform { logDensities.append([Double](repeating: -space.logVolume, count: rows.count)) }
    var oriented: OrientedKernels?
    if count <= options.mostOrientedCentres {
      let shapes = OrientedKernels.candidates.filter { $0.neighbours < neighbourCount }
      let kernels = OrientedKernels(
        cloud, nearest, rules: shapes, weights: shapes.map { _ in 0 }, dimension: space.dimension, floor: options.floor)
      logDensities += kernels.leaveOneOut(rows: rows).map { $0.map { log($0) } }
      oriented = kernels
    }
    let fittedWeights = AveragedModel.fittedWeights(logDensities, prior: 1, iterations: options.iterations)
    let kept = rungs.indices.filter { fittedWeights[$0] >= options.leastWeight }
    let uniform = hasUniform ? fittedWeights[rungs.count] : 0
    let shapeWeights = fittedWeights.dropFirst(rungs.count + (hasUniform ? 1 : 0))
    let keptShapes = zip(oriented?.rules ?? [], shapeWeights).filter { $0.1 >= options.leastWeight }
    let total = kept.reduce(uniform) { $0 + fittedWeights[$1] } + keptShapes.reduce(0) { $0 + $1.1 }
    oriented =
      keptShapes.isEmpty
      ? nil
      : OrientedKernels(
        cloud, nearest, rules: keptShapes.map(\.0), weights: keptShapes.map { $0.1 / total }, dimension: space.dimension,
        floor: options.floor)
    return KernelEstimate(
      space, centres: centres, rules: kept.map { rules[$0] }, rungs: kept.map { rungs[$0] },
      weights: kept.map { fittedWeights[$0] / total }, uniformWeight: uniform / total, oriented: oriented,
      smallestDeviation: options.floor, largestDeviation: 0.6, ladder: ladder)
  }

  /// The rungs that rules give to the points of a cloud, rule by rule.
  package static func rungs(_ rules: [BandwidthRule], _ cloud: PointCloud, _ ladder: KernelLadder) -> [[UInt16]] {
    let most = min(rules.map(\.neighbour).max() ?? 0, max(cloud.count - 1, 0))
    return rungs(rules, Neighbours(cloud, count: most), ladder, count: cloud.count)
  }

  private static func rungs(
    _ rules: [BandwidthRule], _ nearest: Neighbours, _ ladder: KernelLadder, count: Int
  ) -> [[UInt16]] {
    rules.map { rule in
      guard rule.neighbour > 0, nearest.count > 0 else {
        return [UInt16](repeating: UInt16(ladder.rung(rule.factor)), count: count)
      }
      let order = min(rule.neighbour, nearest.count)
      return (0..<count).map { UInt16(ladder.rung(nearest.square($0, order: order).squareRoot() * rule.factor)) }
    }
  }

  private static func fitRows(_ count: Int, _ most: Int, _ seed: UInt64) -> [Int] {
    guard count > most else { return Array(0..<count) }
    var rows = Array(0..<count)
    var generator = RandomCoordinates(seed: seed, stream: RandomPurpose.evaluation).generator(row: 0)
    rows.shuffle(using: &generator)
    return rows.prefix(most).sorted()
  }

  /// The density of each rule at each row, made by the other rows: rule by rule.
  package static func leaveOneOut(
    _ cloud: PointCloud, rows: [Int], rungs: [[UInt16]], withoutRow: [[UInt16]], thresholds: [[Double]], ladder: KernelLadder
  ) -> [[Double]] {
    let rules = rungs.count
    let table = AlignedMemory<Double>(count: rows.count * rules, filledWith: 0)
    let shared = SharedPointer(pointer: table.pointer)
    let parts = cloud.kernels.count
    // Centre-major, so that one centre's bandwidths lie side by side, the widest first: beyond its reach are the others too.
    let choices = (0..<cloud.count).flatMap { centre in
      (0..<rules).map { rule in
        Choice(
          rule: UInt16(rule), own: rungs[rule][centre], without: withoutRow[rule][centre],
          threshold: thresholds[rule].isEmpty ? -1 : thresholds[rule][centre])
      }.sorted { $0.widest > $1.widest }
    }
    Parallel.forEach(rows.count, threads: Parallel.defaultThreads) { _, index in
      let partSquares = AlignedMemory<Double>(count: parts, filledWith: 0)
      let row = rows[index]
      let out = shared.pointer + index * rules
      _ = cloud.withPoints { points in
        ladder.kernels.withUnsafeBufferPointer { kernels in
          choices.withUnsafeBufferPointer { choices in
            for centre in 0..<cloud.count where centre != row {
              let (a, b) = (points + row * cloud.width, points + centre * cloud.width)
              let square = cloud.square(a, b)
              for place in centre * rules..<(centre + 1) * rules {
                let choice = choices[place]
                guard square < kernels[Int(choice.widest)].squaredReach else { break }
                let rung = Int(square <= choice.threshold ? choice.without : choice.own)
                guard square < kernels[rung].squaredReach else { continue }
                out[Int(choice.rule)] += exp(
                  logDensity(kernels, rung, square, a, b, cloud, partSquares.pointer, parts))
              }
            }
          }
        }
      }
    }
    let scale = 1 / Double(max(cloud.count - 1, 1))
    return (0..<rules).map { rule in rows.indices.map { table.pointer[$0 * rules + rule] * scale } }
  }

  /// The bandwidth that a rule gives a centre: its own, or without a row within the threshold.
  private struct Choice {
    var rule: UInt16
    var own: UInt16
    var without: UInt16
    /// A squared distance.
    var threshold: Double

    var widest: UInt16 { max(own, without) }
  }
}
