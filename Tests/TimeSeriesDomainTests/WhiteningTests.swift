import Bellman
import Foundation
import Networks
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct WhiteningTests {
  private typealias Matrix = Tensors.DenseMatrix

  /// Rows of z for windows of an autoregression whose channels share a part of their noise.
  private func rows(_ count: Int, length: Int, channels: Int, seed: UInt64 = 1) -> Matrix {
    var series = ScoreSeries()
    (series.length, series.channels) = (length, channels)
    return Matrix(rows: count, columns: length * channels, values: series.make(count, seed: seed).values)
  }

  /// Mean and covariance Σ (x − m)(x − m)ᵀ/n of rows.
  static func moments(_ rows: Tensors.DenseMatrix) -> (mean: [Double], covariance: Tensors.DenseMatrix) {
    var (mean, centred) = ([Double](repeating: 0, count: rows.columns), rows)
    for row in 0..<rows.rows { for column in 0..<rows.columns { mean[column] += rows[row, column] / Double(rows.rows) } }
    for row in 0..<rows.rows { for column in 0..<rows.columns { centred[row, column] -= mean[column] } }
    var covariance = centred.product(.transposed, centred)
    for place in covariance.values.indices { covariance.values[place] /= Double(rows.rows) }
    return (mean, covariance)
  }

  private func difference(_ a: Matrix, _ b: Matrix) -> Double { zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) } }

  /// V, row by row: what unit vectors of y are coloured to, without the mean.
  private func colouring(_ whitening: Whitening) -> Matrix {
    var matrix = whitening.coloured(.identity(whitening.outputs))
    for row in 0..<matrix.rows { for column in 0..<matrix.columns { matrix[row, column] -= whitening.mean[column] } }
    return matrix
  }

  @Test func dataCovarianceBecomesOne() throws {
    let z = rows(3000, length: 6, channels: 3)
    let whitening = try Whitening(dataCovariance: z, length: 6, channels: 3, seed: 1)
    let y = whitening.whitened(z)
    let (mean, covariance) = Self.moments(y)
    #expect(mean.allSatisfy { abs($0) < 1e-11 })
    #expect(difference(covariance, .identity(18)) < 1e-10)
    #expect(difference(whitening.coloured(y), z) < 1e-12)
    #expect(whitening.keepsPlaces && whitening.tokens == 6 && whitening.tokenWidth == 3 && whitening.keptShare(of: z) > 1 - 1e-12)
    // V is Σ^{1/2}: symmetric, and its square is the covariance.
    let v = colouring(whitening)
    #expect(difference(v, v.transposed) < 1e-12 && difference(v.product(v), Self.moments(z).covariance) < 1e-12)
    // W V = 1, column by column of any y.
    #expect(difference(whitening.whitened(whitening.coloured(.identity(18))), .identity(18)) < 1e-11)
  }

  /// Noise that hides whole windows has the root of the data's covariance: in deviations of a component it goes with λ^{−¼}, and the variances of components in
  /// units of it have a mean of one. Of other noise every number has the same.
  @Test func noiseIsTheRootOfTheCovariance() throws {
    let z = rows(3000, length: 6, channels: 3)
    func scales(_ whitening: Whitening) -> [Double] {
      SeriesNetwork(
        SeriesNetworkShape(tokens: 6, tokenWidth: 3, conditions: 0, seesObservations: true), size: NetworkSize(width: 16, depth: 1), whitening: whitening
      ).noiseScales
    }
    let own = scales(try Whitening(dataCovariance: z, length: 6, channels: 3, seed: 1))
    let variances = try SymmetricEigendecomposition(Self.moments(z).covariance).values
    let middle = variances.reduce(0) { $0 + $1.squareRoot() } / 18
    for (scale, variance) in zip(own, variances) { #expect(abs(scale / (middle.squareRoot() * pow(variance, -0.25)) - 1) < 1e-9) }
    #expect(abs(own.reduce(0) { $0 + 1 / ($1 * $1) } / 18 - 1) < 1e-9)
    #expect(scales(Whitening(length: 6, channels: 3, mean: [Double](repeating: 0, count: 18))) == [Double](repeating: 1, count: 18))
  }

  /// Directions in which the data do not vary are not blown up to a variance of one, and come back.
  @Test func flatDirectionsStayFlat() throws {
    var z = rows(500, length: 4, channels: 2)
    for row in 0..<z.rows { for time in 0..<4 { z[row, 2 * time + 1] = z[row, 2 * time] } }
    let whitening = try Whitening(dataCovariance: z, length: 4, channels: 2, seed: 1)
    let y = whitening.whitened(z)
    #expect(difference(whitening.coloured(y), z) < 1e-11)
    let values = try SymmetricEigendecomposition(Self.moments(y).covariance).values
    #expect(values.allSatisfy { $0 > -1e-9 && $0 < 1 + 1e-9 } && values.filter { $0 < 1e-9 }.count == 4)
  }

  @Test func whiteNoiseShiftsAlone() {
    let z = rows(50, length: 3, channels: 2)
    let whitening = Whitening(length: 3, channels: 2, mean: [1, 2, 3, 4, 5, 6])
    #expect(difference(whitening.whitened(z), Matrix(rows: 50, columns: 6, values: z.values.enumerated().map { $1 - Double($0 % 6 + 1) })) == 0)
    #expect(colouring(whitening) == .identity(6))
  }

  /// Noise of a kernel: V of each channel is s times the Cholesky factor of the fitted kernel's matrix, channels are apart, and y has a variance of one in the mean.
  @Test(arguments: [SeriesNoise.ornsteinUhlenbeck, .matern])
  func kernelsAgainstDenseFactors(noise: SeriesNoise) throws {
    let times = [0, 0.5, 1, 2, 2.25, 4.0]
    var series = ScoreSeries()
    (series.length, series.channels) = (6, 2)
    let states = SeriesStates(series.make(400, seed: 2), times: times)
    let chart = try LawChart([], channels: ["a", "b"], times: times)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: noise, marginals: .scaled, seed: 1)
    let z = coder.scores(of: states, seed: 1)
    let y = coder.whitening.whitened(z)
    #expect(abs(y.values.reduce(0) { $0 + $1 * $1 } / Double(y.values.count) - 1) < 1e-12)
    #expect(difference(coder.whitening.coloured(y), z) < 1e-10)
    #expect(difference(coder.whitening.whitened(coder.whitening.coloured(.identity(12))), .identity(12)) < 1e-10)
    let mean = Self.moments(z).mean
    #expect(zip(mean, coder.whitening.mean).allSatisfy { abs($0 - $1) < 1e-12 })
    let centred = SeriesArray(count: 400, length: 6, channels: 2, values: z.values.enumerated().map { $1 - mean[$0 % 12] })
    let v = colouring(coder.whitening)
    let scale = v[0, 0] / (1 + 1e-6).squareRoot()
    for channel in 0..<2 {
      let fit = try TemporalKernelFit(centred, times: times, channel: channel, families: [noise == .matern ? .maternFiveHalves : .ornsteinUhlenbeck])
      let kernel = fit.kernel.scaled(by: 1 / fit.kernel.variance)
      let factor = try DenseMatrix(6, 6) { try kernel.covariance(lag: times[$0] - times[$1]) + ($0 == $1 ? 1e-6 : 0) }.cholesky
      for from in 0..<6 {
        for to in 0..<6 {
          #expect(abs(v[2 * from + channel, 2 * to + channel] - scale * factor[to, from]) < 1e-9, "\(noise), \(from) to \(to)")
          #expect(v[2 * from + channel, 2 * to + 1 - channel] == 0)
        }
      }
    }
  }

  @Test func kernelsAreForNarrowWindows() throws {
    let array = ScoreSeries(length: 200, channels: 8).make(3, seed: 1)
    let chart = try LawChart([], channels: (0..<8).map { "x\($0)" }, times: (0..<200).map(Double.init))
    let states = SeriesStates(array, times: chart.times)
    #expect(throws: (any Error).self) { try SeriesCoder(fitting: states, chart: chart, noise: .matern, seed: 1) }
  }

  // MARK: Principal components

  /// Rows with the variances 1, ½, ¼, … along random directions that stand on each other.
  private func decaying(_ count: Int, width: Int, rank: Int, seed: UInt64) throws -> Matrix {
    var stream = RandomStream(seed: seed, stream: 12)
    let random = Matrix(rows: width, columns: width, values: (0..<width * width).map { _ in stream.normal() })
    let directions = try SymmetricEigendecomposition(random.product(random, .transposed)).vectors
    var scores = Matrix(zeros: count, width)
    for row in 0..<count { for column in 0..<rank { scores[row, column] = pow(0.5, 0.5 * Double(column)) * stream.normal() } }
    var rows = scores.product(directions)
    for place in rows.values.indices { rows.values[place] += Double(place % width) }
    return rows
  }

  @Test func componentsAgainstAllEigenvectors() throws {
    let rows = try decaying(300, width: 40, rank: 40, seed: 3)
    let (mean, covariance) = Self.moments(rows)
    let all = try SymmetricEigendecomposition(covariance)
    let components = try PrincipalComponents(of: rows, count: 8, share: 1, seed: 5)
    #expect(zip(components.mean, mean).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(components.variances.count == 8 && abs(components.totalVariance - all.values.reduce(0, +)) < 1e-12)
    for (number, variance) in components.variances.enumerated() {
      let place = 39 - number
      #expect(abs(variance / all.values[place] - 1) < 1e-9, "variance \(number)")
      let cosine = (0..<40).reduce(0) { $0 + components.directions[number, $1] * all.vectors[place, $1] }
      #expect(abs(abs(cosine) - 1) < 1e-6, "direction \(number)")
    }
    #expect(difference(components.directions.product(components.directions, .transposed), .identity(8)) < 1e-10)
    // As many as the share needs, and no more.
    let most = try PrincipalComponents(of: rows, count: 30, share: 0.9, seed: 5)
    let (kept, total) = (most.variances.reduce(0, +), most.totalVariance)
    #expect(kept >= 0.9 * total && kept - (most.variances.last ?? 0) < 0.9 * total)
    // No more than the rows have.
    let few = try PrincipalComponents(of: try decaying(50, width: 40, rank: 3, seed: 4), count: 30, share: 1 - 1e-9, seed: 5)
    #expect(few.variances.count == 3)
    #expect(try PrincipalComponents(of: rows, count: 8, share: 1, seed: 5) == components)
  }

  /// Windows wider than any dense matrix is made for: y is what they vary in.
  @Test func wideSeries() throws {
    let (length, channels) = (400, 4)
    var stream = RandomStream(seed: 6, stream: 1)
    var rows = Matrix(zeros: 300, length * channels)
    for row in 0..<300 {
      let (a, b, c) = (stream.normal(), stream.normal(), stream.normal())
      for column in 0..<length * channels {
        let t = Double(column) / 1600
        rows[row, column] = 2 + a * sin(9 * t) + 0.5 * b * cos(4 * t) + 0.1 * c * t
      }
    }
    let whitening = try Whitening(dataCovariance: rows, length: length, channels: channels, seed: 1)
    #expect(!whitening.keepsPlaces && whitening.tokens == 1 && whitening.outputs <= 3 && whitening.width == 1600)
    #expect(whitening.keptShare(of: rows) > 1 - 2e-6)
    let y = whitening.whitened(rows)
    #expect(difference(Self.moments(y).covariance, .identity(whitening.outputs)) < 1e-8)
    #expect(difference(whitening.whitened(whitening.coloured(y)), y) < 1e-8)
  }

  // MARK: As arrays

  @Test(arguments: SeriesNoise.allCases)
  func codersComeBackFromArrays(noise: SeriesNoise) throws {
    var array = ScoreSeries(length: 5, channels: 3).make(300, seed: 4)
    for place in stride(from: 1, to: array.values.count, by: 3) { array.values[place] = exp(40 * array.values[place]) }
    for place in stride(from: 2, to: array.values.count, by: 3) { array.values[place] = (20 * array.values[place]).rounded() }
    let chart = try LawChart([], channels: ["a", "b", "c"], times: (0..<5).map(Double.init))
    let states = SeriesStates(array, times: chart.times, conditions: (0..<300).map { Double($0 % 7) }, conditionCount: 1)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: noise, seed: 2)
    let again = try SeriesCoder(coder.arrays, chart: chart, length: 5, conditionCount: 1)
    #expect(again.marginals == coder.marginals && again.whitening == coder.whitening)
    #expect(again.conditions(of: states) == coder.conditions(of: states))
    let conditions = coder.conditions(of: states)
    #expect(abs(conditions.reduce(0, +)) < 1e-9 && abs(conditions.reduce(0) { $0 + $1 * $1 } / 300 - 1) < 1e-9)
    // Every array is needed, whole and finite.
    for entry in coder.arrays.entries {
      func damaged(_ change: (StoredArrays.Entry) -> ([Int], [Double])?) -> StoredArrays {
        var arrays = StoredArrays()
        for other in coder.arrays.entries {
          if other != entry {
            arrays.store(other.name, shape: other.shape, other.values)
          } else if let (shape, values) = change(entry) {
            arrays.store(entry.name, shape: shape, values)
          }
        }
        return arrays
      }
      for (what, arrays) in [
        ("without", damaged { _ in nil }), ("cut off", damaged { ($0.shape, $0.values.dropLast()) }),
        ("not finite", damaged { ($0.shape, $0.values.map { _ in .nan }) }),
        ("flat", damaged { ([$0.values.count, 1, 1], $0.values) }),
      ] where !entry.values.isEmpty || what == "without" || what == "flat" {
        #expect(throws: ModelError.self, "\(entry.name) \(what)") { try SeriesCoder(arrays, chart: chart, length: 5, conditionCount: 1) }
      }
    }
    #expect(throws: ModelError.self) { try SeriesCoder(coder.arrays, chart: chart, length: 4, conditionCount: 1) }
    #expect(throws: ModelError.self) { try SeriesCoder(coder.arrays, chart: chart, length: 5, conditionCount: 2) }
  }

  /// What a condition moves the mean by is taken out by least squares, and put back.
  @Test func conditionsMoveTheMean() throws {
    var stream = RandomStream(seed: 3, stream: 4)
    var array = SeriesArray(zeros: 2000, length: 3, channels: 1)
    let conditions = (0..<2000).map { _ in 7 + 2 * stream.normal() }
    for window in 0..<2000 { for time in 0..<3 { array[window, time, 0] = Double(time) * conditions[window] + 0.1 * stream.normal() } }
    let chart = try LawChart([], channels: ["a"], times: [0, 1, 2])
    let states = SeriesStates(array, times: chart.times, conditions: conditions, conditionCount: 1)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: .data, marginals: .scaled, seed: 2)
    guard case .scaled(_, let deviation) = coder.marginals[0].map else {
      Issue.record("the channel is not only scaled")
      return
    }
    let (z, standard) = (coder.scores(of: states, seed: 1), coder.conditions(of: states))
    let left = coder.withoutConditions(z, standard)
    for time in 0..<3 {
      let column = (0..<2000).map { left[$0, time] * deviation }
      let mean = column.reduce(0, +) / 2000
      let spread = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000).squareRoot()
      // The noise's deviation to five standard errors.
      #expect(abs(spread - 0.1) < 0.01, "\(spread) at \(time)")
    }
    #expect(difference(coder.withConditions(left, standard), z) < 1e-12)
  }

  /// What is known is scored as in whole windows, and what is not is no number.
  @Test func knownScores() throws {
    let array = ScoreSeries(length: 4, channels: 2).make(100, seed: 4)
    let chart = try LawChart([SeriesLaw("sorted", "a <= b")], channels: ["a", "b"], times: (0..<4).map(Double.init))
    var kept = array
    for place in stride(from: 0, to: kept.values.count, by: 2) where kept.values[place] > kept.values[place + 1] { kept.values.swapAt(place, place + 1) }
    let states = SeriesStates(kept, times: chart.times)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: .white, seed: 2)
    #expect(chart.remaining.isEmpty && coder.coordinateCount == 2)
    let whole = coder.scores(of: states, seed: 1)
    var gaps = kept
    for window in 0..<100 { gaps[window, 1, 0] = .nan }
    let known = coder.knownScores(of: SeriesStates(gaps, times: chart.times))
    for window in 0..<100 {
      for place in 0..<8 where place / 2 != 1 { #expect(abs(known[window, place] - whole[window, place]) < 1e-12) }
      // One of the two coordinates at row 1 is made of both channels.
      #expect(known[window, 2].isNaN || known[window, 3].isNaN)
    }
    // Draws in the coordinates keep the law.
    let z = Matrix(rows: 100, columns: 8, values: whole.values.map { 3 * $0 - 1 })
    let values = coder.values(of: z, conditions: [], conditionCount: 0)
    for window in 0..<100 { for time in 0..<4 { #expect(values[window, time, 0] <= values[window, time, 1]) } }
  }
}
