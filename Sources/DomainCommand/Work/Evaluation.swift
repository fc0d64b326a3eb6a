internal import Foundation

/// How good a run's laws are on rows that training did not see.
package struct Evaluation: Hashable, Sendable, Codable {
  /// A number with its standard error.
  package struct Estimate: Hashable, Sendable, Codable {
    package let value: Double
    package let standardError: Double

    init(meanOf values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / max(count, 1)
      value = mean
      standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1) / max(count, 1))
        .squareRoot()
    }
  }

  package struct Law: Hashable, Sendable, Codable {
    package let name: String
    /// Negative log-likelihood a row, in nats with respect to the space's volume.
    package let nll: Estimate
    /// By how much its NLL is below the first baseline's, row by row: positive is better. Nil for the baseline itself.
    package let gain: Estimate?
    /// ∫p over the space; nil where it was not estimated.
    package let integral: IntegralCheck?
    /// Its share in the average.
    package let weight: Double?
  }

  package struct Flow: Hashable, Sendable, Codable {
    /// Error allowed in each step.
    package let tolerance: Double
    /// Accepted steps, over all pieces of rows.
    package let steps: Int
    /// t at which the flow stops, and the noise that is left there in the space's unit of length.
    package let stoppingTime: Double
    package let stoppingDeviation: Double
  }

  package let program: String
  package let space: String
  package let data: String
  package let part: String
  package let rows: Int
  /// Of the evaluated rows.
  package let duplicates: DuplicateCount
  /// Evaluated rows that are copies of training rows.
  package let copiesOfTraining: Int
  /// The average first, then the learned control, then the baselines, then the average with the validation rows taken in.
  package let laws: [Law]
  package let flow: Flow
  package let verdict: String
  package let beatsBaseline: Bool
  package let notes: [String]
  /// SHA-256 of the parameters that were evaluated.
  package let model: String
  package let seconds: Double

  package var average: Law { laws[0] }
}
