import Bellman
import Foundation
import Testing

@Suite("Brownian bridges")
struct BridgeDrawsTests {
  private static let count = 20_000

  private static func bridges(_ starts: StateBatch, _ ends: StateBatch) throws -> BridgeMatching<EuclideanSpace> {
    try BridgeMatching(
      EuclideanSpace(dimension: 1), schedule: NoiseSchedule(smallest: 0.2, largest: 1.5), starts: starts, ends: ends)
  }

  @Test("are the normal law of a bridge in flat space", arguments: [0.02, 0.3, 0.6, 1])
  func law(time: Double) throws {
    let starts = StateBatch(vectors: [Double](repeating: -0.5, count: Self.count), dimension: 1)
    let ends = StateBatch(vectors: [Double](repeating: 1.1, count: Self.count), dimension: 1)
    let bridges = try Self.bridges(starts, ends)
    let draws = try bridges.draws(
      from: starts, to: ends, times: [Double](repeating: time, count: Self.count),
      RandomCoordinates(seed: 6, stream: 90))
    let remaining = bridges.schedule.standardDeviation(time)
    let passed = 1 - remaining * remaining / 2.25
    let mean = -0.5 + passed * 1.6
    let variance = passed * remaining * remaining
    #expect(abs(MeanEstimate(draws.values[0]).deviations(from: mean)) < 6)
    let squares = draws.values[0].map { ($0 - mean) * ($0 - mean) }
    #expect(abs(MeanEstimate(squares).deviations(from: variance)) < 6)
    let fourths = squares.map { $0 * $0 }
    #expect(abs(MeanEstimate(fourths).deviations(from: 3 * variance * variance)) < 6)
    // The law of the other end is another one.
    #expect(
      abs(MeanEstimate(draws.values[0]).deviations(from: -0.5 + (1 - passed) * 1.6)) > 6 || abs(passed - 0.5) < 0.1)
  }

  @Test("start where they start")
  func beginning() throws {
    let starts = StateBatch(vectors: TestNumbers.normal(50), dimension: 1)
    let ends = StateBatch(vectors: TestNumbers.normal(50, seed: 99), dimension: 1)
    let draws = try Self.bridges(starts, ends).draws(
      from: starts, to: ends, times: [Double](repeating: 0, count: 50), RandomCoordinates(seed: 6, stream: 90))
    #expect(greatestDifference(draws, starts) < 1e-10)
  }

  @Test("with ends too far apart, or of unequal numbers, are typed errors")
  func refusals() throws {
    let starts = StateBatch(vectors: [0], dimension: 1)
    let ends = StateBatch(vectors: [40], dimension: 1)
    let bridges = try Self.bridges(starts, ends)
    let randomness = RandomCoordinates(seed: 6, stream: 90)
    #expect(throws: ScheduleError.self) { try bridges.draws(from: starts, to: ends, times: [0.5], randomness) }
    #expect(throws: ModelError.self) { try bridges.draws(from: starts, to: ends, times: [], randomness) }
    #expect(throws: ModelError.self) {
      try bridges.draws(from: starts, to: StateBatch(vectors: [1, 2], dimension: 1), times: [0.5], randomness)
    }
  }
}
