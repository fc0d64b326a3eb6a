import Bellman
import Foundation
import Tensors
import Testing

@Suite("Path sampler")
struct PathSamplerTests {
  private static let space = EuclideanSpace(dimension: 3)

  /// x ← x + √h ξ: what comes out is the noise itself.
  private static func walk(rows: Int, threads: Int = 1) throws -> PathSampler<Double> {
    try PathSampler(layout: space.layout, tangentLayout: space.tangentLayout, rows: rows, threads: threads) {
      $0 + $3.scaled(byRows: $2.squareRoot())
    }
  }

  @Test("The noise of a row depends on its number and the step alone, not on the pieces or the threads")
  func pieces() throws {
    let start = StateBatch(zeros: Self.space.layout, count: 37)
    let grid = try TimeGrid.uniform(steps: 3)
    let randomness = RandomCoordinates(seed: 4, stream: 9)
    let whole = try Self.walk(rows: 64).run(from: start, over: grid, randomness)
    let cut = try Self.walk(rows: 8, threads: 3).run(from: start, over: grid, randomness)
    #expect(whole == cut)
    var later = randomness
    later.firstRow = 20
    let tail = try Self.walk(rows: 64).run(from: start.rows(0..<17), over: grid, later)
    #expect(tail == whole.rows(20..<37))
    #expect(Set(whole.values[0]).count == 37 * 3)
  }

  @Test("The noise has variance one a unit of time, and the observer sees every step")
  func law() throws {
    let count = 20_000
    var seen: [Int] = []
    let ends = try Self.walk(rows: 1000).run(
      from: StateBatch(zeros: Self.space.layout, count: count), over: TimeGrid.uniform(steps: 4),
      RandomCoordinates(seed: 4, stream: 9)
    ) { step, states in
      seen.append(step)
      #expect(states.count == count)
    }
    #expect(seen == [0, 1, 2, 3])
    #expect(abs(MeanEstimate(ends.values[0]).deviations(from: 0)) < 6)
    #expect(abs(MeanEstimate(ends.values[0].map { $0 * $0 }).deviations(from: 1)) < 6)
  }

  @Test("No rows are no work; states of another layout and missing parameters are typed errors")
  func refusals() throws {
    let grid = try TimeGrid.uniform(steps: 2)
    let randomness = RandomCoordinates(seed: 4, stream: 9)
    let sampler = try Self.walk(rows: 4)
    #expect(try sampler.run(from: StateBatch(zeros: Self.space.layout, count: 0), over: grid, randomness).count == 0)
    #expect(throws: TensorError.self) {
      try sampler.run(from: StateBatch(vectors: [1, 2], dimension: 2), over: grid, randomness)
    }
    #expect(throws: TensorError.self) { try Self.walk(rows: 0) }
    let layout = Self.space.layout
    let withParameters = try PathSampler<Double>(layout: layout, tangentLayout: layout, rows: 4, threads: 1) {
      x, _, _, _ in
      x + NamedTensors(layout, [x.trace.parameters("w", offset: 16, [3])])
    }
    let start = StateBatch(zeros: layout, count: 2)
    for count in [0, 16, 18] {
      #expect(throws: TensorError.self) {
        try withParameters.run(
          from: start, over: grid, parameters: AlignedMemory(count: count, filledWith: 1), randomness)
      }
    }
    let ends = try withParameters.run(
      from: start, over: grid, parameters: AlignedMemory(count: 19, filledWith: 1), randomness)
    #expect(ends.values[0].allSatisfy { $0 == 2 })
  }
}
