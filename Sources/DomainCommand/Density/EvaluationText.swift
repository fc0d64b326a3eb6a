internal import Figures

/// An evaluation as a person reads it.
enum EvaluationText {
  static func lines(_ evaluation: DensityEvaluation) -> [String] {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    func estimate(_ value: Double, _ error: Double) -> String { "\(number(value)) ± \(number(error))" }
    let header = ["law", "NLL (nats)", "gain (nats)", "∫p", "weight"]
    let rows = evaluation.laws.map { law in
      [
        law.name, estimate(law.nll.value, law.nll.standardError),
        law.gain.map { estimate($0.value, $0.standardError) } ?? "–",
        law.integral.map { estimate($0.value, $0.standardError) } ?? "–",
        law.weight.map { NumberText.fixed($0, decimals: 2) } ?? "–",
      ]
    }
    let flow = evaluation.flow
    let facts = [
      "\(evaluation.data), \(evaluation.part): \(evaluation.duplicates.description)",
      "the flow stops at t = \(NumberText.short(flow.stoppingTime)), where noise of deviation "
        + "\(NumberText.short(flow.stoppingDeviation)) is left; \(flow.steps) steps, "
        + "tolerance \(NumberText.short(flow.tolerance))",
    ]
    return TextTable.lines([header] + rows) + [""] + facts + evaluation.notes.map { "note: \($0)" } + ["verdict: \(evaluation.verdict)"]
  }
}
