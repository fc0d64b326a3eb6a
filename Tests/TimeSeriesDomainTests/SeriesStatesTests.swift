import Bellman
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct SeriesStatesTests {
  /// Series whose value at row r is 100·number + r in the first channel and its negative in the second.
  private func series(_ lengths: [Int], conditions: Int = 1) -> [Series] {
    lengths.enumerated().map { number, length -> Series in
      let times = (0..<length).map { row -> Double in 0.5 * Double(row) + Double(number) }
      let values = (0..<length).flatMap { row -> [Double] in
        let value = Double(100 * number + row)
        return [value, -value]
      }
      return Series(times: times, values: values, conditions: (0..<conditions).map { Double(10 * number + $0) })
    }
  }

  private func states(_ lengths: [Int], length: Int, stride: Int = 1, conditions: Int = 1) -> SeriesStates {
    SeriesStates(windowsOf: series(lengths, conditions: conditions), channelCount: 2, conditionCount: conditions, length: length, stride: stride)
  }

  // MARK: Windows

  @Test func everyWindowAndNoOther() {
    let windows = states([5, 2, 3, 4], length: 3)
    // Those of series of 5, 3 and 4 rows; none goes over the end of a series, and the one of 2 rows has none.
    #expect(windows.starts == [0, 1, 2, 7, 10, 11])
    #expect(windows.spans == [0..<3, 1..<4, 2..<5, 7..<10, 10..<13, 11..<14])
    #expect(windows.array.series(3) == [200, -200, 201, -201, 202, -202])
    #expect(Array(windows.times(of: 5)) == [3.5, 4, 4.5] && Array(windows.conditions(of: 5)) == [30])
    #expect(windows.series(1) == Series(times: [0.5, 1, 1.5], values: [1, -1, 2, -2, 3, -3], conditions: [0]))
    #expect(windows.samples.map(\.values.first) == [0, 1, 2, 200, 300, 301])
  }

  @Test(arguments: [(1, [0, 1, 2, 3, 4]), (2, [0, 2, 4]), (3, [0, 3]), (5, [0]), (0, [0, 1, 2, 3, 4])])
  func strides(stride: Int, starts: [Int]) { #expect(states([7], length: 3, stride: stride).starts == starts) }

  @Test func chosenWindowsAreTheSame() {
    let windows = states([6, 6], length: 3)
    let chosen = windows.rows([5, 0, 5])
    #expect(chosen.count == 3 && chosen.samples == [windows.series(5), windows.series(0), windows.series(5)])
    #expect(windows.rows([]).count == 0 && windows.rows([]).array.values.isEmpty)
  }

  @Test func windowsOfArrays() {
    let array = SeriesArray(count: 2, length: 3, channels: 1, values: [1, 2, 3, 4, 5, 6])
    let same = SeriesStates(array, times: [0, 1, 2], conditions: [7, 8], conditionCount: 1)
    #expect(same.array == array && Array(same.times(of: 1)) == [0, 1, 2] && Array(same.conditions(of: 1)) == [8])
    let own = SeriesStates(array, times: [0, 1, 2, 3, 5, 9])
    #expect(Array(own.times(of: 1)) == [3, 5, 9] && own.conditions(of: 1).isEmpty)
    #expect(array.series([1, 1, 0]).values == [4, 5, 6, 4, 5, 6, 1, 2, 3])
  }

  @Test func equalWindows() {
    let values: [Double] = [1, 2, 1, 2, 1, .nan, 1, .nan, 0, -0.0, -0.0, 0]
    let windows = SeriesStates(windowsOf: [Series(times: (0..<12).map(Double.init), values: values)], channelCount: 1, conditionCount: 0, length: 2, stride: 1)
    // Missing values are equal to each other here, and zeros have no sign.
    #expect(windows.groupsOfEqualRows == [[0, 2], [1, 3], [4, 6], [5], [7], [8, 9, 10]])
    #expect(windows.rows([8, 9, 0]).groupsOfEqualRows == [[0, 1], [2]])
  }

  // MARK: Arrays

  private func domain(conditions: Int = 1, length: Int = 3) throws -> TimeSeriesDomain {
    try TimeSeriesDomain(
      .init(columns: SeriesColumns(channels: ["a", "b"], conditions: (0..<conditions).map { "c\($0)" }), times: (0..<length).map(Double.init), isCut: true))
  }

  @Test(arguments: [0, 1, 3])
  func arraysComeBack(conditions: Int) throws {
    let domain = try domain(conditions: conditions)
    let encoded = try domain.encode(series([5, 2, 4], conditions: conditions))
    #expect(encoded == states([5, 2, 4], length: 3, conditions: conditions))
    #expect(try domain.states(from: domain.arrays(of: encoded)) == encoded)
    let chosen = encoded.rows([4, 1])
    #expect(try domain.states(from: domain.arrays(of: chosen)) == chosen)
    #expect(domain.decode(chosen) == chosen.samples)
    // A series without rows has its conditions, too.
    let odd = try domain.encode(
      series([4, 0], conditions: conditions) + [Series(times: [], values: [], conditions: [Double](repeating: 1, count: conditions))])
    #expect(try domain.states(from: domain.arrays(of: odd)).samples == odd.samples)
    var gaps = series([4], conditions: conditions)
    gaps[0].values[3] = .nan
    let back = try domain.states(from: domain.arrays(of: domain.encode(gaps)))
    #expect(back.array.values.map(\.bitPattern) == (try domain.encode(gaps)).array.values.map(\.bitPattern))
  }

  @Test func damagedArraysAreRefused() throws {
    let domain = try domain()
    let good = domain.arrays(of: try domain.encode(series([5, 4])))
    func damaged(_ name: String, _ change: ([Int], [Double]) -> ([Int], [Double])?) -> StoredArrays {
      var arrays = StoredArrays()
      for entry in good.entries {
        guard entry.name == name else {
          arrays.store(entry.name, shape: entry.shape, entry.values)
          continue
        }
        if let (shape, values) = change(entry.shape, entry.values) { arrays.store(name, shape: shape, values) }
      }
      return arrays
    }
    func changed(_ name: String, _ place: Int, _ value: Double) -> StoredArrays {
      damaged(name) { shape, values in
        var values = values
        values[place] = value
        return (shape, values)
      }
    }
    #expect(throws: Never.self) { try domain.states(from: good) }
    for entry in good.entries {
      #expect(throws: ModelError.self, "without \(entry.name)") { try domain.states(from: damaged(entry.name) { _, _ in nil }) }
      #expect(throws: ModelError.self, "\(entry.name) cut off") { try domain.states(from: damaged(entry.name) { ($0, $1.dropLast()) }) }
      #expect(throws: ModelError.self, "\(entry.name) of another rank") { try domain.states(from: damaged(entry.name) { ($0 + [1, 1], $1) }) }
    }
    let bad = [
      changed("values", 3, .infinity), changed("times", 2, .nan), changed("series of rows", 8, 2), changed("series of rows", 8, 0.5),
      changed("series of rows", 0, 1),
      changed("series of rows", 8, -1), changed("conditions", 0, .nan), changed("starts", 0, 7), changed("starts", 0, 3), changed("starts", 0, -1),
      changed("starts", 0, 1e300), damaged("conditions") { _, _ in ([2, 0], []) }, damaged("conditions") { _, values in ([1, 2], values) },
      damaged("values") { _, values in ([3, 6], values) }, damaged("times") { _, values in ([8], Array(values.dropLast())) },
    ]
    for (number, arrays) in bad.enumerated() { #expect(throws: ModelError.self, "\(number)") { try domain.states(from: arrays) } }
    #expect(throws: ModelError.self) { try self.domain(length: 6).states(from: good) }
    #expect(throws: ModelError.self) { try self.domain(conditions: 2).states(from: good) }
    #expect(throws: (any Error).self) { try domain.encode([Series(times: [0, 1, 2], values: [1, 2, 3], conditions: [0])]) }
  }

  // MARK: Small measures

  @Test func typicalTimes() {
    // Gaps of 1 and 3 in turn, and one of 50, which is not typical.
    var times = [0.0]
    for row in 0..<40 { times.append(times[row] + (row == 20 ? 50 : row % 2 == 0 ? 1 : 3)) }
    let one = Series(times: times, values: times)
    let typical = WindowTimes.typical([one], length: 3)
    #expect(typical[0] == 0 && [1, 3].contains(typical[1]) && typical[2] == 4)
    #expect(WindowTimes.typical([Series(times: [0], values: [1])], length: 3) == [0, 0, 0])
  }

  /// Far from zero, too, where squares have no digits left.
  @Test(arguments: [0.0, 1e9])
  func scaling(offset: Double) {
    let array = SeriesArray(count: 2, length: 2, channels: 2, values: [offset + 1, 5, offset + 2, 5, .nan, 5, offset + 6, 5])
    let scaling = UnitScaling(SeriesStates(array, times: [0, 1]))
    #expect(scaling.least == [offset + 1, 5] && scaling.greatest == [offset + 6, 5])
    #expect(abs(scaling.deviations[0] - (14.0 / 3).squareRoot()) < 1e-6 && scaling.deviations[1] == 1)
    #expect(scaling.scaled(array).series(0) == [0, 0, 0.2, 0])
  }

  /// A cosine of three cycles has all its power, A²T/4, there; a series that changes its sign is anticorrelated.
  @Test func memory() {
    let length = 24
    let wave = SeriesArray(count: 1, length: length, channels: 1, values: (0..<length).map { 5 + 2 * cos(2 * .pi * 3 * Double($0) / Double(length)) })
    let spectrum = SeriesMemory(wave, channel: 0).spectrum
    #expect(spectrum.map(\.x) == (1...12).map(Double.init))
    for line in spectrum { #expect(abs(line.y - (line.x == 3 ? 24 : 0)) < 1e-9) }
    let turns = SeriesArray(count: 1, length: 8, channels: 1, values: (0..<8).map { $0 % 2 == 0 ? 1 : -1 })
    #expect(SeriesMemory(turns, channel: 0).autocorrelation == (0..<8).map { $0 % 2 == 0 ? 1 : -1 })
  }

  // MARK: Filling of gaps

  /// What a coder that only shifts and scales makes of windows with gaps, in their own unit.
  private func filled(_ array: SeriesArray, seed: UInt64 = 4) throws -> SeriesArray {
    let chart = try LawChart([], channels: (0..<array.channels).map { "x\($0)" }, times: (0..<array.length).map(Double.init))
    let states = SeriesStates(array, times: chart.times)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: .white, marginals: .scaled, seed: seed)
    return coder.values(of: coder.scores(of: states, seed: seed), conditions: [], conditionCount: 0)
  }

  /// Between 1 at row 0 and 4 at row 6 a bridge with the steps' mean square s² = 1 has the mean 1 + d/2 and the covariance d(6 − e)/6 of rows d ≤ e; before and after
  /// what is known the walk goes on by itself; a channel without a value has its own mean and deviation. 20,000 windows; each number is held to six of its own
  /// deviations, which all together fail with a chance below 10⁻⁶.
  @Test func gapsAreBridged() throws {
    let (count, length) = (20_000, 8)
    var array = SeriesArray(zeros: count, length: length, channels: 3)
    for place in array.values.indices { array.values[place] = .nan }
    for window in 0..<count {
      (array[window, 0, 0], array[window, 6, 0], array[window, 7, 0]) = (1, 4, 5)
      // Steps of 2 between the two rows that are known.
      (array[window, 3, 1], array[window, 4, 1]) = (window % 2 == 0 ? 1 : -1, window % 2 == 0 ? -1 : 1)
      if window % 2 == 0 { for time in 0..<length { array[window, time, 2] = 1e6 + (window % 4 == 0 ? 3 : -3) } }
    }
    let filled = try filled(array)
    for place in array.values.indices where !array.values[place].isNaN {
      #expect(abs(filled.values[place] - array.values[place]) < 1e-12 * max(1, abs(array.values[place])))
    }
    func check(_ windows: [Int], _ channel: Int, _ rows: [Int], mean: (Int) -> Double, covariance: (Int, Int) -> Double) {
      let n = Double(windows.count)
      for a in rows {
        let own = windows.reduce(0) { $0 + filled[$1, a, channel] - mean(a) } / n
        #expect(abs(own) < 6 * (covariance(a, a) / n).squareRoot(), "channel \(channel), row \(a): the mean is off by \(own)")
        for b in rows where b >= a {
          let product = windows.reduce(0) { $0 + (filled[$1, a, channel] - mean(a)) * (filled[$1, b, channel] - mean(b)) } / n
          let spread = (covariance(a, a) * covariance(b, b) + covariance(a, b) * covariance(a, b)) / n
          #expect(abs(product - covariance(a, b)) < 6 * spread.squareRoot(), "channel \(channel), rows \(a) and \(b): \(product) for \(covariance(a, b))")
        }
      }
    }
    let all = Array(0..<count)
    check(all, 0, Array(1...5), mean: { 1 + Double($0) / 2 }, covariance: { Double($0 * (6 - $1)) / 6 })
    let even = all.filter { $0 % 2 == 0 }
    check(even, 1, [0, 1, 2], mean: { _ in 1 }, covariance: { 4 * Double(3 - $1) + 0 * Double($0) })
    check(even, 1, [5, 6, 7], mean: { _ in -1 }, covariance: { a, _ in 4 * Double(a - 4) })
    check(all.filter { $0 % 2 == 1 }, 2, Array(0..<8), mean: { _ in 1e6 }, covariance: { $0 == $1 ? 9 : 0 })
    // Another seed fills otherwise, the same one alike.
    #expect(try self.filled(array).values == filled.values)
    #expect(try self.filled(array, seed: 5).values != filled.values)
  }
}
