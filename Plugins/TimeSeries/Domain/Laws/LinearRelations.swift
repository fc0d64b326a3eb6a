internal import Foundation

/// Columns that are sums of others with small rational factors, in every row of a table.
///
/// Columns are taken one after another; of each what lies in the span of those before it is taken off (Gram–Schmidt, twice). Where nothing is left
/// but rounding, the column depends on those before. Its factors are made rational, and the relation is held against all rows.
struct LinearRelations {
  struct Relation {
    /// The column that depends on others.
    let column: Int
    let constant: Double
    let terms: [(column: Int, factor: Double)]
    /// Its worst residual as a share of its terms.
    let residual: Double
  }

  /// Rows × columns, without missing values.
  let table: [Double]
  let rowCount: Int
  let columnCount: Int
  /// What a column's numbers are rounded to; 0 for full precision.
  let quanta: [Double]

  private static let mostRows = 2000
  private static let mostTerms = 6
  static let tolerance = 1e-9

  /// What of a sum with these factors is rounding of what was written.
  private func allowance(_ terms: [(column: Int, factor: Double)], _ column: Int) -> Double {
    0.5001 * (terms.reduce(quanta[column]) { $0 + abs($1.factor) * quanta[$1.column] })
  }

  /// - Parameter columns: in the order in which they are taken; the ones of the first group are not sought, as `isGiven` says.
  func all(_ columns: [Int], isGiven: (Int) -> Bool = { _ in false }) -> [Relation] {
    let stride = max(1, rowCount / Self.mostRows)
    let sample = (0..<rowCount).filter { $0 % stride == 0 }
    guard sample.count >= 2 * columns.count + 10 else { return [] }
    let root = Double(sample.count).squareRoot()
    var basis: [[Double]] = [[Double](repeating: 1 / root, count: sample.count)]
    // Of each direction, the factors of the constant and of columns that make it.
    var makers: [[Double]] = [[1 / root] + [Double](repeating: 0, count: columnCount)]
    var relations: [Relation] = []
    for column in columns {
      var values = sample.map { table[$0 * columnCount + column] }
      let size = values.reduce(0) { max($0, abs($1)) }
      guard size > 0 else { continue }
      var maker = [Double](repeating: 0, count: columnCount + 1)
      maker[column + 1] = 1
      for _ in 0..<2 {
        for (direction, made) in zip(basis, makers) {
          var product = 0.0
          for place in values.indices { product += values[place] * direction[place] }
          for place in values.indices { values[place] -= product * direction[place] }
          for place in maker.indices { maker[place] -= product * made[place] }
        }
      }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let slight = root * (1e-8 * size + 4 * quanta[column])
      if length <= slight, !isGiven(column), let relation = rational(column, maker) {
        relations.append(relation)
        continue
      }
      // A direction that is rounding says nothing of others.
      guard length > 1e-10 * root * size else { continue }
      basis.append(values.map { $0 / length })
      makers.append(maker.map { $0 / length })
    }
    return relations
  }

  /// A relation with rational factors that holds in all rows; nil where there is none.
  private func rational(_ column: Int, _ maker: [Double]) -> Relation? {
    let size = (0..<rowCount).reduce(0.0) { max($0, abs(table[$1 * columnCount + column])) }
    var terms: [(column: Int, factor: Double)] = []
    for other in 0..<columnCount where other != column {
      let factor = -maker[other + 1]
      let reach = (0..<rowCount).reduce(0.0) { max($0, abs(table[$1 * columnCount + other])) }
      // What adds no more than rounding is none.
      guard abs(factor) * reach > 1e-6 * size + quanta[column] else { continue }
      guard let simple = Self.simple(factor, tolerance: max(1e-6, 4 * quanta[column] / max(size, 1e-300))) else { return nil }
      terms.append((other, simple))
    }
    guard !terms.isEmpty, terms.count <= Self.mostTerms else { return nil }
    // The constant that fits best, with no more digits than it needs.
    var (least, most) = (Double.infinity, -Double.infinity)
    for row in 0..<rowCount {
      let rest = table[row * columnCount + column] - terms.reduce(0) { $0 + $1.factor * table[row * columnCount + $1.column] }
      (least, most) = (min(least, rest), max(most, rest))
    }
    let limit = Self.tolerance * size + allowance(terms, column)
    let middle = 0.5 * (least + most)
    let constant = abs(middle) <= limit ? 0 : Self.shortest(middle, within: 0.1 * limit)
    var worst = 0.0
    for row in 0..<rowCount {
      let start = row * columnCount
      var (rest, scale) = (table[start + column] - constant, abs(table[start + column]) + abs(constant))
      for term in terms {
        rest -= term.factor * table[start + term.column]
        scale += abs(term.factor * table[start + term.column])
      }
      if abs(rest) > Self.tolerance * scale + allowance(terms, column) { return nil }
      if rest != 0 { worst = max(worst, abs(rest) / scale) }
    }
    return Relation(column: column, constant: constant, terms: terms, residual: worst)
  }

  /// p/q with q ≤ 12 and p ≤ 1000, or 1/p, or a decimal fraction of at most five digits.
  static func simple(_ value: Double, tolerance: Double) -> Double? {
    for denominator in 1...12 {
      let numerator = (value * Double(denominator)).rounded()
      guard numerator != 0, abs(numerator) <= 1000 else { continue }
      let candidate = numerator / Double(denominator)
      if abs(candidate - value) <= tolerance * abs(value) { return candidate }
    }
    let inverse = (1 / value).rounded()
    if abs(inverse) <= 1000 && inverse != 0 && abs(1 / inverse - value) <= tolerance * abs(value) { return 1 / inverse }
    for digits in 1...6 {
      let power = pow(10, Double(digits))
      let candidate = (value * power).rounded() / power
      if candidate != 0, abs(candidate - value) <= tolerance * abs(value), abs(candidate * power) < 1e5 { return candidate }
    }
    return nil
  }

  static func shortest(_ value: Double, within limit: Double) -> Double {
    for digits in 0...15 {
      let power = pow(10, Double(digits))
      let short = (value * power).rounded() / power
      if abs(short - value) <= limit { return short }
    }
    return value
  }

  /// The power of ten that all numbers are multiples of; 0 where there is none down to 1e-12, or where it is not small beside their spread.
  static func quantum(_ values: [Double]) -> Double {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    for digits in 0...12 {
      let power = pow(10, Double(digits))
      guard values.allSatisfy({ abs(($0 * power).rounded() - $0 * power) <= 1e-6 || abs($0 * power) > 1e15 }) else { continue }
      return 1 / power <= 1e-3 * (most - least) ? 1 / power : 0
    }
    return 0
  }
}
