public import Bellman
internal import Foundation
internal import Networks
internal import Tensors

extension NormalMixture {
  public struct FitOptions: Sendable {
    public init() {}

    /// Numbers of terms that are tried; the next is tried as long as the validation likelihood rises.
    var counts = [50, 100, 200, 400]
    /// A term takes at least so many training rows on average.
    var leastRowsPerTerm = 12
    /// Independent fits that are averaged at the number of terms that is chosen.
    var restarts = 3
    /// Pseudo-rows of the pooled covariance in each term, and the factors for it that are tried: few rows do not make a
    /// covariance, and where scales differ much the pooled one is that of the widest terms.
    var priorRows = 3.0
    var priorScales = [3.0, 0.3, 0.03]
    var iterations = 60
    /// Iterations between two looks at the validation rows.
    var interval = 5
    /// Nats that validation has to gain from one look to the next, or else from that to the one after.
    var leastGain = 3e-4
  }

  /// Expectation–maximisation with covariances shrunk towards their pooled mean, stopped when the validation likelihood stops rising;
  /// the number of terms and the weights of several restarts by validation.
  public static func fitted(
    _ space: ManifoldSpace, training: StateBatch, validation: StateBatch, options: FitOptions = FitOptions(), seed: UInt64 = 0
  ) -> NormalMixture? {
    let rows = PointCloud(training, in: space)
    let held = PointCloud(validation, in: space)
    guard rows.count > 1, held.count > 0 else { return nil }
    // The widest prior first; a narrower one, for laws of many scales, is tried as long as it helps.
    var chosen: (score: Double, count: Int, priorScale: Double)?
    var ensemble: [[Term]] = []
    for priorScale in options.priorScales {
      var best: (terms: [Term], score: Double, count: Int)?
      // On few rows as many terms as they carry: more would close in on single rows.
      let most = max(1, rows.count / options.leastRowsPerTerm)
      let fewest = min(options.counts.first ?? 1, most)
      for count in [fewest] + options.counts.dropFirst() where count >= chosen?.count ?? 0 {
        guard count <= most,
          let fit = run(space, rows, held, min(count, rows.count), options, priorScale, seed: seed, restart: 0)
        else { break }
        if let known = best, fit.score <= known.score { break }
        best = (fit.terms, fit.score, count)
      }
      guard let best else { break }
      ensemble.append(best.terms)
      if let known = chosen, best.score <= known.score { break }
      chosen = (best.score, best.count, priorScale)
    }
    guard let chosen else { return nil }
    for restart in 1..<max(options.restarts, 1) {
      let count = min(chosen.count, rows.count)
      if let fit = run(space, rows, held, count, options, chosen.priorScale, seed: seed, restart: restart) {
        ensemble.append(fit.terms)
      }
    }
    // A start that missed modes gets little weight.
    let shares = AveragedModel.fittedWeights(ensemble.map { logDensities($0, held, space.dimension) })
    let terms = zip(ensemble, shares).flatMap { terms, share in
      terms.compactMap { term in
        Self.term(weight: term.weight * share, chart: term.chart, covariance: term.covariance, dimension: space.dimension)
      }
    }
    return NormalMixture(space, terms: terms, shape: rows)
  }

  private static func run(
    _ space: ManifoldSpace, _ rows: PointCloud, _ held: PointCloud, _ count: Int, _ options: FitOptions,
    _ priorScale: Double, seed: UInt64, restart: Int
  ) -> (terms: [Term], score: Double)? {
    let dimension = space.dimension
    var terms = start(space, rows, count, seed: seed, restart: restart)
    guard !terms.isEmpty else { return nil }
    var best: (terms: [Term], score: Double)?
    var misses = 0
    for iteration in 1...options.iterations {
      terms = maximised(terms, expectations(terms, rows, dimension), rows: rows.count, dimension, options.priorRows, priorScale)
      guard !terms.isEmpty else { break }
      if iteration % options.interval == 0 {
        let score = meanLogDensity(terms, held, dimension)
        misses = score > (best?.score ?? -.infinity) + options.leastGain ? 0 : misses + 1
        if score > (best?.score ?? -.infinity) { best = (terms, score) }
        if misses == 2 { break }
      }
    }
    return best
  }

  /// Centres among the rows: spread by squared distance in even restarts, at random in odd ones.
  private static func start(_ space: ManifoldSpace, _ rows: PointCloud, _ count: Int, seed: UInt64, restart: Int) -> [Term] {
    var generator = RandomCoordinates(seed: seed, stream: RandomPurpose.start, step: restart).generator(row: count)
    let dimension = space.dimension
    var chosen: [Int] = []
    if restart % 2 == 1 {
      var order = Array(0..<rows.count)
      order.shuffle(using: &generator)
      chosen = Array(order.prefix(count))
    } else {
      var squares = [Double](repeating: .infinity, count: rows.count)
      var next = Int(generator.uniform() * Double(rows.count))
      _ = rows.withPoints { points in
        while chosen.count < count {
          chosen.append(next)
          var total = 0.0
          for row in 0..<rows.count {
            squares[row] = min(squares[row], rows.square(points + row * rows.width, points + next * rows.width))
            total += squares[row]
          }
          var rest = generator.uniform() * total
          next = rows.count - 1
          for row in 0..<rows.count {
            rest -= squares[row]
            if rest <= 0 {
              next = row
              break
            }
          }
          if total <= 0 { break }
        }
      }
    }
    let covariance = (0..<dimension * dimension).map { $0 % (dimension + 1) == 0 ? 0.09 : 0 }
    return chosen.compactMap { row in
      let point = Array(rows.values[row * rows.width..<(row + 1) * rows.width])
      return term(
        weight: 1 / Double(chosen.count), chart: LocalChart(point, like: rows), covariance: covariance, dimension: dimension)
    }
  }

