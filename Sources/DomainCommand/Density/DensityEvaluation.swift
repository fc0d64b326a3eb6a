internal import Files

/// How good a run's laws are on rows that training did not see.
public struct DensityEvaluation: RunEvaluation, Hashable {
  /// A number with its standard error.
  public struct Estimate: Hashable, Sendable, Codable {
    public let value: Double
    public let standardError: Double

    init(meanOf values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / max(count, 1)
      value = mean
      standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1) / max(count, 1))
        .squareRoot()
    }
  }

  public struct Law: Hashable, Sendable, Codable {
    public let name: String
    /// Negative log-likelihood a row, in nats with respect to the space's volume.
    public let nll: Estimate
    /// By how much its NLL is below the first baseline's, row by row: positive is better. Nil for the baseline itself.
    public let gain: Estimate?
    /// ∫p over the space; nil where it was not estimated.
    public let integral: IntegralCheck?
    /// Its share in the average.
    public let weight: Double?
  }

  public struct Flow: Hashable, Sendable, Codable {
    /// Error allowed in each step.
    public let tolerance: Double
    /// Accepted steps, over all pieces of rows.
    public let steps: Int
    /// t at which the flow stops, and the noise that is left there in the space's unit of length.
    public let stoppingTime: Double
    public let stoppingDeviation: Double
  }

  public let program: String
  public let space: String
  public let data: String
  public let part: String
  public let rows: Int
  /// Of the evaluated rows.
  public let duplicates: DuplicateCount
  /// Evaluated rows that are copies of training rows.
  public let copiesOfTraining: Int
  /// The average first, then the learned control, then the baselines, then the average with the validation rows taken in.
  public let laws: [Law]
  public let flow: Flow
  public let verdict: String
  public let beatsBaseline: Bool
  public let notes: [String]
  /// SHA-256 of the parameters that were evaluated.
  public let model: String
  public let seconds: Double

  public var average: Law { laws[0] }
  public var suitsReport: Bool { part == DataSplit.Part.test.name && !laws.isEmpty }
}
