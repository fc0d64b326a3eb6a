internal import Bellman
internal import Foundation
internal import Networks
internal import Tensors

/// The mean of z given conditions c, a line and what bends it, without its constant:
///
///     m(c) = c B + ∑ᵢ k(‖c − cᵢ‖/ℓ) aᵢ,   k(r) = (1 + √5 r + 5 r²/3) e^{−√5 r},
///
/// the mean of a Gaussian process with a linear and a Matérn kernel about distinct conditions cᵢ of the data. Its reach ℓ, the share of what bends and the
/// noise are those with the least error at conditions left out one by one; where nothing is gained by bending there is only the line.
///
/// Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), sections 2.7, 5.4.2 and 8.3.1.
struct ConditionalMean: Hashable, Sendable {
  /// B [conditions, width].
  let slopes: DenseMatrix
  /// cᵢ [centres, conditions].
  let centres: DenseMatrix
  /// ℓ.
  let reach: Double
  /// aᵢ [centres, width].
  let bends: DenseMatrix

  /// More conditions than these are seen from the ones among them that lie farthest apart.
  private static var greatestCentres: Int { 256 }
  /// Numbers in which errors are compared.
  private static var sketch: Int { 64 }
  private static var reaches: [Double] { [0.03, 0.1, 0.3, 1, 3, 10, 100] }
  private static var shares: [Double] { [0.1, 1, 10] }
  private static var noises: [Double] { [1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4] }

  init(slopes: DenseMatrix, centres: DenseMatrix, reach: Double, bends: DenseMatrix) {
    self.slopes = slopes
    self.centres = centres
    self.reach = reach
    self.bends = bends
  }

  /// The line alone.
  init(slopes: DenseMatrix) {
    self.init(slopes: slopes, centres: DenseMatrix(zeros: 0, slopes.rows), reach: 1, bends: DenseMatrix(zeros: 0, slopes.columns))
  }

  /// - Parameters:
  ///   - z: [rows, width].
  ///   - conditions: standard, [rows, conditions]. Rows with the same count as one, their mean, so that an error is one at conditions not seen.
  ///   - members: the rows that it is learnt from. Windows that share values would tell of each other.
  init(of z: DenseMatrix, given conditions: DenseMatrix, among members: [Int], seed: UInt64) throws {
    guard conditions.values.allSatisfy(\.isFinite) else { throw ModelError("the conditions of the windows are not finite") }
    let (count, width) = (conditions.columns, z.columns)
    let groups = Groups(z, conditions, members)
    guard count > 0, groups.count > 2 else {
      self.init(slopes: DenseMatrix(zeros: count, width))
      return
    }
    let targets = groups.centred(groups.sketch(Self.sketch, seed: seed))
    let centres = groups.conditions.taking(Self.spread(groups.conditions, count: Self.greatestCentres))
    let (near, apart) = (Self.squaredDistances(centres, centres), Self.squaredDistances(groups.conditions, centres))
    let positive = near.values.filter { $0 > 0 }.sorted()
    let median = positive.isEmpty ? 1 : positive[positive.count / 2]

    var (best, least): (Candidate?, Double) = (nil, .infinity)
    func compare(_ features: DenseMatrix, reach: Double, root: DenseMatrix?) throws {
      let ridge = try Ridge(groups.centred(features), weights: groups.weights)
      let seen = ridge.seen(targets)
      for noise in Self.noises {
        let error = ridge.leftOutError(targets, seen, noise: noise)
        if error < least { (best, least) = (Candidate(ridge: ridge, noise: noise, reach: reach, root: root), error) }
      }
    }
    try compare(groups.conditions, reach: 1, root: nil)
    for share in Self.reaches {
      let reach = (share * median).squareRoot()
      // K^{−½}: features whose products are the kernel between centres.
      let products = try SymmetricEigendecomposition(Self.kernel(near, reach))
      let floor = 1e-10 * (products.values.last ?? 1)
      let root = products.function { $0 > floor ? 1 / $0.squareRoot() : 0 }
      let seen = Self.kernel(apart, reach).product(root)
      for part in Self.shares.map({ $0.squareRoot() }) {
        try compare(groups.conditions.beside(seen.map { part * $0 }), reach: reach, root: root.map { part * $0 })
      }
    }
    guard let best else { throw ModelError("the mean of the windows given their conditions is not finite") }
    let factors = best.ridge.factors(best.ridge.seen(groups.centred(groups.means)), noise: best.noise)
    let slopes = factors.taking(Array(0..<count))
    guard let root = best.root else {
      self.init(slopes: slopes)
      return
    }
    self.init(slopes: slopes, centres: centres, reach: best.reach, bends: root.product(factors.taking(Array(count..<factors.rows))))
  }

