internal import Foundation

/// What a person should conclude from an evaluation, in a line.
struct Verdict: Hashable {
  let text: String
  let beatsBaseline: Bool

  /// - Parameter laws: the average first.
  init(_ laws: [Evaluation.Law], baseline: String?) {
    if let wrong = laws.first(where: { $0.integral.map { !$0.holds } ?? false }), let integral = wrong.integral {
      text = "do not trust these likelihoods: the density of the \(wrong.name) integrates to "
        + "\(Self.number(integral.value, 3)) ± \(Self.number(integral.standardError, 3)), not to 1"
      beatsBaseline = false
      return
    }
    guard let baseline, let gain = laws.first?.gain, gain.value.isFinite else {
      text = baseline == nil ? "there is no baseline to compare with" : "the comparison with the \(baseline ?? "") is not finite"
      beatsBaseline = false
      return
    }
    let amount = "\(Self.number(abs(gain.value), 3)) ± \(Self.number(gain.standardError, 3)) nats"
    // Two standard errors: about one chance in forty that a law which is no better passes.
    if gain.value > 2 * gain.standardError {
      text = "beats the \(baseline) by \(amount)"
      beatsBaseline = true
    } else if gain.value < -2 * gain.standardError {
      text = "is worse than the \(baseline) by \(amount): use the \(baseline)"
      beatsBaseline = false
    } else {
      text = "does not beat the \(baseline) (\(gain.value < 0 ? "worse" : "better") by \(amount)): use the \(baseline)"
      beatsBaseline = false
    }
  }

  static func number(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
}
