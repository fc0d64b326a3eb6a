internal import Files
internal import Networks
internal import Tensors

/// A run that is going on: the vectors, the state, and the loop.
final class TrainingRun {
  private let trainer: Trainer
  private let threads: Int
  private let training: LossProgram
  private let validation: LossProgram?
  private let optimiser: Adam
  private let average: ExponentialMovingAverage
  private let current: TrainingVectors
  private let anchor: TrainingVectors
  private let best: AlignedMemory<Float>
  private var state = TrainingState()
  private var folder: RunFolder?
  private var history: [TrainingRecord] = []
  private var watch = ProgressWatch()

  private var options: TrainingOptions { trainer.options }

  init(_ trainer: Trainer, from initial: AlignedMemory<Float>?) throws {
    self.trainer = trainer
    try trainer.options.validate()
    let tree = trainer.task.parameters
    threads = trainer.options.threads ?? Parallel.defaultThreads
    training = try LossProgram(trainer.task, for: .training, threads: threads)
    if let task = trainer.validation {
      guard TrainingCheckpoint.Layout.of(task.parameters) == TrainingCheckpoint.Layout.of(tree) else {
        throw ProgramError(
          .software, "the validation task has another network than the training task", remedy: "give both the same")
      }
      validation = try LossProgram(task, for: .validation, threads: threads)
    } else {
      validation = nil
    }
    let parameters = tree.initialValues(seed: trainer.options.seed)
    if let initial {
      guard initial.count == tree.count else {
        throw ProgramError(
          .software, "\(initial.count) initial numbers for a network whose parameters take \(tree.count)",
          remedy: "give the parameters of this network")
      }
      parameters.copy(from: initial)
    }
    optimiser = Adam(trainer.options.optimiser, count: tree.count)
    average = ExponentialMovingAverage(decay: trainer.options.averageDecay, startingAt: parameters)
    current = TrainingVectors(parameters, optimiser, average)
    anchor = TrainingVectors(like: current)
    best = AlignedMemory(count: tree.count, filledWith: 0)
    best.copy(from: parameters)
  }

  // MARK: The whole run

  /// Begins the run, or takes up the one in the folder.
  func open(_ start: Trainer.Start) throws {
    guard let path = trainer.folder else { return }
    let hasCheckpoint = try RunFolder.prepare(path)
    if hasCheckpoint {
      guard start == .resuming else {
        throw ProgramError(
          .cannotCreate, "the folder holds a run already", at: .init(file: path),
          remedy: "resume it, or choose another folder")
      }
      let checkpoint = try TrainingCheckpoint(reading: RunFolder.checkpoint(in: path), options, trainer.task.parameters)
      try checkpoint.restore(current, best: best, anchor: anchor)
      state = checkpoint.state
      restoreCounts(state.now.updates)
    }
    // Only now that the checkpoint is known to be good is anything changed.
    history = try RunFolder.history(in: path, upTo: state.now.step)
    folder = try RunFolder(path)
    if hasCheckpoint { report("continues at step \(state.now.step)") }
  }

  /// Trains to the end.
  func complete() throws -> TrainingOutcome {
    watch.start(at: state.seconds, step: state.now.step)
    var reason = reasonToStop
    while reason == nil {
      if trainer.shouldStop() {
        reason = .interrupted
      } else {
        try advance()
        reason = reasonToStop
      }
    }
    let ended = reason ?? .finished
    // Where the run ended by itself, the last step has kept it.
    if ended == .interrupted { try keep() }
    report("\(ended.words) at step \(state.now.step)")
    if state.bestValidationLoss == nil { best.copy(from: current.averaged) }
    return TrainingOutcome(
      reason: ended, best: best, averaged: current.averaged, last: current.parameters, step: state.now.step,
      bestValidationLoss: state.bestValidationLoss, history: history)
  }

  /// A function of the state, so that a run which has ended and is resumed ends at once.
  private var reasonToStop: TrainingOutcome.Reason? {
    if progress >= 1 { return .finished }
    if let patience = options.patience, state.validationsSinceBest >= patience { return .stoppedEarly }
    return nil
  }

  private var progress: Double { options.budget.progress(step: state.now.step, seconds: state.seconds) }

  // MARK: One step

  private func advance() throws {
    let rate = options.schedule.rate(at: progress) * state.rateFactor
    let loss = try training.run(current.parameters, seed: options.seed, step: state.now.step)
    var record = TrainingRecord(step: state.now.step + 1, seconds: 0, loss: loss, rate: rate, events: [])
    var trouble = judge(loss)
    if trouble == nil {
      let norm = optimiser.update(current.parameters, gradient: training.gradient, rate: rate, threads: threads)
      record.gradientNorm = norm
      // The second moment keeps squares, and a single-precision square ends at 10³⁸.
      if norm.isFinite, min(norm, options.optimiser.greatestNorm) < 1e18 {
        average.update(current.parameters, threads: threads)
        state.now.updates += 1
        state.now.smoothedLoss = state.now.smoothedLoss.map { $0 + 0.02 * (loss - $0) } ?? loss
      } else {
        trouble = .gradientNotFinite
      }
    }
    state.now.step += 1
    state.seconds = watch.seconds
    if let trouble { try rollBack(trouble, &record) }

    let progress = progress
    let mark = mark(options.validationInterval, parts: 40, progress)
    // A point that was reached in trouble is made up for by the next good step, or by the last.
    let isPoint = (mark > state.validationMark && trouble == nil) || progress >= 1
    if isPoint {
      state.validationMark = mark
      try validate(&record)
    }
    try log(&record, progress, isPoint)
    if isPoint || watch.isCheckpointDue(after: options.checkpointSeconds) { try keep() }
    if watch.isReportDue || !record.events.isEmpty { report(record.events.message) }
  }