  /// [rows, width] of standard conditions [rows, conditions].
  func callAsFunction(_ conditions: DenseMatrix) -> DenseMatrix {
    let line = conditions.product(slopes)
    guard centres.rows > 0 else { return line }
    return line.adding(Self.kernel(Self.squaredDistances(conditions, centres), reach).product(bends), times: 1)
  }

  /// z [windows, width] moved by so many times the mean at standard conditions [windows, conditions].
  func moved(_ z: DenseMatrix, _ conditions: [Double], times factor: Double) -> DenseMatrix {
    guard slopes.rows > 0 else { return z }
    return z.adding(self(DenseMatrix(rows: z.rows, columns: slopes.rows, values: conditions)), times: factor)
  }

  private static func kernel(_ squaredDistances: DenseMatrix, _ reach: Double) -> DenseMatrix {
    squaredDistances.map {
      let scaled = (5 * $0).squareRoot() / reach
      return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
    }
  }

  private static func squaredDistances(_ a: DenseMatrix, _ b: DenseMatrix) -> DenseMatrix {
    var result = DenseMatrix(zeros: a.rows, b.rows)
    for row in 0..<a.rows {
      for column in 0..<b.rows {
        var sum = 0.0
        for place in 0..<a.columns {
          let difference = a.values[row * a.columns + place] - b.values[column * a.columns + place]
          sum += difference * difference
        }
        result.values[row * b.rows + column] = sum
      }
    }
    return result
  }

  /// Rows that lie far from each other: each the farthest from those before it, from the first on.
  private static func spread(_ points: DenseMatrix, count: Int) -> [Int] {
    guard points.rows > count else { return Array(0..<points.rows) }
    var chosen = [0]
    var distances = squaredDistances(points, points.taking([0])).values
    while chosen.count < count, let (next, distance) = distances.enumerated().max(by: { $0.element < $1.element }), distance > 0 {
      chosen.append(next)
      for (place, own) in squaredDistances(points, points.taking([next])).values.enumerated() { distances[place] = min(distances[place], own) }
    }
    return chosen
  }

  // MARK: Parts

  /// Rows with the same conditions as one.
  private struct Groups {
    let conditions: DenseMatrix
    /// Of z.
    let means: DenseMatrix
    /// By how many rows a mean is of, of mean one.
    let weights: [Double]

    var count: Int { weights.count }

    init(_ z: DenseMatrix, _ given: DenseMatrix, _ members: [Int]) {
      var places: [[Double]: Int] = [:]
      var (first, group) = ([Int](), [Int]())
      for row in members {
        let own = Array(given.values[row * given.columns..<(row + 1) * given.columns])
        if let place = places[own] {
          group.append(place)
        } else {
          places[own] = first.count
          group.append(first.count)
          first.append(row)
        }
      }
      conditions = given.taking(first)
      var sizes = [Double](repeating: 0, count: first.count)
      for place in group { sizes[place] += 1 }
      var means = DenseMatrix(zeros: first.count, z.columns)
      for (row, place) in zip(members, group) {
        for column in 0..<z.columns { means.values[place * z.columns + column] += z.values[row * z.columns + column] / sizes[place] }
      }
      self.means = means
      let mean = Double(members.count) / Double(max(first.count, 1))
      weights = sizes.map { $0 / mean }
    }

