import Tensors
import Testing

@Suite struct LinearAlgebraTests {
  private static func random(_ rows: Int, _ columns: Int, _ index: UInt32) -> DenseMatrix {
    var stream = RandomStream(seed: 11, stream: 1, index: index)
    return DenseMatrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in stream.normal() })
  }

  @Test(arguments: [(3, 5, 4), (300, 7, 2), (1, 1, 1)])
  func products(m: Int, k: Int, n: Int) {
    let (a, b) = (Self.random(m, k, 0), Self.random(k, n, 1))
    var expected = DenseMatrix(zeros: m, n)
    for i in 0..<m { for j in 0..<n { for l in 0..<k { expected[i, j] += a[i, l] * b[l, j] } } }
    func agrees(_ c: DenseMatrix) -> Bool {
      c.rows == m && c.columns == n && zip(c.values, expected.values).allSatisfy { abs($0 - $1) < 1e-12 }
    }
    #expect(agrees(a.product(b)))
    #expect(agrees(a.transposed.product(.transposed, b)))
    #expect(agrees(a.product(b.transposed, .transposed)))
    #expect(agrees(a.transposed.product(.transposed, b.transposed, .transposed)))
  }

  @Test(arguments: [1, 2, 17, 120])
  func eigenvectors(size: Int) throws {
    let factor = Self.random(size, size, 2)
    let matrix = factor.product(factor, .transposed)
    let found = try SymmetricEigendecomposition(matrix)
    #expect(found.values == found.values.sorted())
    let (again, ones) = (found.function { $0 }, found.vectors.product(found.vectors, .transposed))
    #expect(zip(again.values, matrix.values).allSatisfy { abs($0 - $1) < 1e-11 * Double(size) })
    #expect(zip(ones.values, DenseMatrix.identity(size).values).allSatisfy { abs($0 - $1) < 1e-12 })
    let root = found.function { max($0, 0).squareRoot() }
    #expect(zip(root.product(root).values, matrix.values).allSatisfy { abs($0 - $1) < 1e-10 * Double(size) })
  }

  @Test func whatHasNone() {
    #expect(throws: TensorError.self) { try SymmetricEigendecomposition(DenseMatrix(zeros: 2, 3)) }
    #expect(throws: TensorError.self) { try SymmetricEigendecomposition(DenseMatrix(rows: 1, columns: 1, values: [.nan])) }
  }
}
