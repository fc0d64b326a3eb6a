internal import Bellman
internal import Figures
internal import Files
internal import Foundation

/// A run of densities and its evaluation as a page.
struct DensityReport<D: DensityCommandDomain> {
  let run: TrainedRun<DensityWork<D>>
  let evaluation: DensityEvaluation

  /// Draws that are shown and checked.
  private static var sampleCount: Int { 2000 }
  /// Errors of a step that a picture does not show.
  private static var pictureTolerance: AdaptiveFlow.Tolerance { .init(absolute: 1e-3, relative: 1e-3) }

  init(_ run: TrainedRun<DensityWork<D>>, _ evaluation: DensityEvaluation) {
    self.run = run
    self.evaluation = evaluation
  }

  func page() throws -> ReportPage {
    let density = run.average(tolerance: Self.pictureTolerance)
    let samples = try SamplingJob(count: Self.sampleCount, seed: run.record.request.seed).states(of: run)
    let constraints = ConstraintSummary(samples, of: run.domain)
    let figures = try run.domain.figures(
      ReportContent(
        training: run.states(.train), test: run.states(.test), samples: samples,
        density: density, baseline: run.work.baselines.first))
    var sections: [ReportPage.Section] = []
    if !figures.isEmpty {
      sections.append(.init("Data and model", figures.map { .figure($0.figure, caption: $0.caption) }))
    }
    sections.append(try likelihoods())
    sections.append(try ReportParts.training(run, seconds: run.result.trainingSeconds, steps: run.result.steps))
    sections.append(
      .init("Checks", [.remark(ReportParts.sentence(constraints.description), tone: constraints.holds ? .good : .bad)]))
    return ReportPage(
      title: "\(run.record.data.file) on \(run.domain.space.name)", heading: "\(D.name) run",
      verdict: .init(ReportParts.sentence(evaluation.verdict), tone: evaluation.beatsBaseline ? .good : .warning),
      keyFigures: keyFigures(constraints), sections: sections, appendices: [ReportParts.configuration(run)],
      footer: "Made by \(D.name) \(run.record.version) of the Bellman package.")
  }

  private func keyFigures(_ constraints: ConstraintSummary) -> [KeyFigure] {
    let average = evaluation.average
    var figures = [
      KeyFigure(
        label: "\(evaluation.part.capitalized) NLL", value: NumberText.fixed(average.nll.value, decimals: 3),
        unit: "nats",
        note: "± \(NumberText.fixed(average.nll.standardError, decimals: 3)), \(evaluation.rows) rows")
    ]
    if let gain = average.gain {
      let sign = gain.value > 0 ? "+" : ""
      figures.append(
        KeyFigure(
          label: "Better than the \(baselineName)", value: sign + NumberText.fixed(gain.value, decimals: 3),
          unit: "nats",
          note: "± \(NumberText.fixed(gain.standardError, decimals: 3)), on the same rows",
          tone: evaluation.beatsBaseline ? .good : .warning))
    }
    if let integral = average.integral {
      figures.append(
        KeyFigure(
          label: "∫p over the space", value: NumberText.fixed(integral.value, decimals: 3),
          note: "± \(NumberText.fixed(integral.standardError, decimals: 3)); must be 1",
          tone: integral.holds ? .good : .bad))
    }
    let broken = constraints.broken.map(\.count).max() ?? 0
    figures.append(
      KeyFigure(
        label: "Samples in the space",
        value: NumberText.fixed(100 * Double(constraints.samples - broken) / Double(constraints.samples), decimals: 1),
        unit: "%", note: "of \(constraints.samples)", tone: constraints.holds ? .good : .bad))
    return figures
  }

  private var baselineName: String { run.work.baselines.first?.name ?? "baseline" }

  // MARK: Sections

  private func likelihoods() throws -> ReportPage.Section {
    let rows = evaluation.laws.map { law -> [ReportTable.Cell] in
      [
        .text(law.name), .number(law.nll.value, decimals: 3, uncertainty: law.nll.standardError),
        law.gain.map { .number($0.value, decimals: 3, uncertainty: $0.standardError) } ?? .missing,
        law.integral.map { .number($0.value, decimals: 3, uncertainty: $0.standardError) } ?? .missing,
        law.weight.map { .number($0, decimals: 2) } ?? .missing,
      ]
    }
    let isCompleted = evaluation.laws.contains { $0.name == EvaluationJob.completedName }
    let table = try ReportTable(
      caption:
        "Negative log-likelihood of \(evaluation.rows) \(evaluation.part) rows, lower is better. The gain is the mean "
        + "difference to the \(baselineName) on the same rows; ∫p must be 1; validation rows gave the weights"
        + (isCompleted ? ", and the completed average, from which samples are drawn, takes those rows in too." : "."),
      columns: [
        .init("law"), .init("NLL", unit: "nats", best: .lowest), .init("gain", unit: "nats"), .init("∫p"),
        .init("weight"),
      ], rows: rows)
    let flow = evaluation.flow
    let stop =
      "The flow stops at t = \(NumberText.short(flow.stoppingTime)), where noise of deviation "
      + "\(NumberText.short(flow.stoppingDeviation)) is left, and took \(flow.steps) steps at a tolerance of "
      + "\(NumberText.short(flow.tolerance))."
    return .init(
      "Likelihoods", [.table(table), .prose(stop)] + evaluation.notes.map { .remark($0, tone: .warning) })
  }
}