    /// Rows without their mean, each times the root of its weight.
    func centred(_ matrix: DenseMatrix) -> DenseMatrix {
      var (result, mean) = (matrix, [Double](repeating: 0, count: matrix.columns))
      for row in 0..<count {
        for column in 0..<matrix.columns { mean[column] += weights[row] / Double(count) * matrix.values[row * matrix.columns + column] }
      }
      for row in 0..<count {
        let root = weights[row].squareRoot()
        for column in 0..<matrix.columns {
          let place = row * matrix.columns + column
          result.values[place] = root * (matrix.values[place] - mean[column])
        }
      }
      return result
    }

    /// The means, or where they are wide random projections of them, in which sums of squares are what they are but for chance.
    func sketch(_ size: Int, seed: UInt64) -> DenseMatrix {
      guard means.columns > size else { return means }
      var projection = DenseMatrix(zeros: means.columns, size)
      projection.values.withUnsafeMutableBufferPointer { Double.fillNormal($0, seed: seed, stream: RandomPurpose.probe, step: 1, first: 0) }
      return means.product(projection)
    }
  }

  /// A way of learning the mean.
  private struct Candidate {
    let ridge: Ridge
    let noise: Double
    let reach: Double
    /// From what the kernel gives to the features after the conditions; nil where there is only the line.
    let root: DenseMatrix?
  }

  /// Least squares of targets on features, both centred and weighed, with a penalty: for all penalties from one decomposition.
  private struct Ridge {
    let weights: [Double]
    let products: SymmetricEigendecomposition
    /// Features along the eigenvectors.
    let along: DenseMatrix

    init(_ features: DenseMatrix, weights: [Double]) throws {
      self.weights = weights
      products = try SymmetricEigendecomposition(features.product(.transposed, features))
      along = features.product(products.vectors, .transposed)
    }

    /// Targets [rows, width] along the eigenvectors.
    func seen(_ targets: DenseMatrix) -> DenseMatrix { along.product(.transposed, targets) }

    private func shrunk(_ seen: DenseMatrix, noise: Double) -> DenseMatrix {
      var result = seen
      for row in 0..<seen.rows {
        let factor = 1 / (max(products.values[row], 0) + noise)
        for column in 0..<seen.columns { result.values[row * seen.columns + column] *= factor }
      }
      return result
    }

    /// Of features: [features, width].
    func factors(_ seen: DenseMatrix, noise: Double) -> DenseMatrix { products.vectors.product(.transposed, shrunk(seen, noise: noise)) }

    /// ∑ w ‖error‖² of each row by what all others say: residuals over one less the row's own share in what is fitted.
    func leftOutError(_ targets: DenseMatrix, _ seen: DenseMatrix, noise: Double) -> Double {
      let fitted = along.product(shrunk(seen, noise: noise))
      var error = 0.0
      for row in 0..<along.rows {
        // That of the constant, first; weights have mean one.
        var own = weights[row] / Double(along.rows)
        for column in 0..<along.columns {
          let value = along.values[row * along.columns + column]
          own += value * value / (max(products.values[column], 0) + noise)
        }
        let left = max(1 - own, 1e-12)
        for column in 0..<targets.columns {
          let residual = (targets.values[row * targets.columns + column] - fitted.values[row * targets.columns + column]) / left
          error += residual * residual
        }
      }
      return error
    }
  }
}

extension DenseMatrix {
  /// The sum with so many times another of this shape.
  func adding(_ other: DenseMatrix, times factor: Double) -> DenseMatrix {
    var result = self
    other.values.withUnsafeBufferPointer { other in
      result.values.withUnsafeMutableBufferPointer { result in for place in other.indices { result[place] += factor * other[place] } }
    }
    return result
  }

  fileprivate func taking(_ rows: [Int]) -> DenseMatrix {
    DenseMatrix(rows: rows.count, columns: columns, values: rows.flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }

  fileprivate func beside(_ other: DenseMatrix) -> DenseMatrix {
    var result = DenseMatrix(zeros: rows, columns + other.columns)
    for row in 0..<rows {
      for column in 0..<columns { result[row, column] = self[row, column] }
      for column in 0..<other.columns { result[row, columns + column] = other[row, column] }
    }
    return result
  }

  fileprivate func map(_ change: (Double) -> Double) -> DenseMatrix { DenseMatrix(rows: rows, columns: columns, values: values.map(change)) }
}
