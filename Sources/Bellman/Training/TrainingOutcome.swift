public import Tensors

/// What a run came to.
public struct TrainingOutcome {
  public enum Reason: Hashable, Sendable, Codable {
    /// The budget is used.
    case finished
    /// The validation loss has not improved for as long as the patience lasts.
    case stoppedEarly
    /// The caller asked to stop; the run can continue.
    case interrupted
  }

  public let reason: Reason
  /// The averaged parameters with the lowest validation loss; the last averaged ones where nothing was validated.
  public let best: AlignedMemory<Float>
  /// The averaged parameters at the end.
  public let averaged: AlignedMemory<Float>
  /// The parameters at the end, not averaged.
  public let last: AlignedMemory<Float>
  /// Steps taken, those included whose work a rollback undid.
  public let step: Int
  /// Nil where nothing was validated.
  public let bestValidationLoss: Double?
  /// What was logged, from the first step on, also of earlier parts of the run when it has a folder.
  public let history: [TrainingRecord]
}
