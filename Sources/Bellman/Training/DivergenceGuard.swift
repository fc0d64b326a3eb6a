/// Tells when a loss explodes, from the losses of the steps before.
///
/// With the median m and the scaled median absolute deviation s of the last 128 ordinary losses, and s₀ the scale at
/// the start of the run, a loss is beyond belief above
///
///     m + 10 max(s, |m|, 10⁻⁶ s₀),
///
/// and the loss has exploded when seven in a row are. The rule does not mind a loss that is negative or crosses zero,
/// a batch with wild rows, or jitter at the bottom of a perfect fit; a normal or a log-normal loss (σ ≤ 1) sets it
/// off less than once in 10¹⁴ steps. Losses beyond belief are not counted among the ordinary ones. While fewer than
/// 16 losses are known the factor is 1000, so that a rate that is far too large from the first step on is still seen.
///
/// The rule is a function of the losses alone, and its memory belongs to the run's state.
struct DivergenceGuard: Hashable, Sendable, Codable {
  private static var windowLength: Int { 128 }
  private static var excessLimit: Int { 7 }
  /// Ordinary losses between two looks at the window; what is looked up rarely costs nothing.
  private static var refreshInterval: Int { 16 }

  /// A ring of the last ordinary losses.
  private var window: [Double] = []
  private var position = 0
  private var initialScale = 0.0
  private(set) var threshold: Double?
  /// Losses beyond belief since the last ordinary one.
  private(set) var excesses = 0

  /// Takes in a finite loss; true when the loss has exploded.
  mutating func observe(_ loss: Double) -> Bool {
    if let threshold, loss > threshold {
      excesses += 1
      return excesses >= Self.excessLimit
    }
    excesses = 0
    if window.count < Self.windowLength {
      if window.isEmpty { window.reserveCapacity(Self.windowLength) }
      window.append(loss)
    } else {
      window[position] = loss
    }
    position = (position + 1) % Self.windowLength
    if window.count < Self.refreshInterval || position % Self.refreshInterval == 0 { refresh() }
    return false
  }

  private mutating func refresh() {
    let isYoung = window.count < Self.refreshInterval
    let center: Double
    let deviation: Double
    (center, deviation) = withUnsafeTemporaryAllocation(of: Double.self, capacity: window.count) { sorted in
      _ = sorted.initialize(from: window)
      let center = Self.median(sorted)
      for index in sorted.indices { sorted[index] = abs(sorted[index] - center) }
      // 1.4826 makes the median absolute deviation the standard deviation of a normal law.
      return (center, 1.4826 * Self.median(sorted))
    }
    if isYoung || initialScale == 0 { initialScale = max(initialScale, deviation, abs(center)) }
    let scale = max(deviation, abs(center), 1e-6 * initialScale)
    threshold = scale > 0 ? center + (isYoung ? 1000 : 10) * scale : nil
  }

  /// The median, in place and without allocating: an insertion sort, for the few numbers that there are.
  private static func median(_ values: UnsafeMutableBufferPointer<Double>) -> Double {
    for end in values.indices.dropFirst() {
      let value = values[end]
      var place = end
      while place > 0, values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
    }
    return values.isEmpty ? 0 : values[values.count / 2]
  }

  /// Whether a guard that was read from a file can be one.
  var isValid: Bool {
    window.count <= Self.windowLength && window.allSatisfy(\.isFinite) && initialScale.isFinite
      && (0..<Self.windowLength).contains(position) && (window.count == Self.windowLength || position == window.count)
      && (0...Self.excessLimit).contains(excesses)
  }
}
