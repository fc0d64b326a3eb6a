public import Bellman
public import Files
internal import Foundation
internal import Tensors

/// Conditioning processes that are correlated in time on values at some of the times, in a time proportional to the length.
///
/// Matheron's rule on state spaces: with o the observed times and r the variance of the observations' noise,
///
///     x ← x + Σ·ₒ (Σₒₒ + r)⁻¹ (y + noise − xₒ),
///
/// where Σₒₒ⁻¹ goes through the factor at the observed times and Σ·ₒ through the one at all times: what the Kalman smoother gives, for draws. Without noise
/// the values are put where they were observed, to the last bit. There is no bias where the process is as stated.
public struct PathConditioning: Sendable {
  public let noise: TemporalNoise
  public let mean: [Double]
  /// One for each channel: which times are observed, the values there, and their factor; nil without observations.
  private let channels: [(places: [Int], values: [Double], factor: TemporalFactor)?]
  private let observationNoise: Double

  /// - Parameters:
  ///   - mean: of the process, [time, channel].
  ///   - observed: [time, channel]; what is not observed is not a number.
  ///   - observationNoise: the variance of independent noise on what is observed.
  /// - Throws: `ProgramError` where sizes do not match.
  public init(_ noise: TemporalNoise, mean: [Double], observed: [Double], observationNoise: Double = 0) throws(ProgramError) {
    guard mean.count == noise.width, observed.count == noise.width else {
      throw ProgramError(
        .data, "\(mean.count) means and \(observed.count) observations for series of \(noise.width) numbers",
        remedy: "give one for every time and channel; NaN for what is not observed")
    }
    guard mean.allSatisfy(\.isFinite) else { throw ProgramError(.data, "a mean that is no number", remedy: "give finite means") }
    (self.noise, self.mean, self.observationNoise) = (noise, mean, observationNoise)
    let width = noise.channelCount
    var channels: [(places: [Int], values: [Double], factor: TemporalFactor)?] = []
    for (channel, factor) in noise.factors.enumerated() {
      let places = (0..<noise.length).filter { observed[$0 * width + channel].isFinite }
      guard !places.isEmpty else {
        channels.append(nil)
        continue
      }
      let at = try TemporalFactor(factor.kernel, times: places.map { factor.times[$0] }, nugget: factor.nugget + observationNoise)
      channels.append((places, places.map { observed[$0 * width + channel] }, at))
    }
    self.channels = channels
  }

  /// Moves draws of the process, mean included, to draws given the observations.
  public func condition(_ series: inout SeriesArray, _ randomness: RandomCoordinates) {
    precondition(series.length == noise.length && series.channels == noise.channelCount, "series of the process")
    let (count, width) = (series.count, noise.width)
    series.values.withUnsafeMutableBufferPointer { buffer in
      // Each series is written by one worker.
      nonisolated(unsafe) let values = buffer
      Parallel.forEach(count, threads: Parallel.defaultThreads) { _, number in
        var generator = randomness.generator(row: number)
        move(UnsafeMutableBufferPointer(rebasing: values[number * width..<(number + 1) * width])) { generator.normal() }
      }
    }
  }

  /// The mean given the observations.
  public var conditionalMean: [Double] {
    var values = mean
    values.withUnsafeMutableBufferPointer { move($0) { 0 } }
    return values
  }

  private func move(_ values: UnsafeMutableBufferPointer<Double>, _ normal: () -> Double) {
    let width = noise.channelCount
    for (channel, part) in channels.enumerated() {
      guard let (places, observed, factor) = part else { continue }
      let deviation = observationNoise.squareRoot()
      let residuals = places.indices.map { observed[$0] + (deviation > 0 ? deviation * normal() : 0) - values[places[$0] * width + channel] }
      let shares = factor.score(residuals)
      var correction = [Double](repeating: 0, count: noise.length)
      for (place, share) in zip(places, shares) { correction[place] = -share }
      correction = noise.factors[channel].covarianceProduct(correction)
      for (time, change) in correction.enumerated() { values[time * width + channel] += change }
      if observationNoise == 0 { for (place, value) in zip(places, observed) { values[place * width + channel] = value } }
    }
  }
}
