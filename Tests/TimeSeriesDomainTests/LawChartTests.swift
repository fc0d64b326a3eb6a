import Bellman
import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct LawChartTests {
  /// Laws with what their coordinates are to be.
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let channels: [String]
    let laws: [String]
    /// Channel, kind, rows of 16.
    let coordinates: [String]
    var remaining: [String] = []
    var conditions: [String: Double] = [:]
    var ending = LawChart.Ending.stops
    var step = 0.25
    var description: String { "\(name), \(ending)" }

    func chart(_ rows: Int = 16) throws -> LawChart {
      try LawChart(
        laws.map { try SeriesLaw($0, $0) }, channels: channels, times: (0..<rows).map { step * Double($0) }, constants: ["c": 0.01],
        conditions: conditions.keys.sorted(), ending: ending)
    }
    func system(_ rows: Int = 16) throws -> LawSystem {
      try LawSystem(
        laws.map { try SeriesLaw($0, $0) }, channels: channels, times: (0..<rows).map { step * Double($0) }, constants: ["c": 0.01],
        conditions: conditions.keys.sorted())
    }
    var numbers: [Double] { conditions.keys.sorted().map { conditions[$0] ?? 0 } }
  }

  static let reservoir = [
    "next(s) = s + q - o - w", "complementary(w, capacity - next(s))", "s >= 0", "s <= capacity", "q >= 0", "o >= 0", "w >= 0",
  ]

  static let cases = [
    Case(
      name: "prices", channels: ["open", "high", "low", "close", "adjusted", "volume"],
      laws: ["adjusted = close", "low <= min(open, close)", "high >= max(open, close)", "volume >= 0"],
      coordinates: ["open free 0..<16", "high nonNegative 0..<16", "low nonNegative 0..<16", "close free 0..<16", "volume nonNegative 0..<16"]),
    Case(
      name: "prices in pairs", channels: ["open", "high", "low", "close"],
      laws: ["low <= open", "low <= close", "high >= open", "high >= close", "low <= high", "low >= 0", "high >= 0"],
      coordinates: ["open nonNegative 0..<16", "high nonNegative 0..<16", "low nonNegative 0..<16", "close nonNegative 0..<16"]),
    Case(
      name: "epidemic", channels: ["s", "i", "r"], laws: ["s + i + r = n", "s >= 0", "i >= 0", "r >= 0", "next(s) <= s", "next(r) >= r"],
      coordinates: ["s share 0..<1", "s share 1..<16", "r share 0..<1", "r share 1..<16"], conditions: ["n": 1000]),
    Case(
      name: "kinetics", channels: ["x", "y", "z"], laws: ["x + y + z = 1", "x >= 0", "y >= 0", "z >= 0", "next(z) >= z"],
      coordinates: ["x share 0..<1", "x share 1..<16", "z share 0..<1", "z share 1..<16"]),
    Case(
      name: "reservoir", channels: ["s", "q", "o", "w"], laws: reservoir,
      coordinates: ["s share 0..<1", "q nonNegative 0..<16", "o share 0..<15", "o nonNegative 15..<16", "w nonNegative 15..<16"],
      conditions: ["capacity": 3]),
    Case(
      name: "reservoir", channels: ["s", "q", "o", "w"], laws: reservoir,
      coordinates: ["s share 0..<1", "q nonNegative 0..<16", "o share 0..<16"], conditions: ["capacity": 3], ending: .goesOn),
    Case(
      name: "reservoir at the end of a step", channels: ["s", "q", "o", "w"],
      laws: ["s = previous(s) + q - o - w", "complementary(w, capacity - s)", "s >= 0", "q >= 0", "o >= 0"],
      coordinates: ["q nonNegative 0..<16", "o nonNegative 0..<1", "o share 1..<16", "s nonNegative 0..<1"], conditions: ["capacity": 3]),
    Case(
      name: "rates", channels: ["s", "a", "b", "o"],
      laws: ["next(s) = s + dt * (a - b - o)", "a >= 0", "b >= 0", "s >= 0", "complementary(o, capacity - next(s))"],
      coordinates: ["s nonNegative 0..<1", "a nonNegative 0..<16", "b share 0..<15", "b nonNegative 15..<16", "o nonNegative 15..<16"],
      conditions: ["capacity": 3], step: 0.1),
    Case(
      name: "circuit", channels: ["v", "vr", "vl", "vc", "i"], laws: ["v = vr + vl + vc", "vr = 100 * i", "next(vc) = vc + dt * i / c"],
      coordinates: ["vl free 0..<16", "vc free 0..<1", "i free 0..<16"]),
    Case(name: "pair", channels: ["a", "b"], laws: ["complementary(a, b)", "a <= 3"], coordinates: ["b nonNegative 0..<16"]),
    Case(
      name: "kept", channels: ["a", "b", "c1", "d"], laws: ["conserved(a)", "a >= 0", "a <= b", "conserved(c1 + d)"],
      coordinates: ["a nonNegative 0..<1", "b nonNegative 0..<16", "c1 free 0..<16", "d free 0..<1"]),
    Case(
      name: "steps", channels: ["x"], laws: ["x >= 0", "x <= 1", "first(x) = 0.5", "abs(next(x) - x) <= 0.1"], coordinates: ["x share 1..<16"]),
    Case(
      name: "implied", channels: ["a", "b", "c1", "d"], laws: ["a + b = c1", "a - b = d", "2 * a = c1 + d"], coordinates: ["a free 0..<16", "b free 0..<16"]),
    Case(
      name: "product", channels: ["x", "y", "z"], laws: ["z = x * y", "x >= 0", "y >= 0", "z >= 0"],
      coordinates: ["x nonNegative 0..<16", "y nonNegative 0..<16"]),
    Case(
      name: "bent", channels: ["x", "y"], laws: ["conserved(x - log(x) + y - log(y))", "x >= 0", "sum(y) = 3", "y >= 0"],
      coordinates: ["x nonNegative 0..<16", "y nonNegative 0..<16"], remaining: ["conserved(x - log(x) + y - log(y))", "sum(y) = 3"]),
    Case(
      name: "no pair", channels: ["s", "q", "o", "w"], laws: ["next(s) = s + q - o - w", "complementary(w, capacity - s)", "s >= 0"],
      coordinates: ["s share 0..<1", "q free 0..<16", "o share 0..<15", "o free 15..<16", "w nonNegative 0..<16"],
      remaining: ["complementary(w, capacity - s)"], conditions: ["capacity": 3]),
  ]

  @Test(arguments: cases)
  func whatTheCoordinatesAre(sample: Case) throws {
    let chart = try sample.chart()
    #expect(chart.coordinates.map { "\($0.channel) \($0.kind) \($0.rows)" } == sample.coordinates)
    #expect(chart.remaining.map(\.name) == sample.remaining)
  }

  /// Numbers for the coordinates with many on their bounds, of sizes from 1e-3 to 1e3.
  private func random(_ chart: LawChart, _ stream: inout RandomStream, _ size: Double) -> [Double] {
    chart.times.flatMap { _ in
      chart.coordinates.map { coordinate in
        let (chance, value) = (Double.random(in: 0..<1, using: &stream), Double.random(in: -1..<1, using: &stream))
        switch coordinate.kind {
        case .free: return size * value
        case .nonNegative: return chance < 0.3 ? 0 : size * abs(value)
        case .share: return chance < 0.2 ? 0 : chance < 0.4 ? 1 : abs(value)
        }
      }
    }
  }

  /// Whatever the coordinates, the series keeps the laws: inequalities to the last bit, equations to rounding; and coordinates and series are had
  /// from each other again.
  @Test(arguments: cases)
  func decodedSeriesKeepTheLaws(sample: Case) throws {
    let (chart, system) = (try sample.chart(), try sample.system())
    let kept = Set(chart.laws.map(\.name)).subtracting(chart.remaining.map(\.name))
    var stream = RandomStream(seed: 3, stream: 0)
    for trial in 0..<200 {
      let size = pow(10, Double(trial % 7) - 3)
      let values = chart.values(of: random(chart, &stream, size), conditions: sample.numbers)
      let greatest = values.reduce(0) { max($0, abs($1)) }
      for (law, excess) in zip(chart.laws, system.excesses(of: values, conditions: sample.numbers)) where kept.contains(law.name) {
        switch law.relation {
        case .equal, .conserved: #expect(excess.amount <= 1e-15 * 4 * max(greatest, sample.numbers.max() ?? 0, 1e-300), "\(excess)")
        case .atLeast, .complementary: #expect(excess.amount == 0, "\(excess)")
        }
        if law.name == "adjusted = close" { #expect(excess.amount == 0) }
      }
      let coordinates = chart.coordinates(of: values, conditions: sample.numbers)
      let again = chart.values(of: coordinates, conditions: sample.numbers)
      #expect(zip(values, again).allSatisfy { abs($0 - $1) <= 1e-13 * max(greatest, 1e-300) })
      for (place, z) in coordinates.enumerated() {
        let kind = chart.coordinates[place % chart.coordinates.count].kind
        #expect(kind == .free || (z >= 0 && (kind != .share || z <= 1)))
      }
    }
  }

  /// Model outputs that are out of range are taken for what is on the bound, and none breaks a law.
  @Test(arguments: cases)
  func anyNumberIsACoordinate(sample: Case) throws {
    let (chart, system) = (try sample.chart(), try sample.system())
    let kept = Set(chart.laws.map(\.name)).subtracting(chart.remaining.map(\.name))
    var stream = RandomStream(seed: 4, stream: 0)
    for _ in 0..<50 {
      let coordinates = (0..<16 * chart.coordinates.count).map { _ in Double.random(in: -3..<3, using: &stream) }
      let values = chart.values(of: coordinates, conditions: sample.numbers)
      for (law, excess) in zip(chart.laws, system.excesses(of: values, conditions: sample.numbers)) where kept.contains(law.name) {
        if case .atLeast = law.relation { #expect(excess.amount == 0, "\(excess)") }
        if case .complementary = law.relation { #expect(excess.amount == 0, "\(excess)") }
      }
    }
  }

  /// What lies on a bound has a slack of exactly zero, and comes back on the bound.
  @Test func atomsAreKept() throws {
    let chart = try Self.cases[0].chart(3)
    let values: [Double] = [10, 12, 10, 11, 11, 0, 11, 11, 10.5, 10.5, 10.5, 7, 9, 10, 8, 9.5, 9.5, 3]
    let coordinates = chart.coordinates(of: values)
    func column(_ channel: String) -> [Double] {
      let place = chart.coordinates.firstIndex { $0.channel == channel } ?? 0
      return (0..<3).map { coordinates[$0 * chart.coordinates.count + place] }
    }
    #expect(column("high") == [1, 0, 0.5] && column("low") == [0, 0, 1] && column("volume") == [0, 7, 3])
    #expect(chart.values(of: coordinates) == values)
    // An emptied and a full reservoir: a release of all there is has a share of 1, storage is exactly 0 and exactly the capacity.
    let reservoir = try Self.cases[5].chart(4)
    var (rows, storage) = ([Double](), 0.7)
    for (inflow, release) in [(0.1, 0.8), (0.3, 0.1), (5.7, 0.2), (0.4, 0.0)] {
      let before = storage + inflow - release
      rows += [storage, inflow, release, max(0, before - 3)]
      storage = min(before, 3)
    }
    let encoded = reservoir.coordinates(of: rows, conditions: [3])
    let decoded = reservoir.values(of: encoded, conditions: [3])
    #expect(encoded[2] == 1 && decoded[4] == 0 && decoded[12] == 3)
    #expect(zip(rows, decoded).allSatisfy { abs($0 - $1) < 1e-15 * 8 })
  }

  /// A coordinate that is there in some rows alone repeats its value at others, and is not read there.
  @Test func whatIsNotThereIsNotRead() throws {
    let chart = try Self.cases[2].chart()
    var stream = RandomStream(seed: 5, stream: 0)
    let series = chart.values(of: random(chart, &stream, 1), conditions: [1000])
    var coordinates = chart.coordinates(of: series, conditions: [1000])
    let count = chart.coordinates.count
    for (number, coordinate) in chart.coordinates.enumerated() {
      for row in 0..<16 where !coordinate.rows.contains(row) {
        let nearest = row < coordinate.rows.lowerBound ? coordinate.rows.lowerBound : coordinate.rows.upperBound - 1
        #expect(coordinates[row * count + number] == coordinates[nearest * count + number])
        coordinates[row * count + number] = .nan
      }
    }
    #expect(zip(chart.values(of: coordinates, conditions: [1000]), series).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test(arguments: [
    (["x + y = 1", "x + y = 2"], ["x + y = 1", "x + y = 2"]), (["x >= 2", "x <= 1"], ["x >= 2", "x <= 1"]),
    (["x = y", "x >= y + 1"], ["x = y", "x >= y + 1"]), (["x >= y", "y >= x + 1"], ["x >= y", "y >= x + 1"]),
  ])
  func lawsThatClash(laws: [String], names: [String]) throws {
    do {
      _ = try LawChart(laws.map { try SeriesLaw($0, $0) }, channels: ["x", "y"], times: [0, 1, 2])
      Issue.record("took \(laws)")
    } catch {
      #expect(names.allSatisfy { "\(error)".contains("“\($0)”") }, "\(error)")
    }
  }

  @Test func conditionsThatClash() throws {
    let chart = try Self.cases[4].chart()
    try chart.check(conditions: [3])
    do {
      try chart.check(conditions: [-3])
      Issue.record("took a negative capacity")
    } catch {
      #expect(error.description.contains("s >= 0") && error.description.contains("s <= capacity") && error.description.contains("-3"), "\(error)")
    }
  }

  /// Random orders and sums of channels: whatever the laws are, what the chart takes care of is kept; where arithmetic stands on both sides of a value that two
  /// laws pin, to its rounding.
  @Test func randomLaws() throws {
    var stream = RandomStream(seed: 11, stream: 0)
    var charted = 0
    for _ in 0..<150 {
      let names = ["a", "b", "c", "d"]
      func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &stream)] }
      func leaf() -> String {
        pick(["%", "%", "%", "next(%)", "2 * %", "min(%, $)", "max(%, $)", "dt * %", "1"]).replacingOccurrences(of: "%", with: pick(names))
          .replacingOccurrences(of: "$", with: pick(names))
      }
      let texts = (0..<Int.random(in: 1...5, using: &stream)).map { _ in
        "\(leaf()) \(pick([">=", "<=", ">=", "="])) \(leaf()) \(pick(["+", "-"])) \(leaf())"
      }
      let laws = try Set(texts).sorted().map { try SeriesLaw($0, $0) }
      let times = (0..<8).map { 0.3 * Double($0) }
      guard let system = try? LawSystem(laws, channels: names, times: times), let chart = try? LawChart(laws, channels: names, times: times) else { continue }
      let kept = Set(laws.map(\.name)).subtracting(chart.remaining.map(\.name))
      charted += kept.count
      for trial in 0..<20 {
        let values = chart.values(of: random(chart, &stream, pow(10, Double(trial % 3) - 1)))
        let greatest = values.reduce(1) { max($0, abs($1)) }
        for (law, excess) in zip(laws, system.excesses(of: values)) where kept.contains(law.name) {
          if case .equal = law.relation {
            #expect(excess.amount <= 1e-14 * greatest, "\(excess) of \(laws)")
          } else {
            #expect(excess.amount <= 8 * greatest.ulp, "\(excess) of \(laws)")
          }
        }
      }
    }
    #expect(charted > 200)
  }
}
