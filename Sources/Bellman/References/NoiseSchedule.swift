internal import Foundation

/// How much noise a Brownian reference puts between time t and the target: s(t) = √∫ₜ¹ σ(τ)² dτ, falling from t = 0 to t = 1.
///
/// Geometric: s(t) = largest^(1−t) · smallest^t, so that every octave of noise gets the same time. The process stops at
/// s(1) = `smallest`: what it samples is the target blurred by that much, and a likelihood says so.
public struct NoiseSchedule: Hashable, Sendable, Codable {
  public let smallest: Double
  public let largest: Double

  /// - Throws: `ScheduleError` unless 0 < smallest < largest.
  public init(smallest: Double, largest: Double) throws {
    guard smallest > 0, largest > smallest, largest.isFinite else {
      throw ScheduleError("noise from \(smallest) to \(largest): the levels must be positive and in this order")
    }
    self.smallest = smallest
    self.largest = largest
  }

  private var logRatio: Double { log(largest / smallest) }

  /// s(t)
  public func standardDeviation<Number: ScheduleNumber>(_ time: Number) -> Number {
    (time * -logRatio + log(largest)).exponential()
  }

  /// σ(t)² = −d s²/dt
  public func diffusion<Number: ScheduleNumber>(_ time: Number) -> Number {
    let deviation = standardDeviation(time)
    return deviation * deviation * (2 * logRatio)
  }

  /// The time at which s(t) is this.
  public func time(standardDeviation: Double) -> Double { log(largest / standardDeviation) / logRatio }
}

/// What is wrong with a schedule or a grid, in one line.
public struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
