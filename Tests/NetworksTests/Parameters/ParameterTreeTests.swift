import Networks
import Tensors
import Testing

@Suite("Parameter trees")
struct ParameterTreeTests {
  @Test("Names have their path, arrays start on cache lines and do not overlap")
  func layout() {
    var tree = ParameterTree()
    let first = tree.declare("a", [3, 5], .constant(2))
    let second = tree.scope("block") { tree in
      tree.scope("inner") { $0.declare("b", [17], .constant(-1)) }
    }
    let third = tree.declare("c", [], .constant(0.5))
    #expect([first.name, second.name, third.name] == ["a", "block.inner.b", "c"])
    #expect([first.offset, second.offset, third.offset] == [0, 16, 48])
    #expect(tree.count == 64 && tree.elementCount == 33)
    let values = tree.initialValues(seed: 0).array
    #expect(values[0..<15].allSatisfy { $0 == 2 } && values[16..<33].allSatisfy { $0 == -1 } && values[48] == 0.5)
    #expect(values[15] == 0 && values[33..<48].allSatisfy { $0 == 0 } && values[49...].allSatisfy { $0 == 0 })
  }

  @Test("Initial values depend on the seed and the place, and have their law")
  func initialLaw() {
    var tree = ParameterTree()
    _ = Linear(&tree, "one", 64, 100)
    _ = Linear(&tree, "two", 64, 100)
    let values = tree.initialValues(seed: 4).array
    #expect(values == tree.initialValues(seed: 4).array)
    #expect(values != tree.initialValues(seed: 5).array)
    #expect(Array(values[0..<6400]) != Array(values[6512..<12912]))
    // Mean and variance of 6400 draws of N(0, 1/64), each within six standard errors: false alarms below 10⁻⁸.
    let weights = values[0..<6400].map(Double.init)
    let mean = weights.reduce(0, +) / 6400
    let variance = weights.reduce(0) { $0 + $1 * $1 } / 6400
    #expect(abs(mean) < 6 * 0.125 / 80)
    #expect(abs(variance * 64 - 1) < 6 * (2.0 / 6400).squareRoot())
  }

  @Test(
    "Gradients stand where their parameters stand, with zeros for one that the loss does not use", arguments: [1, 3])
  func gradientAlignment(threads: Int) throws {
    var tree = ParameterTree()
    let a = tree.declare("a", [3], .normal(deviation: 1))
    _ = tree.declare("unused", [7], .normal(deviation: 1))
    let b = tree.declare("b", [2, 3], .normal(deviation: 1))
    let batch = 24
    let plan = try Plan.compile(.float64, batch: batch) { trace in
      let (a, b) = (a.tensor(in: trace), b.tensor(in: trace))
      let loss = ((trace.rows("x", [3]) * a).square() * b.sum(axis: 0)).sum()
      tree.outputGradient(of: loss)
      trace.output("loss", loss, .sum)
    }
    let executor = try Executor<Double>(plan, capacity: batch, threads: threads)
    let x = LayerProbe.numbers(batch * 3)
    _ = try executor.input("x").update(fromContentsOf: x)
    let parameters = AlignedMemory(tree.initialValues(seed: 9).array.map(Double.init), emptyValue: 0)
    try executor.run(parameters: parameters.pointer)
    var expected = [Double](repeating: 0, count: tree.count)
    for j in 0..<3 {
      let squares = (0..<batch).map { x[$0 * 3 + j] * x[$0 * 3 + j] }.reduce(0, +)
      let aj = parameters.pointer[a.offset + j]
      let bj = parameters.pointer[b.offset + j] + parameters.pointer[b.offset + 3 + j]
      expected[a.offset + j] = 2 * aj * bj * squares
      for i in 0..<2 { expected[b.offset + 3 * i + j] = aj * aj * squares }
    }
    #expect(greatestDifference(Array(executor.sums.prefix(tree.count)), expected) < 1e-12)
  }

  @Test("Two layers of one name are a typed error, not shared weights")
  func twice() {
    var tree = ParameterTree()
    let first = Linear(&tree, "same", 2, 2)
    let second = Linear(&tree, "same", 2, 2)
    #expect(throws: TensorError.self) {
      try Program(.float64, rows: 1) { $0.output("y", second(first($0.rows("x", [2]))), .rows) }
    }
  }
}
