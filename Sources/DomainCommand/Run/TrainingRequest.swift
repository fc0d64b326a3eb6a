public import Bellman
public import Files
internal import Networks

/// What a person asks of `train`, besides the domain's own options.
public struct TrainingRequest: Hashable, Sendable, Codable {
  /// Which rows train, validate and test.
  public enum Splitting: Hashable, Sendable, Codable {
    /// Every row, seeded.
    case byRow
    /// Every location once, seeded.
    case byLocation
    /// A file of `row part` lines.
    case file(String)
  }

  public var budget: TrainingBudget
  public var seed: UInt64 = 0
  public var splitting = Splitting.byRow
  public var network: NetworkSize
  public var batchSize: Int
  /// The greatest of the schedule.
  public var learningRate: Double
  /// Worker threads; they change the time and not the result.
  public var threads: Int?

  public init(budget: TrainingBudget, _ defaults: TrainingDefaults = TrainingDefaults()) {
    self.budget = budget
    network = defaults.network
    batchSize = defaults.batchSize
    learningRate = defaults.learningRate
  }

  /// The trainer's options.
  var trainingOptions: TrainingOptions {
    var options = TrainingOptions(
      budget: budget, schedule: .cosine(peak: learningRate, last: learningRate / 100, warmup: 0.02), seed: seed)
    options.optimiser.greatestNorm = 10
    options.checkpointSeconds = 20
    return options
  }

  static func check(threads: Int) throws(ProgramError) {
    guard (1...1024).contains(threads) else {
      throw ProgramError(.usage, "--threads \(threads) is out of range", remedy: "give 1 to 1024")
    }
  }

  /// Throws a usage error for the first number that is out of its range.
  public func validate() throws(ProgramError) {
    func require(_ condition: Bool, _ problem: String, _ remedy: String) throws(ProgramError) {
      if !condition { throw ProgramError(.usage, problem, remedy: remedy) }
    }
    switch budget {
    case .steps(let count): try require(count > 0, "--steps \(count) is not a number of steps", "give 1 or more")
    case .minutes(let minutes):
      try require(minutes > 0 && minutes.isFinite, "--minutes \(minutes) is not a time", "give a positive number")
    }
    try require((1...1 << 14).contains(network.width), "--width \(network.width) is out of range", "give 1 to 16384")
    try require((1...64).contains(network.depth), "--depth \(network.depth) is out of range", "give 1 to 64")
    try require((1...1 << 20).contains(batchSize), "--batch \(batchSize) is out of range", "give 1 to 1048576")
    try require(
      learningRate > 0 && learningRate.isFinite, "--learning-rate \(learningRate) is not a rate",
      "give a positive number")
    if let threads { try Self.check(threads: threads) }
    try trainingOptions.validate()
  }

  /// The option in which `other` would train another model, as a person typed it; nil where there is none.
  func difference(from other: TrainingRequest) -> String? {
    if budget != other.budget {
      switch budget {
      case .steps(let count): return "--steps \(count)"
      case .minutes(let minutes): return "--minutes \(minutes)"
      }
    }
    if seed != other.seed { return "--seed \(seed)" }
    if splitting != other.splitting {
      switch splitting {
      case .byRow: return "a split of all rows"
      case .byLocation: return "--deduplicate"
      case .file(let path): return "--split \(path)"
      }
    }
    if network.width != other.network.width { return "--width \(network.width)" }
    if network.depth != other.network.depth { return "--depth \(network.depth)" }
    if batchSize != other.batchSize { return "--batch \(batchSize)" }
    if learningRate != other.learningRate { return "--learning-rate \(learningRate)" }
    return nil
  }
}
