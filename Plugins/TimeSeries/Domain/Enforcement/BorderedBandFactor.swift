internal import Foundation

/// A matrix with a band and a border, and its factors L U: N = [B C; D E], B with b diagonals on each side of the main one, and g rows and columns of
/// border. It need not be symmetric. Factors and solution take O(n (b² + b g + g²)) operations.
///
/// Rows are not exchanged: J(y) W J(x)ᵀ is close to a positive definite matrix where y is close to x, and where it is not, the pivot says so.
final class BorderedBandFactor {
  let size: Int
  let halfWidth: Int
  let borderSize: Int
  /// Row i: elements (i, i − b) … (i, i + b).
  let band: UnsafeMutableBufferPointer<Double>
  /// Rows below the band: border × size.
  let below: UnsafeMutableBufferPointer<Double>
  /// Columns beside the band, as rows: border × size.
  let beside: UnsafeMutableBufferPointer<Double>
  let corner: UnsafeMutableBufferPointer<Double>
  /// After `factorise`: each pivot as a share of the diagonal element, which is 1 − R² of the row by those before it, and 0 where it is no pivot.
  let shares: UnsafeMutableBufferPointer<Double>
  /// The pivots.
  let pivots: UnsafeMutableBufferPointer<Double>
  /// Shares below this are no pivots.
  private static let least = 1e-12

  init(size: Int, halfWidth: Int, borderSize: Int) {
    (self.size, self.halfWidth, self.borderSize) = (size, halfWidth, borderSize)
    func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    band = room(size * (2 * halfWidth + 1))
    below = room(borderSize * size)
    beside = room(borderSize * size)
    corner = room(borderSize * borderSize)
    shares = room(size + borderSize)
    pivots = room(size + borderSize)
  }

  deinit { for room in [band, below, beside, corner, shares, pivots] { room.deallocate() } }

  func clear() {
    for room in [band, below, beside, corner] { room.update(repeating: 0) }
  }

  /// Replaces the matrix by its factors. A pivot that is none is replaced by one, so that rows that it does not touch are solved as they would be.
  func factorise() {
    let (n, b, g, width) = (size, halfWidth, borderSize, 2 * halfWidth + 1)
    // diag(N), before it is overwritten.
    for i in 0..<n { shares[i] = band[i * width + b] }
    for r in 0..<g { shares[n + r] = corner[r * g + r] }
    for i in 0..<n {
      let row = i * width + b - i
      for k in max(0, i - b)..<i {
        let factor = band[row + k] / pivots[k]
        band[row + k] = factor
        guard factor != 0 else { continue }
        let other = k * width + b - k
        for j in k + 1..<min(k + b + 1, n) { band[row + j] -= factor * band[other + j] }
      }
      settle(i, band[row + i])
    }
    guard g > 0 else { return }
    for r in 0..<g {
      let start = r * n
      // Row of the border: D U⁻¹; column: L⁻¹ C.
      for i in 0..<n {
        var (sum, side) = (below[start + i], beside[start + i])
        for k in max(0, i - b)..<i {
          sum -= below[start + k] * band[k * width + b - k + i]
          side -= band[i * width + b - i + k] * beside[start + k]
        }
        below[start + i] = sum / pivots[i]
        beside[start + i] = side
      }
    }
    for r in 0..<g {
      for s in 0..<g {
        var sum = corner[r * g + s]
        for i in 0..<n { sum -= below[r * n + i] * beside[s * n + i] }
        corner[r * g + s] = sum
      }
    }
    for r in 0..<g {
      for k in 0..<r {
        let factor = corner[r * g + k] / pivots[n + k]
        corner[r * g + k] = factor
        for s in k + 1..<g { corner[r * g + s] -= factor * corner[k * g + s] }
      }
      settle(n + r, corner[r * g + r])
    }
  }

  private func settle(_ place: Int, _ pivot: Double) {
    let share = pivot / shares[place]
    let isPivot = share.isFinite && share > Self.least && pivot != 0
    shares[place] = isPivot ? share : 0
    pivots[place] = isPivot ? pivot : 1
  }

  /// Solves N x = y in place, after `factorise`.
  func solve(_ y: UnsafeMutableBufferPointer<Double>) {
    let (n, b, g, width) = (size, halfWidth, borderSize, 2 * halfWidth + 1)
    for i in 0..<n {
      let row = i * width + b - i
      var sum = y[i]
      for k in max(0, i - b)..<i { sum -= band[row + k] * y[k] }
      y[i] = sum
    }
    for r in 0..<g {
      var sum = y[n + r]
      for i in 0..<n { sum -= below[r * n + i] * y[i] }
      for k in 0..<r { sum -= corner[r * g + k] * y[n + k] }
      y[n + r] = sum
    }
    for r in (0..<g).reversed() {
      var sum = y[n + r]
      for s in r + 1..<max(g, r + 1) { sum -= corner[r * g + s] * y[n + s] }
      y[n + r] = sum / pivots[n + r]
    }
    for i in (0..<n).reversed() {
      let row = i * width + b - i
      var sum = y[i]
      for k in i + 1..<max(min(i + b + 1, n), i + 1) { sum -= band[row + k] * y[k] }
      for r in 0..<g { sum -= beside[r * n + i] * y[n + r] }
      y[i] = sum / pivots[i]
    }
  }
}
