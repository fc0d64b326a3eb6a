/// Results as lines of text, one after the other, and the verdict on all of them.
///
/// A single mistake may keep many laws from being measured: why is told once.
public struct LawTranscript {
  private var results: [LawResult] = []
  /// The law that first failed for a reason.
  private var firstLaws: [String: String] = [:]

  public init() {}

  /// The line of the next result.
  public mutating func line(_ result: LawResult) -> String {
    results.append(result)
    guard result.measured.isNaN else { return result.description }
    if let first = firstLaws[result.detail] { return "broken: \(result.law): for the reason given for “\(first)”" }
    firstLaws[result.detail] = result.law
    return result.description
  }

  /// How many of the laws so far hold.
  public var verdict: String {
    let broken = results.count { !$0.passed }
    guard broken == 0 else { return "\(broken) of \(results.count) laws are broken" }
    let idle = results.count { !$0.applies }
    return idle == 0
      ? "all \(results.count) laws hold" : "all \(results.count - idle) laws that apply hold, \(idle) say nothing here"
  }
}
