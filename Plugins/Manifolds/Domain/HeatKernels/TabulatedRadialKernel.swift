import Foundation

/// A heat kernel at one σ, tabulated for millions of evaluations.
///
/// What is stored is log K + θ²/2s and its derivative, which stay smooth however small σ is, as piecewise polynomials in
/// δ = π − θ on intervals that shrink in proportion to δ down to the scale s of the layer at the cut locus, where the
/// images of the start meet: four intervals an octave, found from the leading bits of δ.
///
/// Errors: |Δ log K| ≤ 1e-11·max(1, |log K|) and |Δ score| ≤ 1e-11·max(1/σ, |score|).
public struct TabulatedRadialKernel: Sendable {
  /// The kernel tabulated.
  public let kernel: any RadialHeatKernel
  /// σ.
  public let standardDeviation: Double
  private let halfPrecision: Double
  private let precision: Double
  /// Twelve coefficients of the value and twelve of the derivative for each interval, the constant first.
  private let coefficients: [Double]
  /// The number of the octave quarter just below the first tabulated one; closer to the cut locus is interval zero.
  private let firstQuarter: Int
  private let layer: Double
  private let layerReciprocal: Double
  private let rejection: RadialRejection?

  private static var terms: Int { 12 }

  /// Evaluates the kernel some hundred times to some thousand, for σ from 1 to 1e-4: up to a millisecond for the circle,
  /// the odd spheres and SO(3), ten for the even spheres. σ must be positive and finite, else every value is NaN.
  public init(kernel: some RadialHeatKernel, standardDeviation: Double) {
    self.kernel = kernel
    self.standardDeviation = standardDeviation
    rejection = RadialRejection(kernel: kernel, standardDeviation: standardDeviation)
    let variance = standardDeviation * standardDeviation
    precision = 1 / variance
    halfPrecision = 0.5 / variance
    // The zeros of K nearest the real axis lie at δ = ±is/2; an innermost interval of s/16 is far from them.
    let width = standardDeviation > 0 ? min(variance / 16, 0.25) : 0.25
    layer = max(Double(sign: .plus, exponent: width.exponent, significand: 1), 0x1p-60)
    layerReciprocal = 1 / layer
    firstQuarter = Self.quarter(of: layer) - 1
    let count = Self.quarter(of: .pi) - firstQuarter + 1
    var coefficients = [Double]()
    coefficients.reserveCapacity(2 * Self.terms * count)
    for interval in 0..<count {
      let lower = interval == 0 ? 0 : Self.lowerEdge(ofQuarter: firstQuarter + interval)
      let upper = interval == 0 ? layer : Self.lowerEdge(ofQuarter: firstQuarter + interval + 1)
      var values = [Double]()
      var slopes = [Double]()
      for i in 0..<Self.terms {
        let node = cos(.pi * (Double(i) + 0.5) / Double(Self.terms))
        let codistance = lower + (upper - lower) * (1 + node) / 2
        // Past the start the kernel goes on as an even function.
        let distance = Double.pi - codistance
        let exact = kernel.logDensityDerivatives(at: abs(distance), standardDeviation: standardDeviation)
        let score = distance < 0 ? -exact.score : exact.score
        // In the layer at the cut locus the rounding of π − δ is not small: carry it to first order.
        let rounding = (.pi - distance) - codistance
        values.append(exact.value + rounding * score + distance * distance * 0.5 / variance)
        slopes.append(score + rounding * exact.secondDerivative + distance / variance)
      }
      coefficients += Self.polynomial(through: values)
      coefficients += Self.polynomial(through: slopes)
    }
    self.coefficients = coefficients
  }

  /// log K(θ).
  public func logDensity(at distance: Double) -> Double {
    coefficients.withUnsafeBufferPointer { evaluate($0, distance, derivative: false) }
  }

  /// d log K/dθ.
  public func radialScore(at distance: Double) -> Double {
    coefficients.withUnsafeBufferPointer { evaluate($0, distance, derivative: true) }
  }

  /// log K of many distances; the shorter of the two buffers says how many.
  public func logDensities(at distances: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>) {
    coefficients.withUnsafeBufferPointer { table in
      for i in 0..<min(distances.count, output.count) { output[i] = evaluate(table, distances[i], derivative: false) }
    }
  }

  /// d log K/dθ of many distances; the shorter of the two buffers says how many.
  public func radialScores(at distances: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>) {
    coefficients.withUnsafeBufferPointer { table in
      for i in 0..<min(distances.count, output.count) { output[i] = evaluate(table, distances[i], derivative: true) }
    }
  }

  /// A draw of the distance, from the law of this table: exact but for the table's own error. NaN for a bad σ.
  public func sampleDistance(using generator: inout some RandomNumberGenerator) -> Double {
    guard let rejection else { return .nan }
    return rejection.sample(kernel, using: &generator) { logDensity(at: $0) }
  }

  @inline(__always)
  private func evaluate(_ table: UnsafeBufferPointer<Double>, _ distance: Double, derivative: Bool) -> Double {
    guard !distance.isNaN else { return .nan }
    let distance = min(max(distance, 0), .pi)
    let codistance = .pi - distance
    let interval: Int
    let fraction: Double
    if codistance < layer {
      interval = 0
      fraction = codistance * layerReciprocal
    } else {
      interval = Self.quarter(of: codistance) - firstQuarter
      fraction = Self.fraction(of: codistance)
    }
    let t = 2 * fraction - 1
    let start = (2 * interval + (derivative ? 1 : 0)) * Self.terms
    // Two interleaved Horner chains, in t², halve the wait for each product.
    let square = t * t
    var even = table[start + Self.terms - 2]
    var odd = table[start + Self.terms - 1]
    for j in stride(from: Self.terms - 4, through: 0, by: -2) {
      even = even * square + table[start + j]
      odd = odd * square + table[start + j + 1]
    }
    let smooth = even + odd * t
    return derivative ? smooth - distance * precision : smooth - distance * distance * halfPrecision
  }

  /// The exponent and the two leading bits of the fraction.
  @inline(__always)
  private static func quarter(of x: Double) -> Int { Int(x.bitPattern >> 50) }

  private static func lowerEdge(ofQuarter quarter: Int) -> Double { Double(bitPattern: UInt64(quarter) << 50) }

  /// How far x lies into its quarter of an octave, in [0, 1).
  @inline(__always)
  private static func fraction(of x: Double) -> Double {
    Double(bitPattern: (x.bitPattern << 2) & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000) - 1
  }

  /// The coefficients in powers of t ∈ [−1, 1] of the polynomial through values at the Chebyshev nodes.
  private static func polynomial(through values: [Double]) -> [Double] {
    let count = values.count
    var result = [Double](repeating: 0, count: count)
    var before = [Double](repeating: 0, count: count)
    var now = before
    now[0] = 1
    for degree in 0..<count {
      var moment = 0.0
      for (i, value) in values.enumerated() {
        moment += value * cos(.pi * Double(degree) * (Double(i) + 0.5) / Double(count))
      }
      moment *= (degree == 0 ? 1 : 2) / Double(count)
      for j in 0..<count { result[j] += moment * now[j] }
      // T_{k+1} = 2tT_k − T_{k−1}, the first step without the factor.
      var next = [Double](repeating: 0, count: count)
      for j in 0..<count {
        next[j] = (j == 0 ? 0 : (degree == 0 ? 1 : 2) * now[j - 1]) - before[j]
      }
      before = now
      now = next
    }
    return result
  }
}
