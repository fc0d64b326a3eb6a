public import Files
internal import Foundation

/// The Cholesky factor L of the covariance Σ = L Lᵀ of a path of a stationary process at given times, as a recursion: products with L, L⁻¹ and their
/// transposes take a time proportional to the length.
///
/// The recursion is the Kalman filter's innovations form, xₜ = H mₜ + √Sₜ zₜ, mₜ₊₁ = Aₜ mₜ + gₜ (xₜ − H mₜ). What the filter has to find depends on the
/// times alone and is found once, for all paths.
///
/// Source: B. D. O. Anderson, J. B. Moore, Optimal Filtering (1979), ch. 9.
public struct TemporalFactor: Sendable {
  public let kernel: TemporalKernel
  public let times: [Double]
  /// The variance of independent noise on every value, of which Σ is the covariance too.
  public let nugget: Double
  /// ln det Σ
  public let logDeterminant: Double
  private let space: StateSpace
  /// √Sₜ
  private let scales: [Double]
  /// Aₜ, the elements of all blocks; for all times but the last.
  private let transitions: [Double]
  /// gₜ
  private let gains: [Double]

  /// - Parameters:
  ///   - times: strictly increasing.
  ///   - nugget: not negative.
  /// - Throws: `ProgramError` for parameters out of range, times that do not increase, and a covariance that is singular (a periodic kernel by itself
  ///   on more times than it has states).
  public init(_ kernel: TemporalKernel, times: [Double], nugget: Double = 0) throws(ProgramError) {
    guard nugget.isFinite, nugget >= 0 else {
      throw ProgramError(.data, "the variance of observation noise is \(nugget)", remedy: "give zero or a positive number")
    }
    guard let first = times.first, first.isFinite else { throw ProgramError(.data, "a path without times", remedy: "give one time or more") }
    for (number, pair) in zip(times, times.dropFirst()).enumerated() {
      guard pair.0 < pair.1, pair.1.isFinite else {
        throw ProgramError(.data, "time \(number + 2), \(pair.1), does not come after \(pair.0)", remedy: "give strictly increasing times")
      }
    }
    (self.kernel, self.times, self.nugget) = (kernel, times, nugget)
    let space = try StateSpace(kernel)
    self.space = space
    let (size, noise) = (space.size, space.whiteVariance + nugget)
    var covariance = space.stationaryCovariance
    var (scales, transitions, gains) = ([Double](), [Double](), [Double]())
    transitions.reserveCapacity((times.count - 1) * space.transitionSize)
    gains.reserveCapacity((times.count - 1) * size)
    var gap = Double.nan
    var step: (matrices: [Double], noise: [Double]) = ([], [])
    let least = space.isFinite ? 1e-12 * kernel.variance : 0
    for time in times.indices {
      var seen = [Double](repeating: 0, count: size)
      for offset in space.offsets { for i in 0..<size { seen[i] += covariance[i * size + offset] } }
      let variance = space.offsets.reduce(noise) { $0 + seen[$1] }
      guard variance > least, variance.isFinite else {
        throw ProgramError(
          .data, "with the kernel \(kernel) the value at time \(times[time]) follows from those before it, so that paths have no density",
          remedy: "add white noise or a nugget")
      }
      scales.append(variance.squareRoot())
      guard time + 1 < times.count else { break }
      if times[time + 1] - times[time] != gap {
        gap = times[time + 1] - times[time]
        step = space.transition(over: gap)
      }
      let gain = seen.map { $0 / variance }
      transitions += step.matrices
      gains += space.product(step.matrices, gain)
      covariance = space.predicted(space.updated(covariance, gain: gain, noise: noise), step)
    }
    (self.scales, self.transitions, self.gains) = (scales, transitions, gains)
    logDeterminant = 2 * scales.reduce(0) { $0 + log($1) }
  }

  // MARK: Products, in place

  /// The four products with the factor.
  public enum Product: Hashable, Sendable {
    /// L z: white noise to a path.
    case colour
    /// L⁻¹ x: a path to white noise.
    case whiten
    /// Lᵀ x
    case colourTransposed
    /// L⁻ᵀ z
    case whitenTransposed
  }

