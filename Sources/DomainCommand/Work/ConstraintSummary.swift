/// How many samples break a check, and the worst of them.
public struct ConstraintSummary: Hashable, Sendable, Codable {
  public struct Check: Hashable, Sendable, Codable {
    public let name: String
    /// Samples that break it.
    public let count: Int
    /// NaN for a sample that is not finite.
    public let worst: Double

    public init(name: String, count: Int, worst: Double) {
      self.name = name
      self.count = count
      self.worst = worst
    }
  }

  public let samples: Int
  /// The checks that are broken by some sample.
  public let broken: [Check]

  public var holds: Bool { broken.isEmpty }

  public init(samples: Int, broken: [Check]) {
    self.samples = samples
    self.broken = broken
  }

  public var description: String {
    guard !holds else { return "all \(samples) samples are in the space and keep every constraint" }
    return broken.map { "\($0.count) of \(samples) samples break “\($0.name)”, by \(Float($0.worst)) at worst" }
      .joined(separator: "; ")
  }
}
