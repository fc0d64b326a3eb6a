/// What came of checking one law.
public struct LawResult: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The law's name.
  public let law: String
  /// What it says, in a sentence.
  public let statement: String
  /// How far from the law the measurement was; not a number when it could not be measured.
  public let measured: Double
  public let tolerance: Double
  /// Where the measured value was found, “row 17: the way back misses by 0.3”, or why there is none.
  public let detail: String

  /// Whether the law says anything here; where it does not, it holds.
  public let applies: Bool

  public init(law: String, statement: String, measured: Double, tolerance: Double, detail: String, applies: Bool = true) {
    self.law = law
    self.statement = statement
    self.measured = measured
    self.tolerance = tolerance
    self.detail = detail
    self.applies = applies
  }

  public var passed: Bool { measured <= tolerance }

  public var description: String {
    let numbers = "\(Self.short(measured)) of at most \(Self.short(tolerance))"
    guard applies else { return "does not apply: \(law) (\(detail))" }
    let place = detail.isEmpty ? "" : "; \(detail)"
    return passed ? "holds: \(law) (\(numbers)\(place))" : "broken: \(law): \(statement) Measured \(numbers)\(place)"
  }

  /// Three digits are enough to see by how much.
  private static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}

/// What came of checking several laws, in their order.
public struct LawReport: RandomAccessCollection, Sendable, CustomStringConvertible {
  public let results: [LawResult]

  public init(_ results: [LawResult]) { self.results = results }

  public var startIndex: Int { results.startIndex }
  public var endIndex: Int { results.endIndex }
  public subscript(position: Int) -> LawResult { results[position] }

  /// Whether every law holds.
  public var passed: Bool { results.allSatisfy(\.passed) }
  /// The laws that do not hold.
  public var broken: [LawResult] { results.filter { !$0.passed } }

  public var description: String {
    var transcript = LawTranscript()
    let lines = results.map { transcript.line($0) }
    return (lines + [transcript.verdict]).joined(separator: "\n")
  }
}
