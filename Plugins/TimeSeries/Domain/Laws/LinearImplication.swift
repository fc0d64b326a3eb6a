/// Whether inequalities follow from others as a sum of them with factors that are not negative, and a constant that is not: f = Σ λ g + s.
///
/// By least squares with λ, s ≥ 0: what leaves no residual follows (Farkas' lemma: all that follows from linear inequalities that can hold does so).
/// Source: C. Lawson and R. Hanson, Solving Least Squares Problems, chapter 23 (1974).
struct LinearImplication {
  private var rows: [SeriesFormula: Int] = [:]
  private var columns: [[(row: Int, value: Double)]] = []
  private static let tolerance = 1e-10

  /// - Parameters:
  ///   - inequalities: forms that are not negative.
  ///   - equations: forms that are zero.
  init(inequalities: [LinearForm], equations: [LinearForm]) {
    // The first row is for constants, and the first column for a constant that is not negative.
    columns = [[(0, 1)]]
    func entries(_ form: LinearForm, _ sign: Double, _ rows: inout [SeriesFormula: Int]) -> [(row: Int, value: Double)] {
      var entries = form.constant == 0 ? [] : [(row: 0, value: sign * form.constant)]
      for term in form.terms {
        let row = rows[term.formula] ?? rows.count + 1
        rows[term.formula] = row
        entries.append((row, sign * term.factor))
      }
      return entries
    }
    for form in inequalities { columns.append(entries(form, 1, &rows)) }
    for form in equations {
      columns.append(entries(form, 1, &rows))
      columns.append(entries(form, -1, &rows))
    }
  }

  func implies(_ form: LinearForm) -> Bool {
    if form.terms.isEmpty { return form.constant >= 0 }
    guard form.terms.allSatisfy({ rows[$0.formula] != nil }) else { return false }
    let height = rows.count + 1
    var target = [Double](repeating: 0, count: height)
    target[0] = form.constant
    for term in form.terms { if let row = rows[term.formula] { target[row] += term.factor } }
    let size = target.reduce(0) { $0 + $1 * $1 }
    var factors = [Double](repeating: 0, count: columns.count)
    var active: [Int] = []
    var residual = target
    for _ in 0..<3 * columns.count {
      if residual.reduce(0, { $0 + $1 * $1 }) <= Self.tolerance * Self.tolerance * size { return true }
      // The column along which the residual falls most.
      var best = (gain: 1e-12 * size.squareRoot(), column: -1)
      for (number, column) in columns.enumerated() where !active.contains(number) {
        let norm = column.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
        guard norm > 0 else { continue }
        let gain = column.reduce(0) { $0 + $1.value * residual[$1.row] } / norm
        if gain > best.gain { best = (gain, number) }
      }
      guard best.column >= 0 else { return false }
      active.append(best.column)
      while true {
        guard let solution = leastSquares(active, target, height) else {
          active.removeLast()
          return false
        }
        // Back to where the first factor becomes negative, which leaves then.
        var share = 1.0
        for (place, number) in active.enumerated() where solution[place] <= 0 {
          share = min(share, factors[number] / (factors[number] - solution[place]))
        }
        for (place, number) in active.enumerated() { factors[number] += share * (solution[place] - factors[number]) }
        if share >= 1 { break }
        active.removeAll { number in
          if factors[number] > 1e-14 { return false }
          factors[number] = 0
          return true
        }
        if active.isEmpty { break }
      }
      residual = target
      for number in active { for (row, value) in columns[number] { residual[row] -= factors[number] * value } }
    }
    return false
  }

  /// By orthogonal columns; nil where they depend on each other.
  private func leastSquares(_ active: [Int], _ target: [Double], _ height: Int) -> [Double]? {
    var basis: [[Double]] = []
    var upper: [[Double]] = []
    for number in active {
      var column = [Double](repeating: 0, count: height)
      for (row, value) in columns[number] { column[row] += value }
      let norm = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      var entries: [Double] = []
      for _ in 0..<2 {
        for (place, other) in basis.enumerated() {
          let product = zip(other, column).reduce(0) { $0 + $1.0 * $1.1 }
          if entries.count <= place { entries.append(product) } else { entries[place] += product }
          for row in column.indices { column[row] -= product * other[row] }
        }
      }
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-11 * norm else { return nil }
      basis.append(column.map { $0 / length })
      upper.append(entries + [length])
    }
    var solution = basis.map { zip($0, target).reduce(0) { $0 + $1.0 * $1.1 } }
    for i in solution.indices.reversed() {
      solution[i] /= upper[i][i]
      for j in 0..<i { solution[j] -= upper[i][j] * solution[i] }
    }
    return solution
  }
}
