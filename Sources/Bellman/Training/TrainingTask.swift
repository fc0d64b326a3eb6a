public import Networks
public import Tensors

/// What is trained: a loss, recorded once, and how its inputs are filled for a step.
///
/// Denoising score matching, flow matching, bridge matching, implicit score matching and log-variance are all of this
/// form; the trainer knows no other. What a step sees is a function of (seed, step) and the parameters alone, never
/// of history, so that a run which was killed continues to the same bits.
public protocol TrainingTask: Sendable {
  var parameters: ParameterTree { get }
  /// Rows of one step.
  var batchSize: Int { get }

  /// Records the loss of the batch: the mean over `batchSize` rows, as the sum over the micro-batch's rows divided by
  /// `batchSize`. It declares inputs as it likes, and no outputs.
  func loss(_ trace: Trace) -> Tensor

  /// Fills the inputs that `loss` declared.
  /// - Parameters:
  ///   - executor: runs the loss program; its capacity is `batchSize`.
  ///   - parameters: the current parameters, for objectives that simulate.
  ///   - seed, step: coordinates of the step's randomness.
  func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws
}
