import Foundation
import Tensors
import Testing

private let manyShapes: [Shape] = [[], [1], [7], [3, 5], [2, 1, 4]]

struct UnaryCase: Sendable, CustomStringConvertible {
  var description: String
  var range: ClosedRange<Double>
  var operation: @Sendable (Tensor) -> Tensor
  var value: @Sendable (Double) -> Double
}

private let unaryCases: [UnaryCase] = [
  UnaryCase(description: "negate", range: -2...2, operation: { -$0 }, value: { -$0 }),
  UnaryCase(description: "absolute", range: 0.1...2, operation: { $0.absolute() }, value: { abs($0) }),
  UnaryCase(description: "absolute of negatives", range: -2...(-0.1), operation: { $0.absolute() }, value: { abs($0) }),
  UnaryCase(description: "sign", range: -2...(-0.1), operation: { $0.sign() }, value: { _ in -1 }),
  UnaryCase(description: "square", range: -2...2, operation: { $0.square() }, value: { $0 * $0 }),
  UnaryCase(description: "squareRoot", range: 0.2...3, operation: { $0.squareRoot() }, value: { $0.squareRoot() }),
  UnaryCase(description: "reciprocal", range: 0.3...3, operation: { $0.reciprocal() }, value: { 1 / $0 }),
  UnaryCase(
    description: "reciprocalSquareRoot", range: 0.3...3, operation: { $0.reciprocalSquareRoot() },
    value: { 1 / $0.squareRoot() }),
  UnaryCase(description: "exponential", range: -3...3, operation: { $0.exponential() }, value: { exp($0) }),
  UnaryCase(
    description: "exponentialMinusOne", range: -2...2, operation: { $0.exponentialMinusOne() }, value: { expm1($0) }),
  UnaryCase(description: "logarithm", range: 0.2...4, operation: { $0.logarithm() }, value: { log($0) }),
  UnaryCase(description: "logarithmOnePlus", range: -0.5...4, operation: { $0.logarithmOnePlus() }, value: { log1p($0) }),
  UnaryCase(description: "sine", range: -6...6, operation: { $0.sine() }, value: { sin($0) }),
  UnaryCase(description: "cosine", range: -6...6, operation: { $0.cosine() }, value: { cos($0) }),
  UnaryCase(
    description: "hyperbolicTangent", range: -3...3, operation: { $0.hyperbolicTangent() }, value: { tanh($0) }),
  UnaryCase(description: "sigmoid", range: -4...4, operation: { $0.sigmoid() }, value: { 1 / (1 + exp(-$0)) }),
  UnaryCase(description: "silu", range: -4...4, operation: { $0.silu() }, value: { $0 / (1 + exp(-$0)) }),
  UnaryCase(
    description: "gelu", range: -3...3, operation: { $0.gelu() },
    value: { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
  UnaryCase(description: "softplus", range: -4...4, operation: { $0.softplus() }, value: { log1p(exp($0)) }),
  UnaryCase(description: "floor", range: 0.1...0.9, operation: { $0.floor() }, value: { Foundation.floor($0) }),
  UnaryCase(description: "stopGradient", range: -1...1, operation: { $0 + $0.stoppingGradient() * 0 }, value: { $0 }),
]

struct BinaryCase: Sendable, CustomStringConvertible {
  var description: String
  var left: ClosedRange<Double> = -2...2
  var right: ClosedRange<Double> = -2...2
  var operation: @Sendable (Tensor, Tensor) -> Tensor
  var value: @Sendable (Double, Double) -> Double
}

private let binaryCases: [BinaryCase] = [
  BinaryCase(description: "add", operation: { $0 + $1 }, value: { $0 + $1 }),
  BinaryCase(description: "subtract", operation: { $0 - $1 }, value: { $0 - $1 }),
  BinaryCase(description: "multiply", operation: { $0 * $1 }, value: { $0 * $1 }),
  BinaryCase(description: "divide", right: 0.4...2, operation: { $0 / $1 }, value: { $0 / $1 }),
  BinaryCase(description: "maximum", operation: { $0.maximum($1) }, value: { max($0, $1) }),
  BinaryCase(description: "minimum", operation: { $0.minimum($1) }, value: { min($0, $1) }),
  BinaryCase(description: "power", left: 0.3...2, operation: { $0.power($1) }, value: { pow($0, $1) }),
  BinaryCase(
    description: "arcTangent2", left: 0.3...2, right: -2...2, operation: { $0.arcTangent2($1) }, value: { atan2($0, $1) }),
  BinaryCase(description: "isLess", operation: { $0.isLess($1) }, value: { $0 < $1 ? 1 : 0 }),
  BinaryCase(description: "isLessOrEqual", operation: { $0.isLessOrEqual($1) }, value: { $0 <= $1 ? 1 : 0 }),
  BinaryCase(description: "isEqual", operation: { $0.isEqual($1) }, value: { $0 == $1 ? 1 : 0 }),
  BinaryCase(
    description: "select", operation: { Tensor.select($0.isLess(0.3), $0 * $1, $1.square()) },
    value: { $0 < 0.3 ? $0 * $1 : $1 * $1 }),
]

private let pairs: [(Shape, Shape)] = [
  ([], []), ([4], [4]), ([], [3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([2, 3, 4], [3, 1]), ([1, 1], [2, 2]),
]

@Suite("Primitives: value, gradient and gradient of the gradient")
struct PrimitiveTests {
  @Test(arguments: unaryCases, manyShapes) func unaryOperation(_ unary: UnaryCase, _ shape: Shape) throws {
    try expectDerivatives(of: unary.description, [Argument(shape: shape, range: unary.range)]) {
      unary.operation($0[0])
    } value: {
      $0[0].map(unary.value)
    }
  }

  @Test(arguments: binaryCases, Array(0..<7)) func binaryOperation(_ binary: BinaryCase, _ pair: Int) throws {
    let (left, right) = pairs[pair]
    let shape = [Argument(shape: left, range: binary.left), Argument(shape: right, range: binary.right)]
    try expectDerivatives(of: "\(binary) of \(left) and \(right)", shape) {
      binary.operation($0[0], $0[1])
    } value: { values in
      broadcast(left, right) { binary.value(values[0][$0], values[1][$1]) }
    }
  }

  /// Calls `body` with the offsets of both operands for every element of the broadcast result.
  private func broadcast(_ left: Shape, _ right: Shape, _ body: (Int, Int) -> Double) -> [Double] {
    let rank = max(left.count, right.count)
    let a = Array(repeating: 1, count: rank - left.count) + left
    let b = Array(repeating: 1, count: rank - right.count) + right
    let shape = zip(a, b).map { max($0, $1) }
    func offset(_ index: [Int], _ own: Shape) -> Int {
      zip(index, own).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
    }
    return (0..<shape.elementCount).map { flat in
      var rest = flat
      var index = [Int](repeating: 0, count: rank)
      for axis in shape.indices.reversed() {
        index[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      return body(offset(index, a), offset(index, b))
    }
  }

  @Test(arguments: [([2, 3], [0]), ([2, 3], [1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]), ([5], [0]), ([2, 3, 4], [0, 1, 2])])
  func reductions(_ shape: Shape, _ axes: [Int]) throws {
    for keeping in [true, false] {
      try expectDerivatives(of: "sum over \(axes)", [Argument(shape: shape)]) {
        $0[0].square().sum(axes: axes, keepingAxes: keeping)
      }
      try expectDerivatives(of: "mean over \(axes)", [Argument(shape: shape)]) {
        $0[0].sine().mean(axes: axes, keepingAxes: keeping)
      }
      try expectDerivatives(of: "maximum over \(axes)", [Argument(shape: shape)]) {
        $0[0].maximum(axes: axes, keepingAxes: keeping).square()
      }
    }
    try expectDerivatives(of: "sum of all", [Argument(shape: shape)]) {
      $0[0].sum()
    } value: {
      [$0[0].reduce(0, +)]
    }
  }

  @Test(arguments: [
    ([3, 4], [4, 5]), ([1, 4], [4, 1]), ([3, 1], [1, 5]), ([2, 3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]),
    ([2, 3, 2, 4], [2, 3, 4, 1]), ([2, 3, 1, 4], [2, 3, 4, 2]),
  ])
  func matrixProduct(_ a: Shape, _ b: Shape) throws {
    let arguments = [Argument(shape: a), Argument(shape: b)]
    try expectDerivatives(of: "\(a) × \(b)", arguments) {
      $0[0].matrixProduct($0[1])
    } value: { values in
      let (m, k, n) = (a[a.count - 2], a[a.count - 1], b[b.count - 1])
      let batch = a.dropLast(2).reduce(1, *)
      return (0..<batch * m * n).map { flat in
        let (p, i, j) = (flat / (m * n), flat / n % m, flat % n)
        let start = b.count == 2 ? 0 : p * k * n
        return (0..<k).reduce(0) { $0 + values[0][(p * m + i) * k + $1] * values[1][start + $1 * n + j] }
      }
    }
    // Operands that are views: transposed, and cut out of a larger tensor.
    let transposedA: Shape = a.dropLast(2) + [a[a.count - 1], a[a.count - 2]]
    try expectDerivatives(of: "transposed \(a) × \(b)", [Argument(shape: transposedA), Argument(shape: b)]) {
      $0[0].transposed().matrixProduct($0[1])
    }
    let wide: Shape = b.dropLast() + [b[b.count - 1] + 3]
    try expectDerivatives(of: "\(a) × a slice", [Argument(shape: a), Argument(shape: wide)]) {
      $0[0].matrixProduct($0[1].slice(axis: -1, 2..<2 + b[b.count - 1]))
    }
  }

  @Test func shapeChanges() throws {
    let argument = [Argument(shape: [2, 3, 4])]
    try expectDerivatives(of: "reshape", argument) {
      $0[0].reshaped([6, -1]).square()
    } value: {
      $0[0].map { $0 * $0 }
    }
    try expectDerivatives(of: "transpose", argument) { $0[0].transposed([2, 0, 1]).square() }
    try expectDerivatives(of: "reshape of a transpose", argument) { $0[0].transposed([2, 0, 1]).reshaped([8, 3]).square() }
    try expectDerivatives(of: "slice", argument) { $0[0].slice(axis: 2, 1..<3).square() }
    try expectDerivatives(of: "element", argument) { $0[0].element(axis: 1, 2).square() }
    try expectDerivatives(of: "pad", argument) { $0[0].padded(axis: 1, before: 2, after: 1).sine() }
    try expectDerivatives(of: "broadcast", [Argument(shape: [3, 1])]) { $0[0].broadcast(to: [2, 3, 4]).square() }
    try expectDerivatives(of: "concatenation", [Argument(shape: [2, 3]), Argument(shape: [2, 1])]) {
      $0[0].concatenated(with: [$0[1], $0[0]], axis: 1).square()
    }
    try expectDerivatives(of: "stacking", [Argument(shape: [2, 3]), Argument(shape: [2, 3])]) {
      $0[0].stacked(with: [$0[1]], axis: 1).exponential()
    }
  }

  @Test func compositions() throws {
    try expectDerivatives(of: "softmax", [Argument(shape: [3, 4])]) { $0[0].softmax(axis: -1) }
    try expectDerivatives(of: "logSumExp", [Argument(shape: [3, 4])]) {
      $0[0].logSumExp(axis: 1)
    } value: { values in
      (0..<3).map { row in log((0..<4).reduce(0) { $0 + exp(values[0][row * 4 + $1]) }) }
    }
    try expectDerivatives(of: "layer norm", [Argument(shape: [3, 5])]) { $0[0].layerNormalized() }
  }

  @Test func rowsByIndex() throws {
    let index: [Double] = [2, 0, 2, 3]
    let program = try Program(.float64, rows: 4) { trace in
      let table = trace.shared("table", [5, 3])
      let gathered = table.gatheredRows(trace.indexRows("index", []))
      trace.output("gathered", gathered, .rows)
      let loss = (gathered * gathered * trace.constant([1, 2, 3, 4], [4, 1])).sum()
      let gradient = loss.gradient(table)
      trace.output("gradient", gradient, .sum)
      // Linear in the table: the second derivative along ones is 2 Σ of the weights of each row.
      trace.output("second", gradient.sum().gradient(table), .sum)
    }
    let table = (0..<15).map { Double($0) }
    let out: [String: [Double]] = try program.evaluate(["table": table, "index": index])
    #expect(out["gathered"] == [6, 7, 8, 0, 1, 2, 6, 7, 8, 9, 10, 11])
    let weights: [Double] = [2, 0, 4, 4, 0]
    #expect(out["gradient"] == (0..<15).map { 2 * weights[$0 / 3] * table[$0] })
    #expect(out["second"] == (0..<15).map { 2 * weights[$0 / 3] })
  }

  @Test func divergence() throws {
    // v = (x² y, sin(x z), z³ + y): div = 2xy + 0 + 3z².
    let program = try Program(.float64, rows: 2) { trace in
      let p = trace.rows("p", [3])
      let (x, y, z) = (p.element(axis: 1, 0), p.element(axis: 1, 1), p.element(axis: 1, 2))
      let field = (x.square() * y).stacked(with: [(x * z).sine(), z.square() * z + y], axis: 1)
      trace.output("exact", field.divergence(p), .rows)
      trace.output("estimate", field.divergenceEstimate(p, probe: trace.rows("probe", [3])), .rows)
    }
    let (a, b) = ([0.3, -0.7, 1.1], [2.0, 0.5, -0.4])
    // Summed over the eight sign vectors, Hutchinson's estimate is exact.
    var mean = [0.0, 0.0]
    var exact: [Double] = []
    for signs in 0..<8 {
      let probe = (0..<3).map { signs >> $0 & 1 == 0 ? 1.0 : -1.0 }
      let out: [String: [Double]] = try program.evaluate(["p": a + b, "probe": probe + probe])
      exact = try #require(out["exact"])
      let estimate = try #require(out["estimate"])
      mean = [mean[0] + estimate[0] / 8, mean[1] + estimate[1] / 8]
    }
    for (row, p) in [a, b].enumerated() {
      let expected = 2 * p[0] * p[1] + 3 * p[2] * p[2]
      #expect(abs(exact[row] - expected) < 1e-13)
      #expect(abs(mean[row] - expected) < 1e-13)
    }
  }
}
