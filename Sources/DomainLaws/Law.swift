/// Something that every domain must obey: what it says, how far a measurement may be from it, and how it is measured.
///
///     for result in DomainLaws.check(domain) { #expect(result.passed, "\(result)") }
public struct Law: Sendable {
  /// What a table calls it, “exponential and logarithm”.
  public let name: String
  /// What it says, in a sentence.
  public let statement: String
  /// The largest measured value with which the law holds.
  public let tolerance: Double
  private let measure: @Sendable (UInt64) throws -> Measurement

  /// - Parameter measure: the measured value for a seed, a distance from the law that is zero at best.
  public init(
    _ name: String, _ statement: String, tolerance: Double, measure: @escaping @Sendable (UInt64) throws -> Measurement
  ) {
    self.name = name
    self.statement = statement
    self.tolerance = tolerance
    self.measure = measure
  }

  /// Measures the law. What is thrown on the way is a result, too: a law that cannot be measured does not hold.
  public func check(seed: UInt64 = 0) -> LawResult {
    do {
      let measurement = try measure(seed)
      return LawResult(
        law: name, statement: statement, measured: measurement.value, tolerance: tolerance, detail: measurement.detail,
        applies: measurement.applies)
    } catch {
      return LawResult(
        law: name, statement: statement, measured: .nan, tolerance: tolerance,
        detail: "it could not be measured: \(error)")
    }
  }
}

/// How far from a law something was found, and where.
public struct Measurement: Hashable, Sendable {
  /// In the law's own unit; what is not a number breaks every law.
  public let value: Double
  /// Where the value was found, “row 17: the way back misses by 0.3”; empty when there is nothing to say.
  public let detail: String

  /// Whether the law says anything here.
  public let applies: Bool

  public init(_ value: Double, detail: String = "") {
    self.value = value
    self.detail = detail
    applies = true
  }

  private init(inapplicable reason: String) {
    value = 0
    detail = reason
    applies = false
  }

  /// What a law answers where it has nothing to say, and why.
  public static func inapplicable(_ reason: String) -> Measurement { Measurement(inapplicable: reason) }

  /// The worst entry of several lists, each with what its entries are; a number that is not finite is worse than every
  /// other.
  public static func worst(_ lists: [(what: String, values: [Double])]) -> Measurement {
    var worst = Measurement(0)
    for list in lists {
      for (row, value) in list.values.enumerated() {
        guard !value.isFinite || abs(value) > worst.value else { continue }
        worst = Measurement(value.isFinite ? abs(value) : .infinity, detail: "row \(row): \(list.what) \(value)")
        if !value.isFinite { return worst }
      }
    }
    return worst
  }

  /// The worse of two.
  public func worse(_ other: Measurement) -> Measurement {
    value.isNaN || (!other.value.isNaN && value >= other.value) ? self : other
  }
}
