/// What `run.json` says: who made the run, of what, how, and what came out.
public struct RunRecord<Configuration: Codable & Hashable & Sendable, Result: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  public enum Status: String, Codable, Hashable, Sendable { case training, finished }

  public struct Data: Codable, Hashable, Sendable {
    /// The file's name, without its folder.
    public let file: String
    public let sha256: String
    public let duplicates: DuplicateCount
    public let trainRows: Int
    public let validationRows: Int
    public let testRows: Int
    /// Of the split file, where there is one.
    public let splitSHA256: String?
  }

  public var format = RunHeader.currentFormat
  public var program: String
  public var version: String
  public var status: Status
  public var configuration: Configuration
  public var request: TrainingRequest
  public var data: Data
  public var result: Result?
  /// Of draws from the learned control, at the end of training.
  public var constraints: ConstraintSummary?
  public var notes: [String]
  /// SHA-256 of the other files that a finished run is read from, by name.
  public var files: [String: String] = [:]
}
