/// Minimises a function of points in space by the limited-memory BFGS method, which learns the curvature from its last few steps.
///
/// A step goes along the direction until the value has fallen by 10⁻⁴ of what the slope promised and the slope is at most 0.9
/// of what it was (Wolfe's conditions), found by bisection with cubic interpolation; no point moves farther than 0.3 in
/// one step. A step that does not get there, or a direction that does not descend, starts the memory anew with the steepest descent.
///
/// Source: Nocedal, “Updating quasi-Newton matrices with limited storage” (1980); the search: Lewis and Overton, “Nonsmooth
/// optimization via quasi-Newton methods” (2013), section 4.
package struct LimitedMemoryMinimiser {
  /// The value, and the gradient in the array handed in.
  package typealias Function = ([SIMD3<Double>], inout [SIMD3<Double>]) -> Double

  package private(set) var positions: [SIMD3<Double>]
  package private(set) var value: Double
  package private(set) var gradient: [SIMD3<Double>]
  /// The steps taken.
  package private(set) var steps = 0
  package private(set) var isConverged = false

  private struct Correction {
    var step: [SIMD3<Double>]
    var change: [SIMD3<Double>]
    var product: Double
  }

  private static let memory = 12
  private static let longestMove = 0.3
  private var corrections: [Correction] = []
  private var direction: [SIMD3<Double>]
  private var trial: [SIMD3<Double>]
  private var trialGradient: [SIMD3<Double>]

  /// - Parameters:
  ///   - stepLimit: the most steps.
  ///   - tolerance: the minimum is reached when no point's gradient is longer.
  package init(_ function: Function, from start: [SIMD3<Double>], stepLimit: Int, tolerance: Double) {
    positions = start
    gradient = [SIMD3<Double>](repeating: .zero, count: start.count)
    (direction, trial, trialGradient) = (gradient, start, gradient)
    value = function(start, &gradient)
    while true {
      // Written so that a gradient that is not a number is not converged.
      isConverged = gradient.allSatisfy { ($0 * $0).sum() <= tolerance * tolerance }
      guard !isConverged, steps < stepLimit else { break }
      setDirection()
      if !search(function) {
        // The memory has misled the search, or rounding ends it.
        guard !corrections.isEmpty else { break }
        corrections.removeAll(keepingCapacity: true)
        setDirection()
        guard search(function) else { break }
      }
      steps += 1
    }
  }

  private static func dot(_ one: [SIMD3<Double>], _ other: [SIMD3<Double>]) -> Double {
    var sum = SIMD3<Double>.zero
    for index in one.indices { sum += one[index] * other[index] }
    return sum.sum()
  }

  private static func longest(_ vectors: [SIMD3<Double>]) -> Double {
    vectors.reduce(0) { max($0, ($1 * $1).sum()) }.squareRoot()
  }

  /// Minus the gradient, multiplied by the inverse curvature that the corrections stand for.
  private mutating func setDirection() {
    for index in direction.indices { direction[index] = -gradient[index] }
    guard let latest = corrections.last else { return }
    var weights = [Double](repeating: 0, count: corrections.count)
    for (place, correction) in corrections.enumerated().reversed() {
      let weight = Self.dot(correction.step, direction) / correction.product
      weights[place] = weight
      for index in direction.indices { direction[index] -= weight * correction.change[index] }
    }
    let scale = latest.product / Self.dot(latest.change, latest.change)
    for index in direction.indices { direction[index] *= scale }
    for (place, correction) in corrections.enumerated() {
      let weight = weights[place] - Self.dot(correction.change, direction) / correction.product
      for index in direction.indices { direction[index] += weight * correction.step[index] }
    }
  }

  // MARK: Search

  private struct End {
    var length: Double
    var value: Double
    var slope: Double
  }

  /// Moves to a better place along the direction; false, and nothing is changed, when none is found.
  private mutating func search(_ function: Function) -> Bool {
    let slope = Self.dot(gradient, direction)
    let size = Self.longest(direction)
    guard slope < 0, size > 0, size.isFinite else { return false }
    let greatest = Self.longestMove / size
    // The gradient's own length says nothing about how far to go.
    var length = min(corrections.isEmpty ? min(1, 0.02 / size) : 1, greatest)
    var low = End(length: 0, value: value, slope: slope)
    var high: End?
    let noise = 1e-13 * max(1, abs(value))
    for _ in 0..<30 {
      for index in trial.indices { trial[index] = positions[index] + length * direction[index] }
      let trialValue = function(trial, &trialGradient)
      let end = End(length: length, value: trialValue, slope: Self.dot(trialGradient, direction))
      let isLower = trialValue <= value + 1e-4 * length * slope
      // Where the values' last digits hide a fall, a slope that has become flatter shows it.
      let isFlatter = trialValue <= value + noise && abs(end.slope) <= 0.9 * abs(slope)
      if !isLower, !isFlatter {
        high = end
      } else if end.slope < 0.9 * slope, length < greatest {
        low = end
      } else {
        accept(trialValue)
        return true
      }
      length = high.map { Self.between(low, $0) } ?? min(2.5 * length, greatest)
    }
    return false
  }

  /// Where the cubic through two ends has its minimum, kept off the ends.
  private static func between(_ low: End, _ high: End) -> Double {
    let width = high.length - low.length
    let mean = low.slope + high.slope - 3 * (high.value - low.value) / width
    let root = (mean * mean - low.slope * high.slope).squareRoot()
    let fraction = 1 - (high.slope + root - mean) / (high.slope - low.slope + 2 * root)
    return low.length + width * (fraction.isFinite ? min(max(fraction, 0.1), 0.9) : 0.5)
  }

  private mutating func accept(_ newValue: Double) {
    var correction = corrections.count < Self.memory ? Correction(step: trial, change: trial, product: 0) : corrections.removeFirst()
    for index in trial.indices {
      correction.step[index] = trial[index] - positions[index]
      correction.change[index] = trialGradient[index] - gradient[index]
    }
    correction.product = Self.dot(correction.step, correction.change)
    // A curvature that is not positive would turn the directions uphill.
    let squares = Self.dot(correction.change, correction.change) * Self.dot(correction.step, correction.step)
    if correction.product > 1e-12 * squares.squareRoot() {
      corrections.append(correction)
    }
    swap(&positions, &trial)
    swap(&gradient, &trialGradient)
    value = newValue
  }
}
