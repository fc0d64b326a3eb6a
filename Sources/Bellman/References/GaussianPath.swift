internal import Foundation

/// X_t = α(t) X₁ + γ(t) ε with standard normal ε: the noised data of a linear reference process on Rⁿ.
public enum GaussianPath: Hashable, Sendable, Codable {
  /// α = t, γ = 1 − t: the straight path of flow matching. Its rates are infinite at t = 0, where it forgets the data; a flow that needs
  /// them starts a little later.
  case linear
  /// Ornstein–Uhlenbeck over the given horizon T: α = e^{−T(1−t)}, γ² = 1 − α².
  case ornsteinUhlenbeck(horizon: Double)
  /// α = 1, γ geometric from `largest` to `smallest`.
  case varianceExploding(smallest: Double, largest: Double)

  /// α(t)
  public func scale<Number: ScheduleNumber>(_ time: Number) -> Number {
    switch self {
    case .linear: time
    case .ornsteinUhlenbeck(let horizon): ((time + -1) * horizon).exponential()
    case .varianceExploding: time * 0 + 1
    }
  }

  /// γ(t)
  public func deviation<Number: ScheduleNumber>(_ time: Number) -> Number {
    switch self {
    case .linear: -time + 1
    case .ornsteinUhlenbeck(let horizon): (-((time + -1) * (2 * horizon)).exponentialMinusOne()).squareRoot()
    case .varianceExploding(let smallest, let largest):
      (time * -log(largest / smallest) + log(largest)).exponential()
    }
  }

  /// α′(t)/α(t)
  public func scaleRate<Number: ScheduleNumber>(_ time: Number) -> Number {
    switch self {
    case .linear: (time * 0 + 1) / time
    case .ornsteinUhlenbeck(let horizon): time * 0 + horizon
    case .varianceExploding: time * 0
    }
  }

  /// η(t) = γ² α′/α − γ γ′: half the squared noise of the memoryless reference process.
  public func noiseRate<Number: ScheduleNumber>(_ time: Number) -> Number {
    switch self {
    case .linear: (-time + 1) / time
    case .ornsteinUhlenbeck(let horizon): time * 0 + horizon
    case .varianceExploding(let smallest, let largest):
      deviation(time) * deviation(time) * log(largest / smallest)
    }
  }
}
