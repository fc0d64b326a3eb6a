public import Files
public import Networks

/// How a network is trained.
public struct TrainingOptions: Hashable, Sendable, Codable {
  public var budget: TrainingBudget
  public var schedule: LearningRateSchedule
  public var optimiser = Adam.Options()
  /// Decay d of the averaged parameters w̄ ← d w̄ + (1 − d) w, which are validated and kept.
  public var averageDecay = 0.999
  /// Steps between validations; a fortieth of the budget when nil.
  ///
  /// With or without a validation task, each is also a point to which a run that diverges may go back.
  public var validationInterval: Int?
  /// Batches over which one validation averages; always the same ones.
  public var validationBatches = 8
  /// Validations without improvement after which the run stops; never when nil.
  public var patience: Int?
  /// Times in a row that the run may go back to its last good state before it gives up.
  public var rollbackLimit = 5
  public var seed: UInt64

  // What follows does not change the trained parameters, and may be changed when a run continues.

  /// Steps between records of the log; a two-hundredth of the budget when nil.
  public var logInterval: Int?
  /// Seconds after which the run is kept on disk, besides every validation.
  public var checkpointSeconds = 60.0
  /// Worker threads; the processors of the machine when nil.
  public var threads: Int?

  public init(budget: TrainingBudget, schedule: LearningRateSchedule, seed: UInt64) {
    self.budget = budget
    self.schedule = schedule
    self.seed = seed
  }

  /// Throws a usage error for the first option that is out of its range.
  public func validate() throws(ProgramError) {
    func require(_ condition: Bool, _ problem: String, _ remedy: String) throws(ProgramError) {
      if !condition { throw ProgramError(.usage, problem, remedy: remedy) }
    }
    switch budget {
    case .steps(let count): try require(count > 0, "a budget of \(count) steps", "train for at least one step")
    case .minutes(let minutes):
      try require(
        minutes > 0 && minutes.isFinite, "a budget of \(minutes) minutes", "give a positive number of minutes")
    }
    switch schedule {
    case .constant(let rate): try require(Self.isRate(rate), "a learning rate of \(rate)", "give a positive number")
    case .cosine(let peak, let last, let warmup):
      try require(Self.isRate(peak), "a peak learning rate of \(peak)", "give a positive number")
      try require(last >= 0 && last.isFinite, "a last learning rate of \(last)", "give a number that is not negative")
      try require((0...1).contains(warmup), "a warm-up over \(warmup) of the run", "give a fraction from 0 to 1")
    }
    for (name, decay) in [
      ("the average's decay", averageDecay), ("the optimiser's beta1", optimiser.beta1),
      ("the optimiser's beta2", optimiser.beta2),
    ] {
      try require(decay >= 0 && decay < 1, "\(name) is \(decay)", "give a number from 0 to below 1")
    }
    try require(
      optimiser.epsilon > 0 && optimiser.epsilon.isFinite, "the optimiser's epsilon is \(optimiser.epsilon)",
      "give a small positive number")
    try require(
      optimiser.decay >= 0 && optimiser.decay.isFinite, "a weight decay of \(optimiser.decay)",
      "give a number that is not negative")
    try require(
      optimiser.greatestNorm > 0, "the gradient is clipped to the norm \(optimiser.greatestNorm)",
      "give a positive number")
    for (name, count) in [
      ("validation interval", validationInterval), ("log interval", logInterval), ("patience", patience),
      ("threads", threads), ("validation batches", validationBatches),
    ] {
      if let count { try require(count > 0, "\(name): \(count)", "give at least 1") }
    }
    try require(rollbackLimit >= 0, "rollback limit: \(rollbackLimit)", "give 0 or more")
    try require(checkpointSeconds >= 0, "checkpoints every \(checkpointSeconds) seconds", "give 0 or more")
  }

  private static func isRate(_ rate: Double) -> Bool { rate > 0 && rate.isFinite }

  /// The name of an option in which `other` would train other parameters, or nil.
  func difference(from other: TrainingOptions) -> String? {
    if seed != other.seed { return "seed" }
    if budget != other.budget { return "budget" }
    if schedule != other.schedule { return "learning rate" }
    if optimiser != other.optimiser { return "optimiser" }
    if averageDecay != other.averageDecay { return "average’s decay" }
    if validationInterval != other.validationInterval { return "validation interval" }
    if validationBatches != other.validationBatches { return "validation batches" }
    if patience != other.patience { return "patience" }
    if rollbackLimit != other.rollbackLimit { return "rollback limit" }
    return nil
  }
}
