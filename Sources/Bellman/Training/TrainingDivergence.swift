public import Files

/// A run gave up: it met trouble again and again, each time at half the rate.
public struct TrainingDivergence: Error, Hashable, Sendable, CustomStringConvertible {
  /// The step of the last trouble.
  public let step: Int
  public let trouble: TrainingTrouble
  /// Rollbacks in a row that did not help.
  public let rollbacks: Int
  /// What the scheduled learning rate was multiplied by at the end.
  public let rateFactor: Double

  /// The error as a program prints it.
  public var programError: ProgramError {
    ProgramError(
      .data,
      "training diverged at step \(step): \(trouble), after \(rollbacks) rollbacks in a row and at "
        + "\(rateFactor) times the learning rate",
      remedy: "lower the learning rate, clip the gradient, or check the data for wild values")
  }

  public var description: String { programError.description }
}
