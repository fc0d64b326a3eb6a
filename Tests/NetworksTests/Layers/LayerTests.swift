import Foundation
import Networks
import Tensors
import Testing

/// Rows of x times w [inputs, outputs], plus b [outputs], by loops.
private func affine(_ x: [Double], _ w: [Double], _ b: [Double]) -> [Double] {
  let inputs = w.count / b.count
  var result: [Double] = []
  for row in 0..<x.count / inputs {
    for column in b.indices {
      var sum = b[column]
      for input in 0..<inputs { sum += x[row * inputs + input] * w[input * b.count + column] }
      result.append(sum)
    }
  }
  return result
}

@Suite("Layers against naive loops")
struct LayerTests {
  @Test("y = xW + b over the last axis, for any rank", arguments: [true, false])
  func linear(hasBias: Bool) throws {
    var tree = ParameterTree()
    let layer = Linear(&tree, "layer", 3, 5, hasBias: hasBias)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(2 * 4 * 3)
    let (w, b) = (probe("layer.weight"), hasBias ? probe("layer.bias") : [Double](repeating: 0, count: 5))
    #expect(b.count == 5 && w.count == 15)
    let expected = affine(x, w, b)
    let flat = try probe.values(rows: 8, ["x": x]) { layer($0.rows("x", [3])) }
    let deep = try probe.values(rows: 2, ["x": x]) { layer($0.rows("x", [4, 3])) }
    #expect(greatestDifference(flat, expected) < 1e-14)
    #expect(greatestDifference(deep, expected) < 1e-14)
  }

  @Test("A perceptron has its activation between layers and not behind the last", arguments: Activation.allCases)
  func perceptron(activation: Activation) throws {
    var tree = ParameterTree()
    let widths = [2, 4, 3, 2]
    let network = Perceptron(&tree, "net", widths: widths, activation: activation)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(6 * 2).map { 2 * $0 }
    func apply(_ z: Double) -> Double {
      switch activation {
      case .silu: z / (1 + exp(-z))
      case .gelu: 0.5 * z * (1 + tanh((2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)))
      case .tanh: tanh(z)
      case .sine: sin(z)
      }
    }
    var expected: [Double] = []
    for row in 0..<6 {
      var value = Array(x[row * 2..<row * 2 + 2])
      for layer in 0..<3 {
        let (w, b) = (probe("net.\(layer).weight"), probe("net.\(layer).bias"))
        value = affine(value, w, b)
        if layer < 2 { value = value.map(apply) }
      }
      expected += value
    }
    let found = try probe.values(rows: 6, ["x": x]) { network($0.rows("x", [2])) }
    #expect(greatestDifference(found, expected) < 1e-13)
  }

  @Test("A last layer that starts at zero makes the network zero")
  func zeroStart() throws {
    var tree = ParameterTree()
    let network = Perceptron(&tree, "net", widths: [2, 8, 3], lastLaw: .constant(0))
    let values = tree.initialValues(seed: 1)
    let program = try Program(.float32, rows: 2) { $0.output("y", network($0.rows("x", [2])), .rows) }
    var inputs: [String: [Float]] = ["x": [1, -2, 3, 0.5]]
    for entry in tree.entries {
      inputs[entry.parameter.name] = (0..<entry.parameter.shape.elementCount).map {
        values.pointer[entry.parameter.offset + $0]
      }
    }
    #expect(try program.evaluate(inputs)["y"] == [Float](repeating: 0, count: 6))
  }

  @Test("Attention is softmax(QKᵀ/√d)V for every head, and a mask removes elements", arguments: [false, true])
  func attention(isMasked: Bool) throws {
    let (batch, count, width, heads) = (2, 5, 6, 3)
    let size = width / heads
    var tree = ParameterTree()
    let layer = SelfAttention(&tree, "a", width: width, heads: heads)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(batch * count * width)
    let mask = isMasked ? [1.0, 1, 0, 1, 0, 1, 1, 1, 1, 0] : [Double](repeating: 1, count: batch * count)
    let (w, b) = (probe("a.qkv.weight"), probe("a.qkv.bias"))
    let (wOut, bOut) = (probe("a.out.weight"), probe("a.out.bias"))
    let projections = affine(x, w, b)
    func projected(_ row: Int, _ column: Int) -> Double { projections[row * 3 * width + column] }
    var expected: [Double] = []
    for sample in 0..<batch {
      for i in 0..<count {
        var mixed = [Double](repeating: 0, count: width)
        for head in 0..<heads {
          var weights: [Double] = []
          for j in 0..<count {
            var score = 0.0
            for e in 0..<size {
              score +=
                projected(sample * count + i, head * size + e) * projected(sample * count + j, width + head * size + e)
            }
            weights.append(mask[sample * count + j] * exp(score / Double(size).squareRoot()))
          }
          let total = weights.reduce(0, +)
          for j in 0..<count {
            for e in 0..<size {
              mixed[head * size + e] += weights[j] / total * projected(sample * count + j, 2 * width + head * size + e)
            }
          }
        }
        expected += affine(mixed, wOut, bOut)
      }
    }
    let inputs = isMasked ? ["x": x, "mask": mask] : ["x": x]
    let found = try probe.values(rows: batch, inputs) {
      layer($0.rows("x", [count, width]), mask: isMasked ? $0.rows("mask", [count]) : nil)
    }
    #expect(greatestDifference(found, expected) < 1e-13)
  }

