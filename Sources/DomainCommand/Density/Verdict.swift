internal import Foundation

/// What a person should conclude from an evaluation, in a line.
struct Verdict: Hashable {
  let text: String
  let beatsBaseline: Bool

  /// Beyond this standard error ∫p says nothing about the likelihoods.
  static let mostError = 0.1

  /// - Parameters:
  ///   - laws: the average first, then the learned control.
  ///   - rival: the best baseline on the evaluated rows, and by how much the average beats it, row by row.
  init(_ laws: [DensityEvaluation.Law], rival: (name: String, gain: DensityEvaluation.Estimate)?) {
    if let integral = laws.first?.integral, !(integral.standardError <= Self.mostError) {
      text =
        "none, as ∫p of the average is \(Self.number(integral.value, 3)) ± "
        + "\(Self.number(integral.standardError, 3)), which says nothing; give more --draws"
      beatsBaseline = false
      return
    }
    if let integral = laws.first?.integral, !integral.holds {
      text =
        "do not trust these likelihoods: the density of the average integrates to "
        + "\(Self.number(integral.value, 3)) ± \(Self.number(integral.standardError, 3)), not to 1"
      beatsBaseline = false
      return
    }
    guard let (baseline, gain) = rival, gain.value.isFinite else {
      text =
        rival == nil
        ? "there is no baseline to compare with" : "the comparison with the \(rival?.name ?? "") is not finite"
      beatsBaseline = false
      return
    }
    let hasControl = laws.dropFirst().first?.weight.map { $0 >= 0.005 } ?? true
    let amount = "\(Self.number(abs(gain.value), 3)) ± \(Self.number(gain.standardError, 3)) nats"
    // Two standard errors: about one chance in forty that a law which is no better passes.
    if gain.value > 2 * gain.standardError, !hasControl {
      text =
        "the learned control adds nothing; the average of the baselines beats the best of them, the \(baseline), by \(amount)"
      beatsBaseline = false
    } else if gain.value > 2 * gain.standardError {
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
