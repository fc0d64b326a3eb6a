/// What training found for a domain of densities.
public struct DensityResult: Codable, Hashable, Sendable {
  /// A law in the average.
  public struct Law: Codable, Hashable, Sendable {
    public let name: String
    /// Of the average.
    public let weight: Double
    /// Negative mean log-density of the validation rows, in nats.
    public let validationNLL: Double
  }

  public let steps: Int
  /// The lowest of the network's own loss.
  public let validationLoss: Double?
  /// The learned control first.
  public let laws: [Law]
  /// Rows on which the weights were fitted.
  public let weightRows: Int
  public let averageValidationNLL: Double
  /// Of training, over all parts of the run.
  public let trainingSeconds: Double
}
