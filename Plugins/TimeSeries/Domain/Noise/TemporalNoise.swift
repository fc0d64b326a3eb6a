public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// Gaussian noise for series of several channels: each channel a process of its own, correlated in time, independent of the others.
///
/// Numbers of a series are [time, channel], row after row. Values are functions of the seed and of the series' number, not of threads.
public struct TemporalNoise: Sendable {
  /// One for each channel, all at the same times.
  public let factors: [TemporalFactor]

  public var channelCount: Int { factors.count }
  public var length: Int { factors[0].times.count }
  /// Numbers of a series.
  public var width: Int { length * channelCount }

  /// - Parameters:
  ///   - kernels: one for each channel.
  /// - Throws: `ProgramError`, as `TemporalFactor` does.
  public init(_ kernels: [TemporalKernel], times: [Double], nugget: Double = 0) throws(ProgramError) {
    guard !kernels.isEmpty else { throw ProgramError(.data, "noise without channels", remedy: "give a kernel for each channel") }
    var known: [TemporalKernel: TemporalFactor] = [:]
    var factors: [TemporalFactor] = []
    for kernel in kernels {
      let factor = if let factor = known[kernel] { factor } else { try TemporalFactor(kernel, times: times, nugget: nugget) }
      known[kernel] = factor
      factors.append(factor)
    }
    self.factors = factors
  }

  /// Replaces all series by their products with the channels' factors: white noise to paths, or paths to white noise.
  public func apply(_ product: TemporalFactor.Product, to series: inout SeriesArray) {
    precondition(series.length == length && series.channels == channelCount, "series of the noise's times and channels")
    let count = series.count
    series.values.withUnsafeMutableBufferPointer { buffer in
      // Each series is written by one worker.
      nonisolated(unsafe) let values = buffer
      Parallel.forEach(count, threads: Parallel.defaultThreads) { _, number in
        apply(product, to: UnsafeMutableBufferPointer(rebasing: values[number * width..<(number + 1) * width]))
      }
    }
  }

  /// The same for one series, in place.
  public func apply(_ product: TemporalFactor.Product, to series: UnsafeMutableBufferPointer<Double>) {
    for (channel, factor) in factors.enumerated() { factor.apply(product, to: series, first: channel, stride: channelCount) }
  }

  /// Independent series.
  public func draws(count: Int, _ randomness: RandomCoordinates) -> SeriesArray {
    var series = SeriesArray(zeros: count, length: length, channels: channelCount)
    series.values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let values = buffer
      Parallel.forEach(count, threads: Parallel.defaultThreads) { _, number in
        var generator = randomness.generator(row: number)
        let one = UnsafeMutableBufferPointer(rebasing: values[number * width..<(number + 1) * width])
        for place in one.indices { one[place] = generator.normal() }
        apply(.colour, to: one)
      }
    }
    return series
  }

  /// ln N(x; 0, Σ) of each series.
  public func logDensity(_ series: SeriesArray) -> [Double] {
    var white = series
    apply(.whiten, to: &white)
    let constant = factors.reduce(0) { $0 + $1.logDeterminant } + Double(width) * log(2 * .pi)
    return (0..<series.count).map { number in -0.5 * (white.series(number).reduce(0) { $0 + $1 * $1 } + constant) }
  }

  /// ∇ ln N(x; 0, Σ) = −Σ⁻¹ x of each series.
  public func score(_ series: SeriesArray) -> SeriesArray {
    var result = series
    apply(.whiten, to: &result)
    apply(.whitenTransposed, to: &result)
    for place in result.values.indices { result.values[place].negate() }
    return result
  }
}
