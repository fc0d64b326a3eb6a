public import Files
internal import Tensors

/// The continuous ranked probability score of draws for values that were held back: of imputations, of forecasts.
///
/// For one value y and the law F of its draws, CRPS(F, y) = ∫ (F(x) − 1{x ≥ y})² dx = E|X − y| − ½ E|X − X′|, in the unit of the values; the absolute
/// error for a single draw. It is least, on average, for the true law. Values whose truth is missing are left out.
///
/// Source: T. Gneiting, A. E. Raftery, J. American Statistical Association 102 (2007) 359; the sum of quantile losses: Y. Tashiro et al., CSDI, NeurIPS
/// 2021.
public struct ContinuousRankedProbability: Hashable, Sendable, Codable {
  /// Values that were scored.
  public let count: Int
  /// The mean of CRPS(F, y) over the values, for the law that gives each draw the same weight.
  public let mean: Double
  /// The mean with X ≠ X′ as draws: without the bias of a finite number of draws, so that numbers of draws compare. Nil for a single draw.
  public let fair: Double?
  /// Σ CRPS(F, y) / Σ |y|. Nil where every y is 0.
  public let normalised: Double?
  /// (1/19) Σ_q Σ 2 |(y − x_q)(1{y ≤ x_q} − q)| / Σ |y| over the quantiles x_q, q = 0.05, 0.10, …, 0.95, of the draws, interpolated linearly. Nil where
  /// every y is 0.
  public let quantiles: Double?

  /// - Parameters:
  ///   - draws: [draws, values], row-major.
  ///   - truth: [values]; not a number where it is missing.
  /// - Throws: `ProgramError` for draws that are not as many rows as wide as the truth, or not finite where there is a truth; where no truth is there.
  public init(draws: [Double], truth: [Double]) throws(ProgramError) {
    let width = truth.count
    guard width > 0, !draws.isEmpty, draws.count % width == 0 else {
      throw ProgramError(
        .data, "\(draws.count) drawn values for \(width) true ones are no whole number of draws", remedy: "give every draw a value for every true one")
    }
    let number = draws.count / width
    let scored = truth.indices.filter { !truth[$0].isNaN }
    guard !scored.isEmpty else {
      throw ProgramError(.data, "no true value is there to score draws against", remedy: "give the values that were held back")
    }
    let piece = 1024
    let parts = Parallel.map((scored.count + piece - 1) / piece) { part in
      Sums(draws, number, truth, scored[part * piece..<min((part + 1) * piece, scored.count)])
    }
    var total = Sums()
    for part in parts { total.add(part) }
    guard total.isFinite else {
      throw ProgramError(.data, "a drawn or true value is not finite", remedy: "leave out what is missing in the truth, and nothing in the draws")
    }
    count = scored.count
    mean = (total.error - total.spread / Double(number * number)) / Double(count)
    fair = number > 1 ? (total.error - total.spread / Double(number * (number - 1))) / Double(count) : nil
    normalised = total.size > 0 ? mean * Double(count) / total.size : nil
    quantiles = total.size > 0 ? total.quantileLoss / (19 * total.size) : nil
  }

  private struct Sums: Sendable {
    /// Σ E|X − y|
    var error = 0.0
    /// Σ over values of Σ_i<j |x_i − x_j|
    var spread = 0.0
    var quantileLoss = 0.0
    var size = 0.0

    var isFinite: Bool { error.isFinite && spread.isFinite && quantileLoss.isFinite && size.isFinite }

    init() {}

    init(_ draws: [Double], _ number: Int, _ truth: [Double], _ values: ArraySlice<Int>) {
      var sorted = [Double](repeating: 0, count: number)
      for value in values {
        let y = truth[value]
        for draw in 0..<number { sorted[draw] = draws[draw * truth.count + value] }
        sorted.sort()
        var (error, spread) = (0.0, 0.0)
        for (rank, x) in sorted.enumerated() {
          error += abs(x - y)
          spread += Double(2 * rank + 1 - number) * x
        }
        self.error += error / Double(number)
        self.spread += spread
        size += abs(y)
        for step in 1...19 {
          let q = Double(step) / 20
          let place = q * Double(number - 1)
          let below = min(Int(place), number - 1)
          let above = min(below + 1, number - 1)
          let quantile = sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
          quantileLoss += 2 * abs((y - quantile) * ((y <= quantile ? 1 : 0) - q))
        }
      }
    }

    mutating func add(_ other: Sums) {
      error += other.error
      spread += other.spread
      quantileLoss += other.quantileLoss
      size += other.size
    }
  }
}
