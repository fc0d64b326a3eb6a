internal import Foundation
internal import Tensors

/// The loss with which `ContextEncoder` learns: what two crops of a series say of a time that both have should agree, against other series at that time
/// and against other times of that series.
///
/// For the representations z and z′ [batch, n, width] of the overlap of the crops, with all 2·batch rows of both at a time t, or all 2n times of both
/// of a series i, as candidates:
///
///     ℓ_i,t = −log ( exp(z_it · z′_it) / Σ_candidates exp(z_it · z̃) ),   the candidate itself left out,
///
/// half of the mean of either kind, and again after halving the times by the greater of two neighbours, until one time is left, which has the first
/// kind only; the mean over levels.
///
/// Programs have fixed shapes and overlaps have not: an overlap of m ≤ n times stands first, and the weights of what comes after it are zero.
///
/// Source: Z. Yue et al., TS2Vec, AAAI 2022.
struct HierarchicalContrast {
  /// Times of each level.
  let sizes: [Int]

  init(length: Int) {
    var sizes = [length]
    while let last = sizes.last, last > 1 { sizes.append(last / 2) }
    self.sizes = sizes
  }

  private static let excluded = -1e9

  private func name(_ kind: String, _ level: Int) -> String { "\(kind) of level \(level)" }

  /// Records the loss of the two crops' overlap.
  func callAsFunction(_ first: Tensor, _ second: Tensor) -> Tensor {
    let trace = first.trace
    var (z, y) = (first, second)
    var total: Tensor?
    for (level, size) in sizes.enumerated() {
      if level > 0 { (z, y) = (halved(z, to: size), halved(y, to: size)) }
      let batch = z.shape[0]
      let agreement = (z * y).sum(axis: 2)
      // [times, 2 batch, width]: every row against all rows at its time.
      let rows = z.concatenated(with: [y], axis: 0).transposed([1, 0, 2])
      var products = rows.matrixProduct(rows.transposed()) + diagonal(2 * batch, trace)
      let instance = products.logSumExp(axis: 2).mean(axis: 1) - agreement.mean(axis: 0)
      var sum = (instance * trace.shared(name("rows", level), [size])).sum()
      if size > 1 {
        // [batch, 2 times, width]: every time against all times of its row.
        let times = z.concatenated(with: [y], axis: 1)
        products = times.matrixProduct(times.transposed()) + diagonal(2 * size, trace) + trace.shared(name("candidates", level), [2 * size])
        let sums = products.logSumExp(axis: 2)
        let temporal = (sums.slice(axis: 1, 0..<size) + sums.slice(axis: 1, size..<2 * size)) * 0.5 - agreement
        sum = sum + (temporal.mean(axis: 0) * trace.shared(name("times", level), [size])).sum()
      }
      total = total.map { $0 + sum } ?? sum
    }
    return total ?? trace.constant(0)
  }

  /// Fills the weights for an overlap of `overlap` times.
  func fill(_ executor: Executor<Float>, overlap: Int) throws {
    let counts = sizes.indices.map { overlap >> $0 }
    let levels = Float(counts.count { $0 > 0 })
    for (level, size) in sizes.enumerated() {
      let count = counts[level]
      func weights(_ applies: Bool) -> [Float] {
        (0..<size).map { applies && $0 < count ? 0.5 / (levels * Float(count)) : 0 }
      }
      _ = try executor.input(name("rows", level)).update(fromContentsOf: weights(count > 0))
      if size > 1 {
        _ = try executor.input(name("times", level)).update(fromContentsOf: weights(count > 1))
        let candidates = (0..<2 * size).map { $0 % size < count ? Float(0) : Float(Self.excluded) }
        _ = try executor.input(name("candidates", level)).update(fromContentsOf: candidates)
      }
    }
  }

  private func diagonal(_ count: Int, _ trace: Trace) -> Tensor {
    trace.constant((0..<count * count).map { $0 % (count + 1) == 0 ? Self.excluded : 0 }, [count, count])
  }

  private func halved(_ x: Tensor, to size: Int) -> Tensor {
    x.slice(axis: 1, 0..<2 * size).reshaped([x.shape[0], size, 2, x.shape[2]]).maximum(axis: 2)
  }
}
