/// What a check found in a set of molecules.
public struct CheckSummary: Hashable, Sendable, Codable {
  public let name: String
  /// Of the excess.
  public let unit: String
  /// The molecules without a violation.
  public let passing: Rate
  public let violationCount: Int
  /// 0 when there is no violation.
  public let largestExcess: Double
}
