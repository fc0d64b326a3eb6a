internal import Bellman
internal import Tensors

/// The reference's Gaussian law given that some places of z are known: y = m + w, where m is what is expected and w, the part of y that stays free, is white
/// noise in a subspace. Bridges of the reference process start and end there; it is its h-transform for an observation, exact where the law is Gaussian.
///
/// With V_o the columns of V that make the observed values, and G = (V_oᵀ V_o)⁻¹ V_oᵀ: m = (z_o − μ_o) G, and w = y − y V_o G.
struct ConditionedReference {
  private let whitening: Whitening
  let places: [Int]
  /// V_o [outputs, observed].
  private let columns: DenseMatrix
  /// Of V_oᵀ V_o, or of V_o V_oᵀ where that is smaller.
  private let factor: CholeskyFactor
  private let isWide: Bool

  /// As a share of the mean diagonal: what the known places decide to less than that is left as it is.
  private static var ridge: Double { 1e-10 }

  /// Nil where no place is known.
  init?(_ whitening: Whitening, places: [Int]) throws {
    guard !places.isEmpty else { return nil }
    self.places = places
    self.whitening = whitening
    var columns = DenseMatrix(zeros: whitening.outputs, places.count)
    for (column, place) in places.enumerated() {
      for row in 0..<whitening.outputs { columns[row, column] = whitening.backward.map { $0[row, place] } ?? (row == place ? 1 : 0) }
    }
    self.columns = columns
    isWide = places.count > whitening.outputs
    var products = isWide ? columns.product(columns, .transposed) : columns.product(.transposed, columns)
    let mean = (0..<products.rows).reduce(0) { $0 + products[$1, $1] } / Double(products.rows)
    for place in 0..<products.rows { products[place, place] += max(Self.ridge * mean, .leastNormalMagnitude) }
    guard let factor = CholeskyFactor(products) else { throw ModelError("the noise’s covariance of observed values is not positive definite") }
    self.factor = factor
  }

  /// m of rows of z [rows, width], of which the known places are read: [rows, outputs].
  func expected(_ z: [Double]) -> [Double] {
    let rows = z.count / whitening.width
    var known = DenseMatrix(zeros: rows, places.count)
    for row in 0..<rows { for (column, place) in places.enumerated() { known[row, column] = z[row * whitening.width + place] - whitening.mean[place] } }
    return answered(known).values
  }

  /// w of rows of y [rows, outputs].
  func free(_ y: inout [Double]) {
    let known = answered(DenseMatrix(rows: y.count / whitening.outputs, columns: whitening.outputs, values: y).product(columns))
    for place in y.indices { y[place] -= known.values[place] }
  }

  /// Dimensions that stay free.
  var freeCount: Int { max(whitening.outputs - places.count, 0) }

  /// X G of rows X [rows, observed].
  private func answered(_ known: DenseMatrix) -> DenseMatrix {
    isWide ? factor.solved(known.product(columns, .transposed)) : factor.solved(known).product(columns, .transposed)
  }
}
