import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct LawDiscoveryTests {
  private func normal(_ stream: inout RandomStream) -> Double {
    (-2 * log(Double.random(in: 1e-300..<1, using: &stream))).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &stream))
  }

  private func laws(_ rows: [[Double]], _ channels: [String]) -> [String] {
    let series = SeriesArray(count: 1, length: rows.count, channels: channels.count, values: rows.flatMap { $0 })
    return LawDiscovery(series, channels: channels).findings.filter(\.isStrong).map(\.law.description)
  }

  /// Prices of days: written with six decimals or not.
  @Test(arguments: [nil, 6] as [Int?])
  func prices(digits: Int?) {
    var stream = RandomStream(seed: 1, stream: 0)
    func written(_ value: Double) -> Double { digits.map { (value * pow(10, Double($0))).rounded() / pow(10, Double($0)) } ?? value }
    var price = 100.0
    let rows = (0..<3000).map { _ in
      let open = written(price * exp(0.003 * normal(&stream)))
      price *= exp(0.02 * normal(&stream))
      let close = written(price)
      let (up, down) = (max(0, normal(&stream)), max(0, normal(&stream)))
      price = close
      return [open, written(max(open, close) * (1 + 0.01 * up)), written(min(open, close) * (1 - 0.01 * down)), close, close, 1e6 * (1 + abs(normal(&stream)))]
    }
    let found = laws(rows, ["open", "high", "low", "close", "adjusted close", "volume"])
    #expect(found.contains("`adjusted close` = close") && found.contains("min(open, close) >= low") && found.contains("high >= max(open, close)"), "\(found)")
    #expect(found.count == 3, "\(found)")
  }

  /// A network with sums, factors, a balance with the next row, and a store.
  @Test func sumsAndBalances() {
    var stream = RandomStream(seed: 2, stream: 0)
    var (store, counter) = (20.0, 0.0)
    let rows = (0..<800).map { _ in
      let (i, vl, vc) = (normal(&stream), normal(&stream), normal(&stream))
      let (inflow, outflow) = (abs(normal(&stream)), 0.05 * store)
      defer { (store, counter) = (store + inflow - outflow, counter + abs(normal(&stream))) }
      return [i, vl, vc, 100 * i, 100 * i + vl + vc, 7.25, store, inflow, outflow, counter]
    }
    let found = laws(rows, ["i", "vl", "vc", "vr", "v", "k", "store", "inflow", "outflow", "counter"])
    for law in ["k = 7.25", "vr = 100 * i", "outflow = 0.05 * store", "next(counter) >= counter"] { #expect(found.contains(law), "\(found)") }
    // Either of two ways to write the same.
    #expect(found.contains { $0.hasPrefix("v = ") }, "\(found)")
    #expect(found.contains { $0.hasPrefix("next(store) = ") }, "\(found)")
  }

  /// All that is found holds in the rows that it was found in, and can be written to a file and read again.
  @Test func whatIsFoundHolds() throws {
    var stream = RandomStream(seed: 3, stream: 0)
    var level = 5.0
    let rows = (0..<300).map { _ in
      let (q, o) = (abs(normal(&stream)), abs(normal(&stream)))
      defer { level += q - o }
      return [level, q, o, q + 2 * o - 3]
    }
    let series = SeriesArray(count: 1, length: 300, channels: 4, values: rows.flatMap { $0 })
    let discovery = LawDiscovery(series, channels: ["level", "q", "o", "mix"])
    let file = try #require(discovery.file)
    #expect(file.laws.map(\.description).contains("mix = q + 2 * o - 3") && file.laws.count >= 3, "\(file.laws)")
    let system = try LawSystem(file.laws, channels: ["level", "q", "o", "mix"], times: (0..<300).map(Double.init))
    #expect(LawCheck(system, series: series).isKept)
    let path = NSTemporaryDirectory() + "found-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    #expect(try LawFile(reading: path).laws.map(\.description) == file.laws.map(\.description))
  }

  /// In columns of independent numbers there is no law. An order is reported only if it holds in all 400 rows though 15 crossings are expected: e⁻¹⁵ = 3e-7 for
  /// a pair; a rise only after 30 steps: 2⁻³⁹⁹ for a column; an equation needs 400 coincidences of 1e-9.
  @Test(arguments: 0..<20)
  func nothingIsInvented(seed: Int) {
    var stream = RandomStream(seed: UInt64(100 + seed), stream: 0)
    var walk = 0.0
    let rows = (0..<400).map { _ in
      walk += normal(&stream)
      return [normal(&stream), normal(&stream), 10 + normal(&stream), walk, exp(normal(&stream)) + 3, 1000 + walk + 0.1 * normal(&stream)]
    }
    #expect(laws(rows, ["a", "b", "c", "d", "e", "f"]) == [])
  }

  /// One row that breaks it is enough.
  @Test func oneRowBreaksALaw() {
    var stream = RandomStream(seed: 5, stream: 0)
    var rows = (0..<500).map { _ in
      let x = normal(&stream)
      return [x, 2 * x, x + abs(normal(&stream)) * Double.random(in: 0..<1, using: &stream)]
    }
    #expect(laws(rows, ["x", "y", "z"]).contains("y = 2 * x") && laws(rows, ["x", "y", "z"]).contains("z >= x"))
    rows[250] = [1, 2.001, 0.999]
    #expect(laws(rows, ["x", "y", "z"]) == [])
  }
}
