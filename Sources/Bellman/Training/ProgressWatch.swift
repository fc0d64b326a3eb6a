/// The clock of a run: how long it has trained, and what is due.
struct ProgressWatch {
  private static var reportSeconds: Double { 0.1 }

  private let clock = ContinuousClock()
  private var beginning = ContinuousClock.now
  private var earlierSeconds = 0.0
  private var firstStep = 0
  private var lastCheckpoint = ContinuousClock.now
  private var lastReport = ContinuousClock.now

  /// Begins to count, for a run that has trained for `seconds` and `step` steps before.
  mutating func start(at seconds: Double, step: Int) {
    beginning = clock.now
    earlierSeconds = seconds
    firstStep = step
    lastCheckpoint = beginning
    lastReport = beginning
  }

  /// Seconds of training, over all parts of the run.
  var seconds: Double { earlierSeconds + secondsHere }

  private var secondsHere: Double { (clock.now - beginning) / .seconds(1) }

  func stepsPerSecond(at step: Int) -> Double? {
    let seconds = secondsHere
    return step > firstStep && seconds > 0 ? Double(step - firstStep) / seconds : nil
  }

  func isCheckpointDue(after seconds: Double) -> Bool { (clock.now - lastCheckpoint) / .seconds(1) >= seconds }

  mutating func checkpointed() { lastCheckpoint = clock.now }

  var isReportDue: Bool { (clock.now - lastReport) / .seconds(1) >= Self.reportSeconds }

  mutating func reported() { lastReport = clock.now }
}
