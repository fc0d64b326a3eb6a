internal import Foundation
internal import Tensors

extension Seasons {
  /// Of a coordinate's ranks, the share of variance between places of a period from which on it repeats itself.
  private static var leastShare: Double { 0.1 }
  /// The same in units of the share that one frequency of a series without any period has where it remembers itself for a part of the period, 1 by the number
  /// of periods in the data: it is exceeded this many times with a chance of e⁻¹².
  private static var leastOfChance: Double { 12 }
  /// Among periods that explain as much as this share of what the best one does, the shortest is the period: the others are its multiples.
  private static var nearlyBest: Double { 0.95 }
  /// Of one period in the data, at least.
  private static var fewestRepeats: Int { 20 }
  private static var longest: Int { 1500 }
  private static var greatestCount: Int { 3 }
  /// Beyond these the shape of a period is smooth.
  private static var greatestHarmonic: Int { 8 }
  /// Rows that are looked at, about.
  private static var enoughRows: Int { 40_000 }

  /// Those in which series repeat themselves.
  ///
  /// For every period of 2 to 1500 rows, of which the data hold twenty or more: the share η² of the variance of ranks that lies between the places of the
  /// period, less what it is by chance, (P − 1)/n. Ranks are of values, of steps (a day drives what its values do not show), and of the sizes of second
  /// differences (values interpolated between hours bend once an hour).
  /// - Parameters:
  ///   - coordinates: finite, [windows, length, width].
  ///   - apart: windows that share no rows.
  ///   - step: the time from one row to the next.
  init(in coordinates: [Double], of states: SeriesStates, among apart: [Int], width: Int, step: Double) {
    let longestPeriod = min(Self.longest, Self.span(states) / Self.fewestRepeats)
    guard step > 0, step.isFinite, longestPeriod >= 2, states.length > 2, width > 0 else {
      self.init()
      return
    }
    let some = apart.prefix(max(1, Self.enoughRows / states.length))
    let ranks = Ranks(coordinates, states, Array(some), width, step)
    let shares = Parallel.map(longestPeriod - 1) { ranks.shares(period: $0 + 2) }
    var found: [(period: Int, share: Double)] = []
    for series in 0..<ranks.width {
      let own = shares.map { $0[series] }
      guard let best = own.max(), let first = own.firstIndex(where: { $0 >= Self.nearlyBest * best }) else { continue }
      let period = first + 2
      if best >= max(Self.leastShare, Self.leastOfChance * Double(period) / Double(ranks.count)) { found.append((period, best)) }
    }
    var chosen: [Int] = []
    for (period, _) in found.sorted(by: { $0.share > $1.share })
    where chosen.count < Self.greatestCount && chosen.allSatisfy({ 10 * abs($0 - period) > max($0, period) }) {
      chosen.append(period)
    }
    chosen.sort()
    self.init(periods: chosen.map { step * Double($0) }, harmonics: chosen.map { min($0 / 2, Self.greatestHarmonic) })
  }

  /// Rows from the beginning of the first to that of the last window of one series, at most.
  private static func span(_ states: SeriesStates) -> Int {
    var bounds: [Int: (least: Int, greatest: Int)] = [:]
    for start in states.starts {
      let own = bounds[states.owners[start]] ?? (start, start)
      bounds[states.owners[start]] = (min(own.least, start), max(own.greatest, start))
    }
    return bounds.values.map { $0.greatest - $0.least }.max() ?? 0
  }

  /// Centred ranks of values, steps, and sizes of second differences of every coordinate, at rows.
  private struct Ranks {
    /// Coordinates times three.
    let width: Int
    /// Rows from time zero.
    private let rows: [Int]
    /// [rows, width].
    private let ranks: [Float]
    var count: Int { rows.count }
    /// Sums of squares [width].
    private let totals: [Double]

    init(_ coordinates: [Double], _ states: SeriesStates, _ windows: [Int], _ channels: Int, _ step: Double) {
      let length = states.length
      width = 3 * channels
      // Rows with one before and one behind.
      let places = windows.flatMap { window in (1..<length - 1).map { (window: window, row: $0) } }
      rows = places.map { Int((Array(states.times(of: $0.window))[$0.row] / step).rounded()) }
      var ranks = [Float](repeating: 0, count: places.count * width)
      var totals = [Double](repeating: 0, count: width)
      let columns = Parallel.map(width) { column -> [Double] in
        let (channel, kind) = column.quotientAndRemainder(dividingBy: 3)
        return Self.centredRanks(
          places.map { place in
            func value(_ offset: Int) -> Double { coordinates[(place.window * length + place.row + offset) * channels + channel] }
            return switch kind {
            case 0: value(0)
            case 1: value(0) - value(-1)
            default: abs(value(1) - 2 * value(0) + value(-1))
            }
          })
      }
      for (column, own) in columns.enumerated() {
        for (row, rank) in own.enumerated() {
          ranks[row * width + column] = Float(rank)
          totals[column] += rank * rank
        }
      }
      (self.ranks, self.totals) = (ranks, totals)
    }

    /// −½…½; those of equal values are equal.
    private static func centredRanks(_ values: [Double]) -> [Double] {
      let order = values.indices.sorted { values[$0] < values[$1] }
      var ranks = [Double](repeating: 0, count: values.count)
      var first = 0
      while first < order.count {
        var end = first + 1
        while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
        let rank = (0.5 * Double(first + end - 1) + 0.5) / Double(values.count) - 0.5
        for place in first..<end { ranks[order[place]] = rank }
        first = end
      }
      return ranks
    }

    /// η² of each, less what it is by chance.
    func shares(period: Int) -> [Double] {
      var (sums, counts) = ([Float](repeating: 0, count: period * width), [Int](repeating: 0, count: period))
      sums.withUnsafeMutableBufferPointer { sums in
        ranks.withUnsafeBufferPointer { ranks in
          for (row, number) in rows.enumerated() {
            let rest = number % period
            let place = rest < 0 ? rest + period : rest
            counts[place] += 1
            let (from, to) = (row * width, place * width)
            for column in 0..<width { sums[to + column] += ranks[from + column] }
          }
        }
      }
      var between = [Double](repeating: 0, count: width)
      var seen = 0
      for place in 0..<period where counts[place] > 0 {
        seen += 1
        for column in 0..<width {
          let sum = Double(sums[place * width + column])
          between[column] += sum * sum / Double(counts[place])
        }
      }
      let chance = Double(seen - 1) / Double(max(rows.count - 1, 1))
      return (0..<width).map { totals[$0] > 0 ? between[$0] / totals[$0] - chance : 0 }
    }
  }
}
