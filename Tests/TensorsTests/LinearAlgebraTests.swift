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

  @Test(arguments: [1, 2, 17, 120])
  func choleskyFactors(size: Int) throws {
    let root = Self.random(size, size, 3)
    var matrix = root.product(root, .transposed)
    for place in 0..<size { matrix[place, place] += Double(size) }
    let factor = try #require(CholeskyFactor(matrix))
    let again = factor.lower.product(factor.lower, .transposed)
    #expect(zip(again.values, matrix.values).allSatisfy { abs($0 - $1) < 1e-12 * Double(size) })
    for row in 0..<size { for column in row + 1..<max(size, row + 1) { #expect(factor.lower[row, column] == 0) } }
    // Fewer and more right sides than unknowns.
    for sides in [1, 3, 150] {
      let rows = Self.random(sides, size, 4)
      let back = factor.solved(rows).product(matrix)
      #expect(zip(back.values, rows.values).allSatisfy { abs($0 - $1) < 1e-11 })
    }
    matrix[size - 1, size - 1] = -1
    #expect(CholeskyFactor(matrix) == nil)
    matrix[size - 1, size - 1] = .nan
    #expect(CholeskyFactor(matrix) == nil)
  }

  /// A = U diag(s) Vᵀ with U and V of eigenvectors, so that the values are known, the least at 10⁻⁹ of the greatest.
  @Test(arguments: [(5, 5), (40, 12), (12, 40)])
  func singularValues(rows: Int, columns: Int) throws {
    func orthogonal(_ size: Int, _ index: UInt32) throws -> DenseMatrix {
      let root = Self.random(size, size, index)
      return try SymmetricEigendecomposition(root.product(root, .transposed)).vectors
    }
    let count = min(rows, columns)
    let wanted = (0..<count).map { $0 == count - 1 ? 1e-9 : 1 / Double($0 + 1) }
    var middle = DenseMatrix(zeros: rows, columns)
    for place in 0..<count { middle[place, place] = wanted[place] }
    let found = try SingularValues(orthogonal(rows, 5).product(middle).product(orthogonal(columns, 6)))
    #expect(found.values.count == count && zip(found.values, wanted).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(try SingularValues(DenseMatrix(zeros: 0, 0)).values.isEmpty)
    #expect(throws: TensorError.self) { try SingularValues(DenseMatrix(rows: 1, columns: 1, values: [.infinity])) }
  }

  @Test func whatHasNone() {
    #expect(throws: TensorError.self) { try SymmetricEigendecomposition(DenseMatrix(zeros: 2, 3)) }
    #expect(throws: TensorError.self) { try SymmetricEigendecomposition(DenseMatrix(rows: 1, columns: 1, values: [.nan])) }
  }
}
