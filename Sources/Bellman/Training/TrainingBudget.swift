/// How long a run trains.
public enum TrainingBudget: Hashable, Sendable, Codable {
  /// This many steps. Progress is step/steps, and a run that was killed ends in the same bits as one that was not.
  case steps(Int)
  /// This many minutes of the clock, over all parts of the run together.
  ///
  /// Time decides how many steps there are, so two runs differ. What is kept is the time used: a run that continues
  /// has the learning rate that it had, and ends when the whole budget is used.
  case minutes(Double)

  /// The number of steps, where it is known beforehand.
  public var steps: Int? {
    if case .steps(let count) = self { count } else { nil }
  }

  /// The part of training that is done, from 0 to 1.
  func progress(step: Int, seconds: Double) -> Double {
    switch self {
    case .steps(let count): min(1, Double(step) / Double(max(count, 1)))
    case .minutes(let minutes): min(1, max(0, seconds / (60 * minutes)))
    }
  }
}