  private func judge(_ loss: Double) -> TrainingTrouble? {
    guard loss.isFinite else { return .lossNotFinite }
    guard state.now.divergence.observe(loss) else { return nil }
    return .lossExploded(loss: loss, threshold: state.now.divergence.threshold ?? .infinity)
  }

  /// How many intervals, or else equal parts of the budget, are over: what is done once in each is due when this grows.
  private func mark(_ interval: Int?, parts: Int, _ progress: Double) -> Int {
    let interval = interval ?? options.budget.steps.map { max(1, $0 / parts) }
    return interval.map { state.now.step / $0 } ?? Int(Double(parts) * progress)
  }

  // MARK: Trouble

  private func rollBack(_ trouble: TrainingTrouble, _ record: inout TrainingRecord) throws {
    guard state.rollbacksInARow < options.rollbackLimit else {
      throw TrainingDivergence(
        step: state.now.step, trouble: trouble, rollbacks: state.rollbacksInARow, rateFactor: state.rateFactor)
    }
    state.rollbacksInARow += 1
    state.isCalm = false
    state.rateFactor /= 2
    current.copy(from: anchor)
    let step = state.now.step
    state.now = state.anchor
    state.now.step = step
    restoreCounts(state.now.updates)
    record.events.append(.rolledBack(trouble: trouble, step: state.anchor.step, rateFactor: state.rateFactor))
  }

  private func restoreCounts(_ updates: Int) {
    optimiser.restore(step: updates, firstMoment: current.firstMoment, secondMoment: current.secondMoment)
    average.restore(step: updates, values: current.averaged)
  }

  /// Makes this the point to go back to, when nothing has been wrong since the last one.
  private func dropAnchor() {
    defer { state.isCalm = true }
    guard state.isCalm, state.now.divergence.excesses == 0 else { return }
    state.rollbacksInARow = 0
    state.anchor = state.now
    anchor.copy(from: current)
  }

  // MARK: Validation

  private func validate(_ record: inout TrainingRecord) throws {
    guard Self.isFinite(current.parameters), Self.isFinite(current.averaged) else {
      return try rollBack(.parametersNotFinite, &record)
    }
    if let validation {
      // A seed of its own keeps validation independent of the steps that have the same numbers.
      let loss = try validation.mean(
        current.averaged, seed: options.seed ^ 0x5641_4C49_4441_5445, batches: options.validationBatches)
      record.validationLoss = loss
      state.validationLoss = loss
      guard loss.isFinite else { return try rollBack(.validationLossNotFinite, &record) }
      if state.bestValidationLoss.map({ loss < $0 }) ?? true {
        state.bestValidationLoss = loss
        state.validationsSinceBest = 0
        best.copy(from: current.averaged)
        record.events.append(.improved)
      } else {
        state.validationsSinceBest += 1
      }
    }
    dropAnchor()
    if reasonToStop == .stoppedEarly { record.events.append(.stoppedEarly) }
  }

  private static func isFinite(_ vector: AlignedMemory<Float>) -> Bool {
    VectorOperations.isFinite(UnsafeBufferPointer(vector.buffer))
  }

  // MARK: Keeping and telling

  private func log(_ record: inout TrainingRecord, _ progress: Double, _ isPoint: Bool) throws {
    let mark = mark(options.logInterval, parts: 200, progress)
    guard mark != state.logMark || isPoint || !record.events.isEmpty else { return }
    state.logMark = mark
    record.seconds = state.seconds
    record.smoothedLoss = state.now.smoothedLoss
    history.append(record)
    try folder?.append(record)
  }

  private func keep() throws {
    try folder?.synchronizeLog()
    if let path = trainer.folder {
      try TrainingCheckpoint.write(
        state, options, trainer.task.parameters, current, best: best, anchor: anchor,
        to: RunFolder.checkpoint(in: path))
    }
    watch.checkpointed()
  }

  private func report(_ message: String?) {
    let rate = watch.stepsPerSecond(at: state.now.step)
    let secondsLeft: Double? =
      switch options.budget {
      case .steps(let count): rate.map { Double(count - state.now.step) / $0 }
      case .minutes(let minutes): max(0, 60 * minutes - state.seconds)
      }
    trainer.reporter.report(
      TrainingProgress(
        step: state.now.step, totalSteps: options.budget.steps, fraction: progress, stepsPerSecond: rate,
        secondsLeft: secondsLeft, loss: state.now.smoothedLoss, validationLoss: state.validationLoss,
        bestValidationLoss: state.bestValidationLoss, message: message))
    watch.reported()
  }
}

extension TrainingOutcome.Reason {
  fileprivate var words: String {
    switch self {
    case .finished: "finished"
    case .stoppedEarly: "stopped early, since validation no longer improves,"
    case .interrupted: "interrupted"
    }
  }
}

extension [TrainingRecord.Event] {
  /// What a person is told of them; improvements show in the numbers.
  fileprivate var message: String? {
    for case .rolledBack(let trouble, let step, let factor) in self {
      return "\(trouble): back to step \(step), at \(factor) times the learning rate"
    }
    return nil
  }
}
