internal import Bellman
internal import Tensors

/// The reference's Gaussian law given that some places of z are known: y = m + w, where m is what is expected and w, the part of y that stays free, is white
/// noise in a subspace. Bridges of the reference process start and end there; it is its h-transform for an observation, exact where the law is Gaussian.
///
/// With V_o the columns of V that make the observed values, w = y − y V_o (V_oᵀ V_o)⁻¹ V_oᵀ, and m = y − w for every y that makes what is observed. Where
/// V has an inverse W, the rows W_f of the values that are not observed span the same subspace, w = y W_fᵀ (W_f W_fᵀ)⁻¹ W_f: of the two, the one with the
/// smaller matrix is taken.
struct ConditionedReference {
  /// How w is found.
  private enum Projection {
    /// y is z, but for the mean: what is observed is zero.
    case places
    /// By (V_oᵀ V_o)⁻¹ of the observed places.
    case observed(CholeskyFactor)
    /// By (W_f W_fᵀ)⁻¹ of the others.
    case free(CholeskyFactor)
    /// By V_o, and (V_o V_oᵀ)⁻¹ where that is the smaller one: for y that has fewer dimensions than z.
    case columns(DenseMatrix, CholeskyFactor, isWide: Bool)
  }

  private let whitening: Whitening
  let places: [Int]
  private let others: [Int]
  private let projection: Projection

  /// As a share of the mean diagonal: what the known places decide to less than that is left as it is.
  private static var ridge: Double { 1e-10 }

  /// Nil where no place is known.
  init?(_ whitening: Whitening, places: [Int]) throws {
    guard !places.isEmpty else { return nil }
    self.places = places
    self.whitening = whitening
    var isKnown = [Bool](repeating: false, count: whitening.width)
    for place in places { isKnown[place] = true }
    others = isKnown.indices.filter { !isKnown[$0] }
    guard let backward = whitening.backward else {
      projection = .places
      return
    }
    if let covariance = whitening.covariance, let precision = whitening.precision {
      projection =
        places.count <= others.count || others.isEmpty
        ? .observed(try Self.factor(covariance.submatrix(places))) : .free(try Self.factor(precision.submatrix(others)))
      return
    }
    let columns = backward.columns(places)
    let isWide = places.count > whitening.outputs
    let products = isWide ? columns.product(columns, .transposed) : columns.product(.transposed, columns)
    projection = .columns(columns, try Self.factor(products), isWide: isWide)
  }

  private static func factor(_ products: DenseMatrix) throws -> CholeskyFactor {
    var products = products
    let mean = (0..<products.rows).reduce(0) { $0 + products[$1, $1] } / Double(max(products.rows, 1))
    for place in 0..<products.rows { products[place, place] += max(Self.ridge * mean, .leastNormalMagnitude) }
    guard let factor = CholeskyFactor(products) else { throw ModelError("the noise’s covariance of observed values is not positive definite") }
    return factor
  }

  /// m of rows of z [rows, width], of which the known places are read: [rows, outputs].
  func expected(_ z: [Double]) -> [Double] {
    let (rows, width) = (z.count / whitening.width, whitening.width)
    if case .columns(let columns, let factor, let isWide) = projection {
      var known = DenseMatrix(zeros: rows, places.count)
      for row in 0..<rows { for (column, place) in places.enumerated() { known[row, column] = z[row * width + place] - whitening.mean[place] } }
      return Self.answered(known, columns, factor, isWide: isWide).values
    }
    var whole = DenseMatrix(zeros: rows, width)
    for row in 0..<rows { for place in 0..<width { whole[row, place] = whitening.mean[place] } }
    for row in 0..<rows { for place in places { whole[row, place] = z[row * width + place] } }
    let y = whitening.whitened(whole).values
    var free = y
    self.free(&free)
    return zip(y, free).map { $0 - $1 }
  }

  /// w of rows of y [rows, outputs].
  func free(_ y: inout [Double]) {
    let width = whitening.outputs
    let rows = DenseMatrix(rows: y.count / width, columns: width, values: y)
    switch projection {
    case .places:
      for row in 0..<rows.rows { for place in places { y[row * width + place] = 0 } }
    case .observed(let factor):
      guard let backward = whitening.backward else { return }
      let decided = factor.solved(rows.product(backward).columns(places)).scattered(to: places, of: whitening.width)
      let known = decided.product(backward, .transposed).values
      for place in y.indices { y[place] -= known[place] }
    case .free(let factor):
      guard let forward = whitening.forward else { return }
      let left = factor.solved(rows.product(forward, .transposed).columns(others)).scattered(to: others, of: whitening.width)
      y = left.product(forward).values
    case .columns(let columns, let factor, let isWide):
      let known = Self.answered(rows.product(columns), columns, factor, isWide: isWide).values
      for place in y.indices { y[place] -= known[place] }
    }
  }

  /// Dimensions that stay free.
  var freeCount: Int { max(whitening.outputs - places.count, 0) }

  /// X (V_oᵀ V_o)⁻¹ V_oᵀ of rows X [rows, observed].
  private static func answered(_ known: DenseMatrix, _ columns: DenseMatrix, _ factor: CholeskyFactor, isWide: Bool) -> DenseMatrix {
    isWide ? factor.solved(known.product(columns, .transposed)) : factor.solved(known).product(columns, .transposed)
  }
}

extension DenseMatrix {
  /// The chosen columns.
  fileprivate func columns(_ chosen: [Int]) -> DenseMatrix {
    var result = DenseMatrix(zeros: rows, chosen.count)
    result.values.withUnsafeMutableBufferPointer { out in
      values.withUnsafeBufferPointer { from in
        for row in 0..<rows { for (place, column) in chosen.enumerated() { out[row * chosen.count + place] = from[row * columns + column] } }
      }
    }
    return result
  }

  /// The chosen rows and columns of a square matrix.
  fileprivate func submatrix(_ chosen: [Int]) -> DenseMatrix {
    var result = DenseMatrix(zeros: chosen.count, chosen.count)
    result.values.withUnsafeMutableBufferPointer { out in
      values.withUnsafeBufferPointer { from in
        for (row, source) in chosen.enumerated() {
          for (place, column) in chosen.enumerated() { out[row * chosen.count + place] = from[source * columns + column] }
        }
      }
    }
    return result
  }

  /// Columns put to their places among zeros.
  fileprivate func scattered(to places: [Int], of width: Int) -> DenseMatrix {
    var result = DenseMatrix(zeros: rows, width)
    result.values.withUnsafeMutableBufferPointer { out in
      values.withUnsafeBufferPointer { from in
        for row in 0..<rows { for (number, place) in places.enumerated() { out[row * width + place] = from[row * columns + number] } }
      }
    }
    return result
  }
}
