import CKernels
import Testing

@Suite struct NarrowProductTests {
  struct Shape: Sendable { var m, n, k: Int }

  static let shapes: [Shape] =
    [
      (1, 1, 1), (7, 5, 9), (24, 16, 24), (24, 24, 16), (6, 16, 4), (13, 33, 3), (5, 8, 64), (64, 64, 64), (3, 12, 0),
      (17, 4, 6), (200, 18, 20), (9, 40, 300), (194, 7, 257),
    ]
    .map { Shape(m: $0.0, n: $0.1, k: $0.2) }

  @Test(arguments: shapes) func agreesWithItsDefinitionInFloat(shape: Shape) { check(shape, Float.self) }
  @Test(arguments: shapes) func agreesWithItsDefinitionInDouble(shape: Shape) { check(shape, Double.self) }

  /// Small whole numbers, so that the comparison is exact: all layouts of A and B, shared and separate matrices,
  /// rows of C with gaps that stay as they are.
  private func check<Real: KernelReal>(_ shape: Shape, _: Real.Type) {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    let batch = 3, gap = 2
    var generator = SplitMix(seed: 21)
    for aLayout in layouts(rows: m, columns: k) {
      for bLayout in layouts(rows: k, columns: n) {
        for accumulate in [false, true] {
          let a: [Real] = numbers(batch, m, k, aLayout, using: &generator)
          let b: [Real] = numbers(batch, k, n, bLayout, using: &generator)
          let cStrides = [m * (n + gap), n + gap, 1]
          let before = [Real](repeating: 9, count: batch * m * (n + gap))
          var expected = before
          for p in 0..<batch {
            for i in 0..<m {
              for j in 0..<n {
                var sum: Real = accumulate ? 9 : 0
                for q in 0..<k {
                  sum += a[place(aLayout, p, i, q)] * b[place(bLayout, p, q, j)]
                }
                expected[place(cStrides, p, i, j)] = sum
              }
            }
          }
          var left = a, right = b, c = before
          var scratch = [Real](repeating: .nan, count: Int(CK_NARROW_SCRATCH))
          left.withUnsafeMutableBufferPointer { left in
            right.withUnsafeMutableBufferPointer { right in
              c.withUnsafeMutableBufferPointer { c in
                scratch.withUnsafeMutableBufferPointer { scratch in
                  guard let left = left.baseAddress, let right = right.baseAddress, let c = c.baseAddress,
                    let scratch = scratch.baseAddress
                  else { return }
                  Real.narrowProducts(
                    batch: batch, m: m, n: n, k: k, a: left, aStrides: aLayout, b: right, bStrides: bLayout, c: c,
                    cStrides: cStrides, accumulate: accumulate, scratch: scratch)
                }
              }
            }
          }
          #expect(c == expected, "\(shape), A \(aLayout), B \(bLayout), accumulate \(accumulate)")
        }
      }
    }
  }

  private func place(_ strides: [Int], _ matrix: Int, _ row: Int, _ column: Int) -> Int {
    matrix * strides[0] + row * strides[1] + column * strides[2]
  }

  /// Strides over (batch, row, column): plain, transposed, with gaps in both, and one matrix shared by the batch.
  private func layouts(rows: Int, columns: Int) -> [[Int]] {
    [
      [rows * columns, columns, 1], [rows * columns, 1, rows], [rows * columns * 6, columns * 2 + 1, 2],
      [0, columns, 1], [0, 1, rows + 3],
    ]
  }

  private func numbers<Real: KernelReal>(
    _ batch: Int, _ rows: Int, _ columns: Int, _ strides: [Int], using generator: inout SplitMix
  ) -> [Real] {
    let last = place(strides, batch - 1, max(rows - 1, 0), max(columns - 1, 0))
    return (0...last).map { _ in Real(Int.random(in: -4...4, using: &generator)) }
  }
}
