public import Bellman
internal import Figures

/// What training found, where nothing else is fitted after it.
public struct TrainingResult: Codable, Hashable, Sendable {
  public let steps: Int
  public let validationLoss: Double?
  /// Of training, over all parts of the run.
  public let trainingSeconds: Double

  public init(_ outcome: TrainingOutcome) {
    steps = outcome.step
    validationLoss = outcome.bestValidationLoss
    trainingSeconds = outcome.history.last?.seconds ?? 0
  }
}

extension DomainWork where Result == TrainingResult {
  public func validate(_ result: TrainingResult, _ states: D.States) throws {}

  public static func lines(_ result: TrainingResult) -> [String] {
    [
      "trained \(result.steps) steps in \(Int(result.trainingSeconds.rounded())) s"
        + (result.validationLoss.map { ", validation loss \(NumberText.short($0))" } ?? "")
    ]
  }
}
