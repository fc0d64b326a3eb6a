/// A symmetric positive semidefinite matrix with a band and a border, and its Cholesky factor: N = [B Cᵀ; C D], with B of half bandwidth b and
/// g rows of border. Factor and solution take O(n (b² + b g + g²)) operations, fewer where rows begin later.
///
/// Diagonal elements may be lengthened by a share of themselves, each by its own. With shares that are rounding, solutions feel it only where rows
/// imply each other: there the solution of a system that is consistent is one of several, all with the same sum of rows.
final class BorderedBandMatrix {
  /// Rows of the band; no more than there is room for.
  var size: Int
  let halfWidth: Int
  let borderSize: Int
  /// Row i: elements (i, i − b) … (i, i).
  let band: UnsafeMutableBufferPointer<Double>
  /// Of each row of the band, the first column that is not zero; i − b or later.
  let firsts: UnsafeMutableBufferPointer<Int>
  /// Row r: the elements by all rows of the band.
  let border: UnsafeMutableBufferPointer<Double>
  /// Row after row.
  let corner: UnsafeMutableBufferPointer<Double>

  init(size: Int, halfWidth: Int, borderSize: Int) {
    self.size = size
    self.halfWidth = halfWidth
    self.borderSize = borderSize
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    band = zeros(size * (halfWidth + 1))
    border = zeros(borderSize * size)
    corner = zeros(borderSize * borderSize)
    firsts = .room(size, of: 0)
  }

  deinit {
    for room in [band, border, corner] { room.deallocate() }
    firsts.deallocate()
  }

  /// Replaces the matrix by its factor L, with L Lᵀ = N + diag(shares) diag(N).
  func factorise(lengthening shares: UnsafeMutableBufferPointer<Double>) {
    let (n, b, g, width) = (size, halfWidth, borderSize, halfWidth + 1)
    for i in 0..<n {
      let row = i * width + b - i
      let first = firsts[i]
      var j = first
      while j < i {
        let other = j * width + b - j
        let k = max(first, firsts[j])
        band[row + j] = (band[row + j] - Self.product(band, row + k, band, other + k, j - k)) / band[other + j]
        j += 1
      }
      let diagonal = band[row + i]
      band[row + i] = Self.root(diagonal - Self.product(band, row + first, band, row + first, i - first), shares[i] * diagonal)
    }
    for r in 0..<g {
      let start = r * n
      for i in 0..<n {
        let row = i * width + b - i
        let first = firsts[i]
        border[start + i] = (border[start + i] - Self.product(band, row + first, border, start + first, i - first)) / band[row + i]
      }
    }
    for r in 0..<g {
      for s in 0...r {
        let diagonal = corner[r * g + s]
        var sum = diagonal - Self.product(border, r * n, border, s * n, n)
        for k in 0..<s { sum -= corner[r * g + k] * corner[s * g + k] }
        corner[r * g + s] = s == r ? Self.root(sum, shares[n + r] * diagonal) : sum / corner[s * g + s]
      }
    }
  }

  /// ∑ aᵢ bᵢ, in eight sums that are independent of each other where it is long: one sum would wait for itself.
  @inline(__always)
  private static func product(
    _ a: UnsafeMutableBufferPointer<Double>, _ aStart: Int, _ b: UnsafeMutableBufferPointer<Double>, _ bStart: Int, _ count: Int
  ) -> Double {
    guard count > 0, let a = a.baseAddress.map({ $0 + aStart }), let b = b.baseAddress.map({ $0 + bStart }) else { return 0 }
    var (sum, place) = (0.0, 0)
    if count >= 8 {
      var sums = SIMD8<Double>.zero
      while place + 8 <= count {
        sums += UnsafeRawPointer(a + place).loadUnaligned(as: SIMD8<Double>.self) * UnsafeRawPointer(b + place).loadUnaligned(as: SIMD8<Double>.self)
        place += 8
      }
      sum = sums.sum()
    }
    while place < count {
      sum += a[place] * b[place]
      place += 1
    }
    return sum
  }

  /// A pivot's root; a row of zeros has one, so that its solution is nothing that matters.
  private static func root(_ pivot: Double, _ lengthened: Double) -> Double {
    lengthened > 0 ? (max(pivot, 0) + lengthened).squareRoot() : 1
  }

  /// Solves N x = y in place, after `factorise`.
  func solve(_ y: UnsafeMutableBufferPointer<Double>) {
    let (n, b, g, width) = (size, halfWidth, borderSize, halfWidth + 1)
    for i in 0..<n {
      let row = i * width + b - i
      let first = firsts[i]
      y[i] = (y[i] - Self.product(band, row + first, y, first, i - first)) / band[row + i]
    }
    for r in 0..<g {
      var sum = y[n + r] - Self.product(border, r * n, y, 0, n)
      for k in 0..<r { sum -= corner[r * g + k] * y[n + k] }
      y[n + r] = sum / corner[r * g + r]
    }
    for r in (0..<g).reversed() {
      y[n + r] /= corner[r * g + r]
      for k in 0..<r { y[n + k] -= corner[r * g + k] * y[n + r] }
      for i in 0..<n { y[i] -= border[r * n + i] * y[n + r] }
    }
    for i in (0..<n).reversed() {
      let row = i * width + b - i
      y[i] /= band[row + i]
      for k in firsts[i]..<i { y[k] -= band[row + k] * y[i] }
    }
  }
}
