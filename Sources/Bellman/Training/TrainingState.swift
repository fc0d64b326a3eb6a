/// Everything besides the vectors that decides how a run goes on.
struct TrainingState: Hashable, Sendable, Codable {
  /// What belongs to the parameters, and goes back with them.
  struct Point: Hashable, Sendable, Codable {
    /// The step after which the parameters were so.
    var step = 0
    /// Updates that are in the parameters: the optimiser's and the average's count.
    var updates = 0
    var smoothedLoss: Double?
    var divergence = DivergenceGuard()
  }

  /// Where the run is. Its step never goes back: it is the coordinate of the randomness, and a batch that caused
  /// trouble is not seen again.
  var now = Point()
  /// The last point known to be good.
  var anchor = Point()
  var rollbacksInARow = 0
  /// No trouble since the last validation.
  var isCalm = true
  /// What the scheduled learning rate is multiplied by.
  var rateFactor = 1.0
  /// Seconds of training, over all parts of the run.
  var seconds = 0.0
  var validationMark = 0
  var logMark = 0
  var validationLoss: Double?
  var bestValidationLoss: Double?
  var validationsSinceBest = 0

  /// Whether a state that was read from a file can be one.
  var isValid: Bool {
    // Far more steps than any run has, and far fewer than overflow.
    let counts = 0...(1 << 52)
    return [now, anchor].allSatisfy {
      counts.contains($0.step) && (0...$0.step).contains($0.updates) && $0.divergence.isValid
    } && anchor.step <= now.step && counts.contains(rollbacksInARow) && rateFactor >= 0 && rateFactor <= 1
      && seconds >= 0 && seconds.isFinite && counts.contains(validationMark) && counts.contains(logMark)
      && counts.contains(validationsSinceBest)
  }
}
