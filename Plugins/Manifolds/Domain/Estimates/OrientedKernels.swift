internal import Bellman
internal import Foundation
internal import Tensors

/// Wrapped normal laws around the points of a cloud, each with the shape of its neighbourhood: where data lie along a
/// line, the kernels do too.
///
/// The law around xᵢ has covariance Σ = s² (C + ε (tr C/d) 1) + f² 1 in the tangent space there, with C the mean of zz′
/// over its k nearest neighbours' coordinates z = log_{xᵢ}, ε = 0.02, and f the resolution floor. Source: P. Vincent, Y.
/// Bengio, Manifold Parzen windows, NeurIPS 2002.
package struct OrientedKernels: Sendable {
  package struct Rule: Hashable, Sendable {
    /// k
    var neighbours: Int
    /// s
    var scale: Double

    package init(neighbours: Int, scale: Double) {
      self.neighbours = neighbours
      self.scale = scale
    }
  }

  /// Shapes from few neighbours at full size, from many at half of it.
  static let candidates: [Rule] = [
    .init(neighbours: 6, scale: 0.7), .init(neighbours: 6, scale: 1), .init(neighbours: 8, scale: 0.7),
    .init(neighbours: 8, scale: 1), .init(neighbours: 12, scale: 0.5), .init(neighbours: 12, scale: 1),
    .init(neighbours: 16, scale: 1), .init(neighbours: 24, scale: 0.5), .init(neighbours: 32, scale: 0.5),
    .init(neighbours: 48, scale: 0.5), .init(neighbours: 48, scale: 1),
  ]

  let rules: [Rule]
  /// Of the rules; what they lack to one is the share of other laws.
  package let weights: [Double]
  private let cloud: PointCloud
  private let dimension: Int
  private let floor: Double
  private let neighbours: Neighbours
  private let charts: [LocalChart]
  /// Coordinates of every point's neighbours.
  private let coordinates: [Double]
  private let covariances: [[Double]]
  private let tables: [ChartTable]
  /// Beyond these squared distances from a point its kernels do not count.
  private let squaredReach: [Double]

  private static var roundness: Double { 0.02 }
  private static var greatestDeviation: Double { 0.6 }

  /// - Parameter neighbours: at least as many as the rules ask for; one more for `leaveOneOut`.
  package init(
    _ cloud: PointCloud, _ neighbours: Neighbours, rules: [Rule], weights: [Double], dimension: Int, floor: Double
  ) {
    let charts = (0..<cloud.count).map { row in
      LocalChart(Array(cloud.values[row * cloud.width..<(row + 1) * cloud.width]), like: cloud)
    }
    self.rules = rules
    self.weights = weights
    self.cloud = cloud
    self.dimension = dimension
    self.floor = floor
    self.neighbours = neighbours
    self.charts = charts
    coordinates = Self.coordinates(cloud, charts, neighbours, dimension)
    var covariances: [[Double]] = []
    var tables: [ChartTable] = []
    var reach = [Double](repeating: 0, count: cloud.count)
    for rule in rules {
      var all: [Double] = []
      var terms: [NormalMixture.Term] = []
      for (point, chart) in charts.enumerated() {
        let covariance = Self.covariance(
          Self.moment(coordinates, point, neighbours.count, rule.neighbours, dimension), rule, floor, dimension)
        // Positive definite by its floor.
        guard let term = NormalMixture.term(weight: 1, chart: chart, covariance: covariance, dimension: dimension) else { continue }
        terms.append(term)
        all += covariance
        let trace = (0..<dimension).reduce(0) { $0 + covariance[$1 * (dimension + 1)] }
        reach[point] = max(reach[point], LadderKernel.reach * LadderKernel.reach * trace)
      }
      covariances.append(all)
      tables.append(ChartTable(terms, dimension: dimension))
    }
    self.covariances = covariances
    self.tables = tables
    squaredReach = reach
  }

  private static func coordinates(
    _ cloud: PointCloud, _ charts: [LocalChart], _ neighbours: Neighbours, _ dimension: Int
  ) -> [Double] {
    let unit = (0..<dimension * dimension).map { $0 % (dimension + 1) == 0 ? 1.0 : 0 }
    let table = ChartTable(
      charts.compactMap { NormalMixture.term(weight: 1, chart: $0, covariance: unit, dimension: dimension) }, dimension: dimension)
    let result = AlignedMemory<Double>(count: cloud.count * neighbours.count * dimension, filledWith: 0)
    _ = cloud.withPoints { points in
      for place in 0..<cloud.count * neighbours.count where neighbours.indices[place] >= 0 {
        _ = table.coordinates(
          place / neighbours.count, points + Int(neighbours.indices[place]) * cloud.width, result.pointer + place * dimension)
      }
    }
    return result.array
  }

  /// Σ zz′ over the first `count` neighbours of a point.
  private static func moment(
    _ coordinates: [Double], _ point: Int, _ stride: Int, _ count: Int, _ dimension: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: dimension * dimension)
    for neighbour in 0..<count {
      let start = (point * stride + neighbour) * dimension
      for i in 0..<dimension {
        for j in 0..<dimension { result[i * dimension + j] += coordinates[start + i] * coordinates[start + j] }
      }
    }
    return result
  }

  private static func covariance(_ moment: [Double], _ rule: Rule, _ floor: Double, _ dimension: Int) -> [Double] {
    let trace = (0..<dimension).reduce(0) { $0 + moment[$1 * (dimension + 1)] } / Double(rule.neighbours * dimension)
    // What is wider than the greatest deviation is made smaller as a whole.
    let variance = rule.scale * rule.scale * trace
    let factor = min(1, greatestDeviation * greatestDeviation / max(variance, .leastNormalMagnitude))
    let size = factor * rule.scale * rule.scale
    var result = moment.map { $0 * size / Double(rule.neighbours) }
    for index in 0..<dimension {
      result[index * (dimension + 1)] += roundness * size * trace + floor * floor
    }
    return result
  }

  // MARK: Densities

  /// Σ over rules of w · mean over points of the kernels around them, at each query.
  package func density(_ queries: PointCloud) -> [Double] {
    let result = AlignedMemory<Double>(count: queries.count, filledWith: 0)
    let shared = SharedPointer(pointer: result.pointer)
    let scale = weights.map { $0 / Double(max(cloud.count, 1)) }
    let piece = 16
    Parallel.forEach(rules.isEmpty ? 0 : (queries.count + piece - 1) / piece, threads: Parallel.defaultThreads) { _, index in
      let z = AlignedMemory<Double>(count: dimension, filledWith: 0)
      _ = queries.withPoints { queryPoints in
        _ = cloud.withPoints { points in
          for row in index * piece..<min((index + 1) * piece, queries.count) {
            let query = queryPoints + row * queries.width
            var total = 0.0
            for centre in 0..<cloud.count where cloud.squaredChord(points + centre * cloud.width, query) < squaredReach[centre] {
              let logVolume = tables[0].coordinates(centre, query, z.pointer)
              for rule in tables.indices {
                total += scale[rule] * exp(tables[rule].logTerm(centre, z.pointer, logVolume))
              }
            }
            shared.pointer[row] = total
          }
        }
      }
    }
    return result.array
  }

  /// The density of each rule at each row, made by the other rows: rule by rule. A kernel that has the row among its
  /// neighbours takes the shape that it would have without it.
  package func leaveOneOut(rows: [Int]) -> [[Double]] {
    let count = rules.count
    let table = AlignedMemory<Double>(count: rows.count * count, filledWith: 0)
    let shared = SharedPointer(pointer: table.pointer)
    let most = rules.map(\.neighbours).max() ?? 0
    Parallel.forEach(rules.isEmpty ? 0 : rows.count, threads: Parallel.defaultThreads) { _, index in
      let row = rows[index]
      let z = AlignedMemory<Double>(count: dimension, filledWith: 0)
      let out = shared.pointer + index * count
      _ = cloud.withPoints { points in
        for centre in 0..<cloud.count where centre != row {
          let chord = cloud.squaredChord(points + centre * cloud.width, points + row * cloud.width)
          // A chord is no longer than the arc, and near it: the list decides.
          let order = chord <= neighbours.square(centre, order: most) * (1 + 1e-9) ? order(of: row, around: centre) : .max
          guard order <= most || chord < squaredReach[centre] else { continue }
          let logVolume = tables[0].coordinates(centre, points + row * cloud.width, z.pointer)
          for rule in 0..<count {
            out[rule] += exp(
              order <= rules[rule].neighbours
                ? logKernelWithout(row, around: centre, rule, z.pointer, logVolume)
                : tables[rule].logTerm(centre, z.pointer, logVolume))
          }
        }
      }
    }
    let scale = 1 / Double(max(cloud.count - 1, 1))
    return (0..<count).map { rule in rows.indices.map { table.pointer[$0 * count + rule] * scale } }
  }

  /// The place of a row among the neighbours of a point, from 1.
  private func order(of row: Int, around point: Int) -> Int {
    for place in 0..<neighbours.count where neighbours.indices[point * neighbours.count + place] == Int32(row) { return place + 1 }
    return .max
  }

  /// The kernel around a point at one of its neighbours, which the next one replaces.
  private func logKernelWithout(
    _ row: Int, around point: Int, _ rule: Int, _ z: UnsafePointer<Double>, _ logVolume: Double
  ) -> Double {
    var moment = Self.moment(coordinates, point, neighbours.count, rules[rule].neighbours + 1, dimension)
    for i in 0..<dimension { for j in 0..<dimension { moment[i * dimension + j] -= z[i] * z[j] } }
    let covariance = Self.covariance(moment, rules[rule], floor, dimension)
    guard
      let term = NormalMixture.term(weight: 1, chart: charts[point], covariance: covariance, dimension: dimension)
    else { return -.infinity }
    return term.logScale - 0.5 * ChartTable.square(term.whitening, z, dimension) - logVolume
  }

  /// An exact draw from the kernel of a rule around a point, in the form of the cloud.
  func draw(_ rule: Int, around point: Int, using generator: inout RandomStream) -> [Double]? {
    let size = dimension * dimension
    return charts[point].draw(Array(covariances[rule][point * size..<(point + 1) * size]), using: &generator)
  }
}
