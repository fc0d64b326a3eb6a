internal import Networks
public import Tensors

/// Trains a network: a task's loss and its gradient, Adam, a learning-rate schedule, averaged parameters, validation.
///
///     let outcome = try Trainer(task, validation: heldOut, options: options, folder: "runs/1").run()
///     try ParameterFile.write(outcome.best, of: task.parameters, to: "runs/1/model.safetensors")
///
/// **What is promised.** Every decision is a function of the state that a checkpoint holds. Under a budget of steps,
/// a run that was killed at any moment and continued ends with the same bits as one that was not, for any number of
/// threads. Under a budget of minutes the clock decides the number of steps and the progress of the learning rate;
/// the time that was used is kept, so that a run which continues goes on with the learning rate that it had.
///
/// **Trouble.** A loss, gradient or parameter that is not finite, and a loss that explodes (see `DivergenceGuard`),
/// take the parameters, the optimiser and the average back to the last validation point with nothing wrong, and halve
/// the rate for the rest of the run. The step goes on: what comes next has other randomness, and the budget stays
/// what it was. After `TrainingOptions.rollbackLimit` times in a row the run gives up with a `TrainingDivergence`.
///
/// **On disk.** With a folder, the run keeps `checkpoint.safetensors` (replaced as a whole) and `log.jsonl` there. One
/// program at a time may train in a folder.
public struct Trainer {
  /// Whether a run is new or goes on.
  public enum Start: Hashable, Sendable {
    /// A new run. A folder that holds a run already is an error: nothing is overwritten.
    case anew
    /// The run in the folder goes on; where a kill left no checkpoint, it begins again.
    case resuming
  }

  public static var checkpointName: String { "checkpoint.safetensors" }
  public static var logName: String { "log.jsonl" }

  public let task: any TrainingTask
  /// The loss of held-out rows for the same network.
  public let validation: (any TrainingTask)?
  public let options: TrainingOptions
  /// Where the run is kept; nil: nowhere.
  public let folder: String?
  let reporter: any ProgressReporter
  let shouldStop: () -> Bool

  /// - Parameters:
  ///   - folder: made where it is not there.
  ///   - shouldStop: asked before every step; when it says true the run is kept and returns as interrupted.
  public init(
    _ task: any TrainingTask, validation: (any TrainingTask)? = nil, options: TrainingOptions, folder: String? = nil,
    reporter: any ProgressReporter = SilentReporter(), shouldStop: @escaping () -> Bool = { false }
  ) {
    self.task = task
    self.validation = validation
    self.options = options
    self.folder = folder
    self.reporter = reporter
    self.shouldStop = shouldStop
  }

  /// Trains until the budget is used, the patience is over, or the caller asks to stop.
  ///
  /// - Parameter initial: the parameters to start from; the tree's initial values when nil. A run that resumes has its
  ///   own.
  /// - Throws: `ProgramError` for options out of range (64), for checkpoints and logs that do not belong to this run
  ///   (65), and for files that cannot be read or written; `TensorError` for a task whose loss is no program;
  ///   `TrainingDivergence`; what the task throws.
  public func run(_ start: Start = .anew, from initial: AlignedMemory<Float>? = nil) throws -> TrainingOutcome {
    let run = try TrainingRun(self, from: initial)
    try run.open(start)
    return try run.complete()
  }
}
