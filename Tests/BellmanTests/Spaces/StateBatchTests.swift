import Bellman
import Tensors
import Testing

@Suite("Batches and their coordinates of randomness")
struct StateBatchTests {
  private static let layout = StateLayout([.init("a", [2]), .init("b", [2, 2])])

  @Test("Rows are chosen in order, and batches joined, in every part")
  func rows() {
    let batch = StateBatch(Self.layout, count: 3, values: [[0, 1, 2, 3, 4, 5], (0..<12).map { Double($0) }])
    let chosen = batch.rows([2, 0, 2])
    #expect(chosen.values == [[4, 5, 0, 1, 4, 5], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]])
    let joined = batch.rows([1]).appending(batch.rows([0]))
    #expect(joined == batch.rows([1, 0]) && joined.count == 2)
    #expect(batch.rows([Int]()).count == 0)
    #expect(Self.layout.elementCount == 6)
  }

  @Test("Numbers that are missing are NaN, which checks report, and superfluous ones are left out")
  func misfit() {
    let short = StateBatch(StateLayout(vector: 2), count: 3, values: [[1, 2, 3]])
    #expect(short.values[0].count == 6 && short.values[0][3...].allSatisfy(\.isNaN))
    #expect(EuclideanSpace(dimension: 2).violations(of: short, tolerance: 1).map(\.row) == [1, 2])
    #expect(StateBatch(StateLayout(vector: 2), count: 1, values: [[1, 2, 3], [4]]).values == [[1, 2]])
    #expect(StateBatch(Self.layout, count: 1, values: []).values.map(\.count) == [2, 4])
    #expect(StateBatch(StateLayout(vector: 2), count: -4, values: []).count == 0)
    #expect(StateBatch(zeros: StateLayout(vector: 2), count: -4).count == 0)
    #expect(StateBatch(vectors: [1, 2, 3], dimension: 2).count == 1)
    #expect(StateBatch(vectors: [1, 2, 3], dimension: 0).count == 3)
  }

