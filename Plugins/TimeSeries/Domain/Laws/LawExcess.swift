/// How far a law is from holding.
public struct LawExcess: Hashable, Sendable, Codable {
  public let law: String
  /// Where it is broken most; nil where it is about the whole series, or holds.
  public let row: Int?
  /// In the unit of the law's quantities; 0 where it holds, infinite where it cannot be worked out.
  public let amount: Double
}
