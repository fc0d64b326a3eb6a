import Foundation
import Tensors
import Testing

@Suite("Programs, plans and executors")
struct ProgramTests {
  @Test func mistakesAreErrorsThatSayWhatDoesNotFit() {
    func message(_ record: (Trace) -> Tensor) -> String {
      do {
        _ = try Program(.float32, rows: 2) { $0.output("y", record($0), .sum) }
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message { $0.rows("x", [3]) + $0.rows("y", [4]) }.contains("[2, 3] and [2, 4]"))
    #expect(message { $0.rows("x", [3]).matrixProduct($0.shared("w", [4, 5])) }.contains("[2, 3] and [4, 5]"))
    #expect(message { $0.rows("x", [3]).sum(axis: 5) }.contains("axis 5"))
    #expect(message { $0.rows("x", [3]).reshaped([7]) }.contains("[7]"))
    #expect(message { $0.rows("x", [3]).slice(axis: 1, 2..<5) }.contains("2..<5"))
    #expect(message { $0.rows("x", [3]).concatenated(with: [$0.rows("y", [3, 1])], axis: 1) }.contains("concatenation"))
    #expect(
      message {
        _ = $0.rows("x", [3]); return $0.rows("x", [4])
      }.contains("twice"))
  }

  /// A small network with every kind of work: products, fused blocks, reductions, softmax, concatenation, gathering.
  private func network(_ trace: Trace) -> Tensor {
    let w = trace.parameters("w", offset: 0, [6, 8])
    let v = trace.parameters("v", offset: 48, [8, 1])
    let x = trace.rows("x", [5, 6])
    let h = x.matrixProduct(w).silu()
    let attention = h.matrixProduct(h.transposed()).softmax(axis: -1)
    let mixed = attention.matrixProduct(h).concatenated(with: [h], axis: -1).slice(axis: -1, 4..<12)
    return mixed.layerNormalized().matrixProduct(v).hyperbolicTangent().square().sum()
  }

  private func train(batch: Int, threads: Int, rowsAtMost: Int) throws -> [Float] {
    let plan = try Plan.compile(.float32, batch: batch, rowsAtMost: rowsAtMost) { trace in
      let loss = network(trace)
      let gradients = loss.gradient([trace.parameters("w", offset: 0, [6, 8]), trace.parameters("v", offset: 48, [8, 1])])
      trace.output("dw", gradients[0], .sum)
      trace.output("dv", gradients[1], .sum)
      trace.output("loss", loss, .sum)
    }
    let executor = try Executor<Float>(plan, capacity: batch, threads: threads)
    Float.fillNormal(try executor.input("x"), seed: 5, stream: 0, step: 0, first: 0)
    let parameters = AlignedMemory<Float>(count: 56, filledWith: 0)
    Float.fillNormal(parameters.buffer, seed: 6, stream: 0, step: 0, first: 0)
    // The second call must overwrite, not add to, what the first left.
    try executor.run(parameters: parameters.pointer)
    try executor.run(parameters: parameters.pointer)
    return try Array(executor.output("dw")) + executor.output("dv") + executor.output("loss")
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let one = try train(batch: 96, threads: 1, rowsAtMost: 4)
    for threads in [2, 3, 4, 8] {
      let several = try train(batch: 96, threads: threads, rowsAtMost: 4)
      #expect(one.map(\.bitPattern) == several.map(\.bitPattern), "\(threads) threads")
    }
  }

  @Test func sumsDoNotDependOnTheCutBeyondRounding() throws {
    let whole = try train(batch: 96, threads: 1, rowsAtMost: 24)
    for rows in [1, 3, 8] {
      let cut = try train(batch: 96, threads: 2, rowsAtMost: rows)
      for (a, b) in zip(whole, cut) { #expect(abs(a - b) <= 2e-4 * max(1, abs(a)), "\(rows) rows") }
    }
  }

  @Test func rowsBeyondTheLastMicroBatchAreLeftAlone() throws {
    let plan = try Plan.compile(.float64, batch: 12, rowsAtMost: 3) { trace in
      trace.output("y", trace.rows("x", [2]).square(), .rows)
    }
    let executor = try Executor<Double>(plan, capacity: 12, threads: 2)
    let x = try executor.input("x")
    for index in x.indices { x[index] = Double(index) }
    try executor.run(rows: 7)
    let y = try executor.output("y")
    for index in 0..<14 { #expect(y[index] == Double(index * index)) }
    #expect(throws: TensorError.self) { try executor.run(rows: 13) }
  }

  @Test func equalWorkIsRecordedOnce() throws {
    var first: Tensor?
    var second: Tensor?
    _ = try Program(.float32, rows: 1) { trace in
      let x = trace.rows("x", [3])
      first = (x * 2).exponential()
      second = (x * 2).exponential()
      trace.output("y", x, .rows)
    }
    #expect("\(String(describing: first?.shape))" == "\(String(describing: second?.shape))")
  }

  @Test func iterationOverManyAxes() throws {
    // Transposes and broadcasts that force the fused blocks through every kind of stride.
    let program = try Program(.float64, rows: 1) { trace in
      let x = trace.shared("x", [2, 3, 4, 5])
      let y = trace.shared("y", [5, 1, 3, 1])
      let z = x.transposed([3, 2, 1, 0]) * y + trace.constant(1, [4, 1, 2])
      trace.output("z", z, .sum)
      trace.output("s", z.sum(axes: [1, 3]), .sum)
      trace.output("m", z.maximum(axes: [0, 2]), .sum)
    }
    let x = (0..<120).map { sin(Double($0)) }
    let y = (0..<15).map { cos(Double($0)) }
    let out: [String: [Double]] = try program.evaluate(["x": x, "y": y])
    var z = [Double](repeating: 0, count: 120)
    for flat in 0..<120 {
      // z has shape [5, 4, 3, 2].
      let (a, b, c, d) = (flat / 24, flat / 6 % 4, flat / 2 % 3, flat % 2)
      let source = ((d * 3 + c) * 4 + b) * 5 + a
      z[flat] = x[source] * y[a * 3 + c] + 1
    }
    #expect(zip(z, out["z"] ?? []).allSatisfy { abs($0 - $1) < 1e-14 })
    for a in 0..<5 {
      for c in 0..<3 {
        var sum = 0.0
        for b in 0..<4 { for d in 0..<2 { sum += z[a * 24 + b * 6 + c * 2 + d] } }
        #expect(abs(sum - (out["s"] ?? [])[a * 3 + c]) < 1e-13)
      }
    }
    for b in 0..<4 {
      for d in 0..<2 {
        var largest = -Double.infinity
        for a in 0..<5 { for c in 0..<3 { largest = max(largest, z[a * 24 + b * 6 + c * 2 + d]) } }
        #expect(abs(largest - (out["m"] ?? [])[b * 2 + d]) < 1e-14)
      }
    }
  }
}
