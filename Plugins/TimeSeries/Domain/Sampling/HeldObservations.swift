internal import Tensors

/// Holds what is expected at the end to what is observed, as the reference's Gaussian law says: the least change of y, in the measure of its noise, after
/// which the observed z are what they are. It is the h-transform of the reference process for an observation, exact where the law is Gaussian.
///
/// Δy = (z_o − z_o(y)) (V_oᵀ V_o)⁻¹ V_oᵀ, with V_o the columns of V that make the observed values.
struct HeldObservations {
  private let whitening: Whitening
  private let places: [Int]
  /// z of each row, not a number where it is not known.
  private let known: [Double]
  /// [observed, outputs]
  private let gain: DenseMatrix
  private let columns: DenseMatrix

  /// - Parameter known: z [rows, width], the same places known in every row; nil where none is.
  init?(_ whitening: Whitening, known: [Double]) throws {
    places = (0..<whitening.width).filter { !known[$0].isNaN }
    guard !places.isEmpty else { return nil }
    self.whitening = whitening
    self.known = known
    var columns = DenseMatrix(zeros: whitening.outputs, places.count)
    for (column, place) in places.enumerated() {
      for row in 0..<whitening.outputs { columns[row, column] = whitening.backward.map { $0[row, place] } ?? (row == place ? 1 : 0) }
    }
    self.columns = columns
    // (V_oᵀ V_o)⁻¹ V_oᵀ = V_oᵀ (V_o V_oᵀ)⁻¹ as pseudoinverses; the smaller of the two is inverted, which for wide series is smaller by far.
    let isWide = places.count > whitening.outputs
    let products = try SymmetricEigendecomposition(isWide ? columns.product(columns, .transposed) : columns.product(.transposed, columns))
    let largest = products.values.last ?? 0
    let inverse = products.function { $0 > 1e-10 * largest ? 1 / $0 : 0 }
    gain = isWide ? columns.product(.transposed, inverse) : inverse.product(columns, .transposed)
  }

  /// - Parameter y: a row for each row of what is known.
  func hold(_ y: inout [Double]) {
    let size = whitening.outputs
    let rows = DenseMatrix(rows: y.count / size, columns: size, values: y)
    var misses = rows.product(columns)
    for row in 0..<misses.rows {
      for (column, place) in places.enumerated() {
        misses[row, column] = known[row * whitening.width + place] - whitening.mean[place] - misses[row, column]
      }
    }
    let change = misses.product(gain)
    for place in y.indices { y[place] += change.values[place] }
  }
}