  @Test("A number of heads that does not divide the width, or is none, is a typed error", arguments: [0, 4, -1])
  func badHeads(heads: Int) {
    var tree = ParameterTree()
    let layer = SelfAttention(&tree, "a", width: 6, heads: heads)
    #expect(throws: TensorError.self) {
      try Program(.float64, rows: 2) { $0.output("y", layer($0.rows("x", [5, 6])), .rows) }
    }
  }

  @Test(
    "A convolution sums shifted, dilated products, with zeros beyond the ends",
    arguments: [(3, 1), (3, 2), (5, 3), (2, 1), (1, 1)])
  func convolution(width: Int, dilation: Int) throws {
    let (batch, count, inputs, outputs) = (2, 7, 3, 4)
    var tree = ParameterTree()
    let layer = Convolution1D(&tree, "c", inputs, outputs, width: width, dilation: dilation)
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(batch * count * inputs)
    let (w, b) = (probe("c.weight"), probe("c.bias"))
    var expected: [Double] = []
    for sample in 0..<batch {
      for t in 0..<count {
        for o in 0..<outputs {
          var sum = b[o]
          for tap in 0..<width {
            let source = t + (tap - (width - 1) / 2) * dilation
            guard (0..<count).contains(source) else { continue }
            for i in 0..<inputs {
              sum += x[(sample * count + source) * inputs + i] * w[(tap * inputs + i) * outputs + o]
            }
          }
          expected.append(sum)
        }
      }
    }
    let found = try probe.values(rows: batch, ["x": x]) { layer($0.rows("x", [count, inputs])) }
    #expect(greatestDifference(found, expected) < 1e-13)
  }

  @Test("A layer on pairs is W[zᵢ, zⱼ, s_ij] + b", arguments: [0, 2])
  func pairs(scalars: Int) throws {
    let (batch, n, inputs, outputs) = (2, 4, 3, 5)
    var tree = ParameterTree()
    let layer = PairLinear(&tree, "p", inputs: inputs, scalarInputs: scalars, outputs: outputs)
    let probe = LayerProbe(tree)
    let z = LayerProbe.numbers(batch * n * inputs)
    let s = (0..<scalars).map { LayerProbe.numbers(batch * n * n, seed: 40 + UInt64($0)) }
    let (first, second, b, w) = (
      probe("p.first.weight"), probe("p.second.weight"), probe("p.first.bias"), probe("p.scalars")
    )
    var expected: [Double] = []
    for sample in 0..<batch {
      for i in 0..<n {
        for j in 0..<n {
          for o in 0..<outputs {
            var sum = b[o]
            for k in 0..<inputs {
              sum += z[(sample * n + i) * inputs + k] * first[k * outputs + o]
              sum += z[(sample * n + j) * inputs + k] * second[k * outputs + o]
            }
            for c in 0..<scalars { sum += s[c][(sample * n + i) * n + j] * w[c * outputs + o] }
            expected.append(sum)
          }
        }
      }
    }
    var arrays = ["z": z]
    for c in 0..<scalars { arrays["s\(c)"] = s[c] }
    let found = try probe.values(rows: batch, arrays) { trace in
      layer(trace.rows("z", [n, inputs]), (0..<scalars).map { trace.rows("s\($0)", [n, n, 1]) })
    }
    #expect(greatestDifference(found, expected) < 1e-13)
    #expect(throws: TensorError.self) {
      try Program(.float64, rows: 1) { trace in
        let numbers = (0...scalars).map { trace.rows("s\($0)", [n, n, 1]) }
        trace.output("y", layer(trace.rows("z", [n, inputs]), numbers), .rows)
      }
    }
  }

  @Test("A transformer block adds attention and a perceptron of the normed state")
  func block() throws {
    let (count, width) = (4, 6)
    var tree = ParameterTree()
    let block = TransformerBlock(&tree, "b", width: width, heads: 2, hidden: 10)
    // The same parameters by their names, in layers of their own.
    var parts = ParameterTree()
    let (attention, feedForward) = parts.scope("b") {
      (
        SelfAttention(&$0, "attention", width: width, heads: 2),
        Perceptron(&$0, "feedforward", widths: [width, 10, width], activation: .gelu)
      )
    }
    let probe = LayerProbe(tree)
    let x = LayerProbe.numbers(2 * count * width)
    func normed(_ x: [Double]) -> [Double] {
      stride(from: 0, to: x.count, by: width).flatMap { start in
        let row = x[start..<start + width]
        let mean = row.reduce(0, +) / Double(width)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        return row.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
      }
    }
    let partProbe = LayerProbe(parts)
    let attended = try zip(x, partProbe.values(rows: 2, ["x": normed(x)]) { attention($0.rows("x", [count, width])) })
      .map(+)
    let fed = try partProbe.values(rows: 2, ["x": normed(attended)]) { feedForward($0.rows("x", [count, width])) }
    let found = try probe.values(rows: 2, ["x": x]) { block($0.rows("x", [count, width])) }
    #expect(greatestDifference(found, zip(attended, fed).map(+)) < 1e-12)
  }

  @Test("Fourier features are sines, then cosines, of geometric frequencies")
  func fourier() throws {
    let features = FourierFeatures(count: 4, lowest: 0.25, highest: 16)
    #expect(features.width == 8)
    #expect(greatestDifference(features.frequencies, [0.25, 1, 4, 16]) < 1e-12)
    let x = [0.3, -1.2, 2.5]
    let program = try Program(.float64, rows: 3) { $0.output("y", features($0.rows("x", [1])), .rows) }
    var expected: [Double] = []
    for x in x {
      let angles: [Double] = [0.25, 1, 4, 16].map { 2 * Double.pi * $0 * x }
      expected += angles.map { sin($0) } + angles.map { cos($0) }
    }
    #expect(greatestDifference(try program.evaluate(["x": x])["y"] ?? [], expected) < 1e-12)
    #expect(FourierFeatures(count: 1, lowest: 2, highest: 9).frequencies == [2])
    #expect(FourierFeatures(count: -3, lowest: 2, highest: 9).frequencies.isEmpty)
  }
}
