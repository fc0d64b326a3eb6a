import Bellman
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct ScoresBaselineTests {
  private let coordinates = RandomCoordinates(seed: 9, stream: 5)

  private func column(_ series: SeriesArray, _ place: Int) -> [Double] {
    (0..<series.count).map { series.values[$0 * series.width + place] }.sorted()
  }

  @Test func copulaKeepsMarginalsAndNormalScores() throws {
    // Skewed and bounded marginals over the same normal numbers, which the copula must find.
    let normal = ScoreSeries().make(4000, seed: 1)
    var data = normal
    data.values = normal.values.enumerated().map { index, value in index % 3 == 0 ? exp(10 * (value - 0.5)) : index % 3 == 1 ? tanh(20 * value - 10) : value }
    let copula = try GaussianCopula(data, seed: 2)
    #expect(copula.shrinkage < 0.02)
    let draws = copula.draws(4000, coordinates)
    for place in 0..<data.width {
      let (a, b) = (column(data, place), column(draws, place))
      // Kolmogorov's distance of two samples of 4,000: below .06 but for one in 10⁶.
      let steps = b.indices.map { index in
        let below = a.partitioningIndex { $0 > b[index] }
        return abs(Double(below) / 4000 - (Double(index) + 0.5) / 4000)
      }
      #expect((steps.max() ?? 1) < 0.06, "coordinate \(place)")
      #expect(b[0] >= a[0] && b[3999] <= a[3999])
    }
    // The correlations of the normal numbers behind: of both sets, brought back to them.
    func back(_ series: SeriesArray) -> [Double] {
      series.values.enumerated().map { index, value in index % 3 == 0 ? log(value) : index % 3 == 1 ? atanh(value) / 2 : 10 * (value - 0.5) }
    }
    let (x, y) = (back(data), back(draws))
    func correlation(_ x: [Double], _ i: Int, _ j: Int) -> Double {
      var sums = (xx: 0.0, yy: 0.0, xy: 0.0)
      for row in 0..<4000 {
        let (a, b) = (x[row * data.width + i], x[row * data.width + j])
        sums = (sums.xx + a * a, sums.yy + b * b, sums.xy + a * b)
      }
      return sums.xy / (sums.xx * sums.yy).squareRoot()
    }
    for (i, j) in [(0, 1), (0, 3), (1, 22), (21, 22), (4, 10)] {
      #expect(abs(correlation(x, i, j) - correlation(y, i, j)) < 0.1, "coordinates \(i) and \(j)")
    }
    #expect(abs(correlation(y, 0, 3)) > 0.5)
  }

  @Test func drawsAreFunctionsOfTheirCoordinates() throws {
    let data = ScoreSeries().make(100, seed: 1)
    let copula = try GaussianCopula(data, seed: 2)
    let bootstrap = BlockBootstrap(data)
    var later = coordinates
    later.firstRow = 7
    for draw in [copula.draws, bootstrap.draws] as [(Int, RandomCoordinates) throws -> SeriesArray] {
      let all = try draw(20, coordinates)
      #expect(try draw(20, coordinates) == all)
      #expect(try draw(13, later) == all.series(7..<20))
      #expect(try draw(20, RandomCoordinates(seed: 10, stream: 5)) != all)
      #expect(try Parallel.$defaultThreads.withValue(1) { try draw(20, coordinates) } == all)
    }
    let rows = Set((0..<100).map { Array(data.series($0)) })
    let draws = bootstrap.draws(300, coordinates)
    #expect((0..<300).allSatisfy { rows.contains(Array(draws.series($0))) })
    #expect(Set((0..<300).map { Array(draws.series($0)) }).count > 80)
    #expect(BlockBootstrap(SeriesArray(zeros: 0, length: 2, channels: 1)).draws(5, coordinates).count == 0)
  }

  @Test func copulaOfConstantAndEqualColumns() throws {
    var data = ScoreSeries().make(300, seed: 1)
    for number in 0..<300 {
      for time in 0..<8 {
        data[number, time, 1] = 2
        data[number, time, 2] = data[number, time, 0]
      }
    }
    let draws = try GaussianCopula(data, seed: 1).draws(300, coordinates)
    var apart = 0.0
    for number in 0..<300 {
      for time in 0..<8 {
        #expect(draws[number, time, 1] == 2)
        apart += pow(draws[number, time, 2] - draws[number, time, 0], 2) / 2400
      }
    }
    // As near as the shrinkage leaves them: independent ones would have 0.14.
    #expect(apart.squareRoot() < 0.04)
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element satisfies the predicate, which holds from there on.
  fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
