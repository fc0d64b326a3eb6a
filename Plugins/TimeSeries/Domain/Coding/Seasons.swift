internal import Foundation
public import Tensors

/// Periods in which series repeat themselves, as an hour or a day, and where in them a row stands.
///
/// A period P is seen through its harmonics, cos(2πkt/P) and sin(2πkt/P) for k = 1…K. Those of a later row are a rotation of those of an earlier one, so that
/// what is known at the first row of a window is known at all.
public struct Seasons: Hashable, Sendable {
  public enum Choice: String, Hashable, Sendable, Codable, CaseIterable {
    /// Those in which the training series repeat themselves.
    case found
    case none
  }

  /// In the unit of times.
  public let periods: [Double]
  /// K of each.
  public let harmonics: [Int]

  public init(periods: [Double] = [], harmonics: [Int] = []) { (self.periods, self.harmonics) = (periods, harmonics) }

  /// 2πk/P.
  private var frequencies: [Double] { zip(periods, harmonics).flatMap { period, count in (0..<count).map { 2 * .pi * Double($0 + 1) / period } } }

  /// Numbers that say where a row stands.
  public var width: Int { 2 * harmonics.reduce(0, +) }

  /// The harmonics at times: [times, width].
  public func features(at times: [Double]) -> DenseMatrix {
    let frequencies = frequencies
    return DenseMatrix(
      rows: times.count, columns: width, values: times.flatMap { time in frequencies.flatMap { [cos($0 * time), sin($0 * time)] } })
  }

  /// R with features(t + offset) = features(t) R, one behind the other: [width, offsets · width].
  public func turns(by offsets: [Double]) -> DenseMatrix {
    var turns = DenseMatrix(zeros: width, offsets.count * width)
    for (row, offset) in offsets.enumerated() {
      for (place, frequency) in frequencies.enumerated() {
        let (c, s) = (cos(frequency * offset), sin(frequency * offset))
        let (from, to) = (2 * place, row * width + 2 * place)
        (turns[from, to], turns[from, to + 1], turns[from + 1, to], turns[from + 1, to + 1]) = (c, s, -s, c)
      }
    }
    return turns
  }

  /// A time at which all of them stand as they do at this one, and near to zero where they fit into the longest; zero where there is none.
  public func earliest(like time: Double) -> Double {
    guard let longest = periods.max() else { return 0 }
    guard periods.allSatisfy({ abs((longest / $0).rounded() - longest / $0) < 1e-9 }) else { return time }
    let rest = time.truncatingRemainder(dividingBy: longest)
    return rest < 0 ? rest + longest : rest
  }

  /// What a season moves the mean of each row by: the factors B [width, columns] with which features(t) B comes nearest to the rows.
  /// - Parameter rows: [times, columns].
  public func factors(of rows: DenseMatrix, at times: [Double]) -> DenseMatrix {
    guard width > 0, rows.rows > 0 else { return DenseMatrix(zeros: width, rows.columns) }
    let (features, targets) = (features(at: times).centred, rows.centred)
    var products = features.product(.transposed, features)
    // Some harmonics are zero at every row, or those of another period.
    for place in 0..<width { products[place, place] += 1e-6 * Double(times.count) }
    return CholeskyFactor(products)?.solved(features.product(.transposed, targets).transposed).transposed ?? DenseMatrix(zeros: width, rows.columns)
  }
}

extension DenseMatrix {
  /// Without the mean of each column.
  fileprivate var centred: DenseMatrix {
    var result = self
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += self[row, column] }
      for row in 0..<rows { result[row, column] -= sum / Double(rows) }
    }
    return result
  }
}