  /// Σ r, Σ r z and Σ r zz′ of every term.
  private static func expectations(_ terms: [Term], _ rows: PointCloud, _ dimension: Int) -> [Double] {
    let size = 1 + dimension + dimension * dimension
    // A fixed number of pieces, added in order: the same sums for any number of threads.
    let pieces = 8
    let table = ChartTable(terms, dimension: dimension)
    let sums = (0..<pieces).map { _ in AlignedMemory<Double>(count: terms.count * size, filledWith: 0) }
    let shared = SharedArray(values: sums)
    Parallel.forEach(pieces, threads: Parallel.defaultThreads) { _, piece in
      let work = AlignedMemory<Double>(count: dimension + terms.count, filledWith: 0)
      let out = shared.values[piece].pointer
      let z = work.pointer
      let shares = work.pointer + dimension
      _ = rows.withPoints { points in
        for row in rows.count * piece / pieces..<rows.count * (piece + 1) / pieces {
          let x = points + row * rows.width
          _ = table.shares(x, z, shares)
          for index in 0..<table.count where shares[index] > 1e-8 {
            _ = table.coordinates(index, x, z)
            let place = out + index * size
            place[0] += shares[index]
            for i in 0..<dimension {
              let moment = shares[index] * z[i]
              place[1 + i] += moment
              for j in 0...i { place[1 + dimension + i * dimension + j] += moment * z[j] }
            }
          }
        }
      }
    }
    var result = sums[0].array
    for other in sums.dropFirst() { for index in result.indices { result[index] += other.pointer[index] } }
    return result
  }

  private static func maximised(
    _ terms: [Term], _ sums: [Double], rows: Int, _ dimension: Int, _ priorRows: Double, _ priorScale: Double
  ) -> [Term] {
    let size = 1 + dimension + dimension * dimension
    var scatters: [(index: Int, weight: Double, mean: [Double], scatter: [Double])] = []
    var pooled = [Double](repeating: 0, count: dimension * dimension)
    for index in terms.indices {
      let weight = sums[index * size]
      guard weight > 1e-3 else { continue }
      let mean = (0..<dimension).map { sums[index * size + 1 + $0] / weight }
      var scatter = [Double](repeating: 0, count: dimension * dimension)
      for i in 0..<dimension {
        for j in 0...i {
          let value = sums[index * size + 1 + dimension + i * dimension + j] - weight * mean[i] * mean[j]
          scatter[i * dimension + j] = value
          scatter[j * dimension + i] = value
        }
      }
      for place in pooled.indices { pooled[place] += scatter[place] / Double(rows) }
      scatters.append((index, weight, mean, scatter))
    }
    let total = scatters.reduce(0) { $0 + $1.weight }
    let limits = leastDeviation * leastDeviation...greatestDeviation * greatestDeviation
    return scatters.compactMap { entry in
      let covariance = zip(entry.scatter, pooled).map {
        ($0 + priorRows * priorScale * $1) / (entry.weight + priorRows)
      }
      let old = terms[entry.index].chart
      return term(
        weight: entry.weight / total, chart: LocalChart(old.point(entry.mean), like: old),
        covariance: SymmetricMatrix.clipped(covariance, size: dimension, to: limits), dimension: dimension)
    }
  }

  private static func meanLogDensity(_ terms: [Term], _ rows: PointCloud, _ dimension: Int) -> Double {
    logDensities(terms, rows, dimension).reduce(0, +) / Double(rows.count)
  }

  private static func logDensities(_ terms: [Term], _ rows: PointCloud, _ dimension: Int) -> [Double] {
    let table = ChartTable(terms, dimension: dimension)
    let values = AlignedMemory<Double>(count: rows.count, filledWith: 0)
    let shared = SharedPointer(pointer: values.pointer)
    let piece = 64
    Parallel.forEach((rows.count + piece - 1) / piece, threads: Parallel.defaultThreads) { _, index in
      let work = AlignedMemory<Double>(count: dimension + table.count, filledWith: 0)
      _ = rows.withPoints { points in
        for row in index * piece..<min((index + 1) * piece, rows.count) {
          shared.pointer[row] = table.shares(points + row * rows.width, work.pointer, work.pointer + dimension)
        }
      }
    }
    return values.array
  }
}

/// Memory blocks that cross to worker threads, each of which writes to one of its own.
private struct SharedArray: @unchecked Sendable { let values: [AlignedMemory<Double>] }
