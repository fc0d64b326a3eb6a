/// One record of a run's log.
public struct TrainingRecord: Hashable, Sendable, Codable {
  public enum Event: Hashable, Sendable, Codable {
    /// The parameters went back to what they were after step `step`, and the rate was halved.
    case rolledBack(trouble: TrainingTrouble, step: Int, rateFactor: Double)
    /// The validation loss is the lowest yet.
    case improved
    /// The validation loss has not improved for as long as the patience lasts.
    case stoppedEarly
  }

  /// Steps taken, this one included.
  public var step: Int
  /// Seconds of training, over all parts of the run.
  public var seconds: Double
  /// Of this step's batch.
  public var loss: Double
  /// The loss, smoothed over about fifty steps.
  public var smoothedLoss: Double?
  /// Of the averaged parameters, where this step ended with a validation.
  public var validationLoss: Double?
  /// The learning rate of this step.
  public var rate: Double
  /// The gradient's Euclidean norm before clipping; nil when the loss was not finite.
  public var gradientNorm: Double?
  public var events: [Event]
}
