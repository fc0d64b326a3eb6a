/// Where a run stands, for a person who watches it.
public struct TrainingProgress: Hashable, Sendable {
  public var step: Int
  /// Nil under a budget of time.
  public var totalSteps: Int?
  /// The part of the budget that is used, from 0 to 1.
  public var fraction: Double
  /// Steps a second since this program began or continued the run; nil before the first.
  public var stepsPerSecond: Double?
  /// Estimated from the rate; nil before the first step.
  public var secondsLeft: Double?
  /// The loss, smoothed over about fifty steps; nil before the first step.
  public var loss: Double?
  /// Of the last validation.
  public var validationLoss: Double?
  public var bestValidationLoss: Double?
  /// What a person should know: a rollback, a new start, the end.
  public var message: String?
}

/// Receives a run's progress, from the thread that trains: several times a second, and whenever there is a message.
public protocol ProgressReporter: Sendable {
  func report(_ progress: TrainingProgress)
}

/// Reports to nobody.
public struct SilentReporter: ProgressReporter {
  public init() {}
  public func report(_ progress: TrainingProgress) {}
}

/// Reports to a closure.
public struct ClosureReporter: ProgressReporter {
  private let body: @Sendable (TrainingProgress) -> Void

  public init(_ body: @escaping @Sendable (TrainingProgress) -> Void) { self.body = body }

  public func report(_ progress: TrainingProgress) { body(progress) }
}
