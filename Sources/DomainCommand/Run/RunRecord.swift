/// What `run.json` says: who made the run, of what, how, and what came out.
package struct RunRecord<Configuration: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  package enum Status: String, Codable, Hashable, Sendable { case training, finished }

  package struct Data: Codable, Hashable, Sendable {
    /// The file's name, without its folder.
    package let file: String
    package let sha256: String
    package let duplicates: DuplicateCount
    package let trainRows: Int
    package let validationRows: Int
    package let testRows: Int
    /// Of the split file, where there is one.
    package let splitSHA256: String?
  }

  /// A law in the average.
  package struct Law: Codable, Hashable, Sendable {
    package let name: String
    /// Of the average.
    package let weight: Double
    /// Negative mean log-density of the validation rows, in nats.
    package let validationNLL: Double
  }

  package struct Result: Codable, Hashable, Sendable {
    package let steps: Int
    /// The lowest of the network's own loss.
    package let validationLoss: Double?
    /// The learned control first.
    package let laws: [Law]
    /// Rows on which the weights were fitted.
    package let weightRows: Int
    package let averageValidationNLL: Double
    /// Of training, over all parts of the run.
    package let trainingSeconds: Double
  }

  package var format = RunHeader.currentFormat
  package var program: String
  package var version: String
  package var status: Status
  package var configuration: Configuration
  package var request: TrainingRequest
  package var data: Data
  package var result: Result?
  /// Of draws from the learned control, at the end of training.
  package var constraints: ConstraintSummary?
  package var notes: [String]
  /// SHA-256 of the other files that a finished run is read from, by name.
  package var files: [String: String] = [:]
}