  /// Replaces paths by their products with the factor.
  /// - Parameters:
  ///   - values: the path's numbers are values[first + t·stride].
  public func apply(_ product: Product, to values: UnsafeMutableBufferPointer<Double>, first: Int = 0, stride: Int = 1) {
    precondition(first + (times.count - 1) * stride < values.count, "a value for every time")
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * max(space.size, 1)) { room in
      room.initialize(repeating: 0)
      let state = UnsafeMutableBufferPointer(rebasing: room[..<space.size])
      let next = UnsafeMutableBufferPointer(rebasing: room[space.size..<2 * space.size])
      switch product {
      case .colour, .whiten: forward(product == .colour, values, first, stride, state, next)
      case .colourTransposed, .whitenTransposed: backward(product == .colourTransposed, values, first, stride, state, next)
      }
    }
  }

  /// The same for a path of its own.
  public func applying(_ product: Product, to path: [Double]) -> [Double] {
    var values = path
    values.withUnsafeMutableBufferPointer { apply(product, to: $0) }
    return values
  }

  private func forward(
    _ isColouring: Bool, _ values: UnsafeMutableBufferPointer<Double>, _ first: Int, _ stride: Int,
    _ state: UnsafeMutableBufferPointer<Double>, _ next: UnsafeMutableBufferPointer<Double>
  ) {
    let (count, size) = (times.count, space.size)
    scales.withUnsafeBufferPointer { scales in
      transitions.withUnsafeBufferPointer { transitions in
        gains.withUnsafeBufferPointer { gains in
          var place = first
          for time in 0..<count {
            var mean = 0.0
            for offset in space.offsets { mean += state[offset] }
            let innovation: Double
            if isColouring {
              innovation = scales[time] * values[place]
              values[place] = mean + innovation
            } else {
              innovation = values[place] - mean
              values[place] = innovation / scales[time]
            }
            place += stride
            guard time + 1 < count else { break }
            space.multiply(transitions, time * space.transitionSize, state, next)
            for i in 0..<size { state[i] = next[i] + gains[time * size + i] * innovation }
          }
        }
      }
    }
  }

  private func backward(
    _ isColouring: Bool, _ values: UnsafeMutableBufferPointer<Double>, _ first: Int, _ stride: Int,
    _ state: UnsafeMutableBufferPointer<Double>, _ next: UnsafeMutableBufferPointer<Double>
  ) {
    let (count, size) = (times.count, space.size)
    scales.withUnsafeBufferPointer { scales in
      transitions.withUnsafeBufferPointer { transitions in
        gains.withUnsafeBufferPointer { gains in
          var place = first + (count - 1) * stride
          for time in (0..<count).reversed() {
            var carried = 0.0
            if time + 1 < count { for i in 0..<size { carried += gains[time * size + i] * state[i] } }
            let mean: Double
            if isColouring {
              mean = values[place]
              values[place] = scales[time] * (values[place] + carried)
            } else {
              values[place] = values[place] / scales[time] + carried
              mean = -values[place]
            }
            if time + 1 < count {
              space.multiply(transitions, time * space.transitionSize, state, next, isTransposed: true)
              for i in 0..<size { state[i] = next[i] }
            }
            for offset in space.offsets { state[offset] += mean }
            place -= stride
          }
        }
      }
    }
  }

  // MARK: Densities

  /// ln N(x; 0, Σ), Σ with the nugget.
  public func logDensity(_ path: [Double]) -> Double {
    let white = applying(.whiten, to: path)
    return -0.5 * (white.reduce(0) { $0 + $1 * $1 } + logDeterminant + Double(times.count) * log(2 * .pi))
  }

  /// ∇ ln N(x; 0, Σ) = −Σ⁻¹ x.
  public func score(_ path: [Double]) -> [Double] {
    applying(.whitenTransposed, to: applying(.whiten, to: path)).map { -$0 }
  }

  /// Σ x.
  public func covarianceProduct(_ path: [Double]) -> [Double] {
    applying(.colour, to: applying(.colourTransposed, to: path))
  }
}