  @Test("Executors are filled and read within their bounds, and refuse what is beyond them")
  func executor() throws {
    let layout = StateLayout(vector: 2)
    let plan = try Plan.compile(.float64, batch: 4) { $0.output("y", $0.rows("x", layout) * 2) }
    let executor = try Executor<Double>(plan, capacity: 4, threads: 1)
    try executor.fill("x", with: StateBatch(vectors: [1, 2, 3, 4], dimension: 2))
    try executor.fill("x", with: StateBatch(vectors: [5, 6, 7, 8], dimension: 2), startingAt: 2)
    try executor.run()
    #expect(try executor.batch("y", layout, count: 4).values[0] == [2, 4, 6, 8, 10, 12, 14, 16])
    let three = StateBatch(zeros: layout, count: 3)
    for start in [2, -1] {
      #expect(throws: TensorError.self) { try executor.fill("x", with: three, startingAt: start) }
    }
    for count in [5, -1] { #expect(throws: TensorError.self) { try executor.batch("y", layout, count: count) } }
    #expect(throws: TensorError.self) { try executor.fill("z", with: three) }
    #expect(throws: TensorError.self) { try executor.fillRows("x.x", [Double](repeating: 0, count: 9)) }
  }

  @Test("Tensors of parts are scaled, combined and multiplied row by row")
  func arithmetic() throws {
    let a = StateBatch(Self.layout, count: 2, values: [TestNumbers.normal(4), TestNumbers.normal(8, seed: 1)])
    let b = StateBatch(Self.layout, count: 2, values: [TestNumbers.normal(4, seed: 2), TestNumbers.normal(8, seed: 3)])
    let program = try Program(.float64, rows: 2) { trace in
      let (x, y) = (trace.rows("a", Self.layout), trace.rows("b", Self.layout))
      trace.output("sum", (x + y - x * 2).scaled(byRows: trace.rows("s", [])))
      trace.output("product", x.innerProduct(y), .rows)
      trace.output("norm", x.squaredNorm(), .rows)
      #expect(x["b"]?.shape == [2, 2, 2] && x["c"] == nil)
    }
    let found = try program.evaluate(
      ["a.a": a.values[0], "a.b": a.values[1], "b.a": b.values[0], "b.b": b.values[1], "s": [3, -1]])
    func dot(_ x: StateBatch, _ y: StateBatch, _ row: Int) -> Double {
      var sum = 0.0
      for (part, size) in [2, 4].enumerated() {
        for index in row * size..<(row + 1) * size { sum += x.values[part][index] * y.values[part][index] }
      }
      return sum
    }
    #expect(greatestDifference(found["product"] ?? [], [dot(a, b, 0), dot(a, b, 1)]) < 1e-14)
    #expect(greatestDifference(found["norm"] ?? [], [dot(a, a, 0), dot(a, a, 1)]) < 1e-14)
    let differences = zip(a.values[1], b.values[1]).map { $1 - $0 }
    let scaled = differences.enumerated().map { $0.element * ($0.offset < 4 ? 3 : -1) }
    #expect(greatestDifference(found["sum.b"] ?? [], scaled) < 1e-14)
  }

  @Test("What a row draws depends on its coordinates alone, and branches are independent")
  func randomness() {
    let layout = StateLayout(vector: 3)
    let whole = RandomCoordinates(seed: 9, stream: 2, step: 4)
    var later = whole
    later.firstRow = 30
    let draws = whole.normals(layout, count: 50)
    #expect(later.normals(layout, count: 20) == draws.rows(30..<50))
    var (a, b) = (whole.generator(row: 31), later.generator(row: 1))
    #expect(a.next() == b.next())
    // The branch is that of the whole batch, whatever its first row.
    #expect(later.branch(3).normals(layout, count: 20) == whole.branch(3).normals(layout, count: 50).rows(30..<50))
    let count = 20_000
    let sources =
      [whole.normals(layout, count: count)] + (-1..<3).map { whole.branch($0).normals(layout, count: count) }
    for (index, first) in sources.enumerated() {
      for second in sources[(index + 1)...] {
        let products = zip(first.values[0], second.values[0]).map(*)
        #expect(abs(MeanEstimate(products).deviations(from: 0)) < 6)
      }
    }
    #expect(whole.branch(1).branch(2) != whole.branch(2).branch(1))
  }

  @Test("Euclidean space has the heat kernel of Brownian motion")
  func euclidean() throws {
    let space = EuclideanSpace(dimension: 2)
    let x = StateBatch(vectors: [0.3, -0.2], dimension: 2)
    let y = StateBatch(vectors: [1.1, 0.5], dimension: 2)
    let law = GaussianMixture.normal([0.3, -0.2], deviation: 0.7)
    #expect(
      abs(space.logHeatKernel(from: x, to: y, standardDeviations: [0.7])[0] - law.logDensity([1.1, 0.5])) < 1e-13)
    let score = space.heatKernelScore(from: x, at: y, standardDeviations: [0.7])
    #expect(greatestDifference(score.values[0], law.score([1.1, 0.5])) < 1e-13)
    #expect(EuclideanSpace(dimension: -1).dimension == 0)
    let program = try Program(.float64, rows: 1) { trace in
      let (x, y) = (trace.rows("x", space.layout), trace.rows("y", space.layout))
      trace.output("d", space.distance(x, y), .rows)
      trace.output("back", space.advance(x, along: space.logarithm(from: x, to: y)))
      trace.output("div", space.divergence(of: x.map { $0.square() }, at: x), .rows)
    }
    let found = try program.evaluate(["x.x": x.values[0], "y.x": y.values[0]])
    #expect(greatestDifference(found["d"] ?? [], [(0.64 + 0.49).squareRoot()]) < 1e-14)
    #expect(greatestDifference(found["back.x"] ?? [], y.values[0]) < 1e-14)
    #expect(greatestDifference(found["div"] ?? [], [0.2]) < 1e-14)
  }
}
