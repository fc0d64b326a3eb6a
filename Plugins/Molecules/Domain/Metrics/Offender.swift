/// A molecule that checks find fault with.
public struct Offender: Hashable, Sendable, Codable {
  /// The index in the set, counted from 0.
  public let molecule: Int
  /// The sum of the severities of its violations (`CheckViolation.severity`).
  public let severity: Double
  public let violationCount: Int
  /// The texts of its worst violations, at most five.
  public let reasons: [String]

  init(molecule: Int, _ violations: [CheckViolation]) {
    self.molecule = molecule
    severity = violations.reduce(0) { $0 + $1.severity }
    violationCount = violations.count
    let order = violations.indices.sorted { (-violations[$0].severity, $0) < (-violations[$1].severity, $1) }
    reasons = order.prefix(5).map { violations[$0].description }
  }
}
