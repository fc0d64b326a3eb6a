import CKernels
import Testing

@Suite struct RowTests {
  @Test(arguments: [1, 3, 8, 17, 64]) func rowsAreTakenByIndex(width: Int) {
    check(width, Float.self)
    check(width, Double.self)
  }

  private func check<Real: KernelReal>(_ width: Int, _: Real.Type) {
    let rows = 5
    let index: [Int32] = [4, 0, -1, 2, 2, 5, .max, .min, 3]
    let table = (0..<rows * width).map { Real($0) }
    let taken = Real.gatherRows(table, rows: rows, width: width, index: index)
    for (i, row) in index.enumerated() {
      let values = Array(taken[i * width..<(i + 1) * width])
      if row >= 0, row < rows {
        #expect(values == Array(table[Int(row) * width..<(Int(row) + 1) * width]))
      } else {
        #expect(values.allSatisfy { $0.isNaN })
      }
    }

    let source = (0..<index.count * width).map { Real($0 % 23) }
    var expected = [Real](repeating: 0, count: rows * width)
    for (i, row) in index.enumerated() where row >= 0 && row < rows {
      for j in 0..<width { expected[Int(row) * width + j] += source[i * width + j] }
    }
    #expect(Real.scatterAddRows(source, width: width, index: index, tableRows: rows) == expected)
  }
}
