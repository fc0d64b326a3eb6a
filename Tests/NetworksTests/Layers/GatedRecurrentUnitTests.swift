import Foundation
import Networks
import Tensors
import Testing

@Suite("Gated recurrent unit against a naive loop")
struct GatedRecurrentUnitTests {
  private static let (batch, times, inputs, hidden) = (3, 5, 4, 6)

  /// All states by PyTorch's convention. With `resetBefore`, r acts on h before the product, as in the unit's first paper: what must not be mistaken for it.
  private func states(_ probe: LayerProbe, _ x: [Double], resetBefore: Bool = false) -> [Double] {
    let (batch, times, inputs, hidden) = (Self.batch, Self.times, Self.inputs, Self.hidden)
    let (w, b, u, d) = (probe("unit.inputWeight"), probe("unit.inputBias"), probe("unit.stateWeight"), probe("unit.candidateBias"))
    var result = [Double](repeating: 0, count: batch * times * hidden)
    for row in 0..<batch {
      var h = [Double](repeating: 0, count: hidden)
      for time in 0..<times {
        func input(_ column: Int) -> Double {
          (0..<inputs).reduce(b[column]) { $0 + x[(row * times + time) * inputs + $1] * w[$1 * 3 * hidden + column] }
        }
        func product(_ column: Int, _ h: [Double]) -> Double { (0..<hidden).reduce(0) { $0 + h[$1] * u[$1 * 3 * hidden + column] } }
        func gate(_ column: Int) -> Double { 1 / (1 + exp(-input(column) - product(column, h))) }
        let reset = (0..<hidden).map(gate)
        let held = zip(reset, h).map { $0 * $1 }
        h = (0..<hidden).map { k in
          let z = gate(hidden + k)
          let inner = resetBefore ? product(2 * hidden + k, held) + d[k] : reset[k] * (product(2 * hidden + k, h) + d[k])
          return (1 - z) * tanh(input(2 * hidden + k) + inner) + z * h[k]
        }
        for k in 0..<hidden { result[(row * times + time) * hidden + k] = h[k] }
      }
    }
    return result
  }

  @Test func statesOfAllTimes() throws {
    var tree = ParameterTree()
    let unit = GatedRecurrentUnit(&tree, "unit", Self.inputs, Self.hidden)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(Self.batch * Self.times * Self.inputs).map { 2 * $0 }
    let found = try probe.values(rows: Self.batch, ["x": x]) { unit($0.rows("x", [Self.times, Self.inputs])) }
    #expect(greatestDifference(found, states(probe, x)) < 1e-14)
    #expect(greatestDifference(found, states(probe, x, resetBefore: true)) > 1e-3)
    let last = try probe.values(rows: Self.batch, ["x": x]) { trace in
      unit.states(trace.rows("x", [Self.times, Self.inputs])).last ?? trace.reject("no states")
    }
    let width = Self.hidden
    var ends: [Double] = []
    for row in 1...Self.batch {
      let end = row * Self.times * width
      ends += found[end - width..<end]
    }
    #expect(last == ends)
  }

  /// The gradient through all times, against central differences.
  @Test func gradient() throws {
    var tree = ParameterTree()
    let unit = GatedRecurrentUnit(&tree, "unit", Self.inputs, Self.hidden)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(Self.batch * Self.times * Self.inputs)
    func loss(_ x: [Double]) -> Double {
      var sum = 0.0
      for (index, state) in states(probe, x).enumerated() { sum += state * state * Double(index % 5 + 1) }
      return sum
    }
    let found = try probe.values(rows: Self.batch, ["x": x]) { trace in
      let input = trace.rows("x", [Self.times, Self.inputs])
      let states = unit(input)
      let weights = trace.constant((0..<states.elementCount).map { Double($0 % 5 + 1) }, states.shape)
      return (states.square() * weights).sum().gradient(input)
    }
    for place in x.indices {
      var (up, down) = (x, x)
      up[place] += 1e-5
      down[place] -= 1e-5
      #expect(abs((loss(up) - loss(down)) / 2e-5 - found[place]) < 1e-8, "input \(place)")
    }
  }

  @Test func mistakesAreErrors() {
    var tree = ParameterTree()
    let unit = GatedRecurrentUnit(&tree, "unit", 2, 3)
    #expect(throws: TensorError.self) { try Program(.float32, rows: 2) { $0.output("y", unit($0.rows("x", [2])), .sum) } }
    #expect(throws: TensorError.self) { try Program(.float32, rows: 2) { $0.output("y", unit($0.rows("x", [4, 3])), .sum) } }
  }
}
