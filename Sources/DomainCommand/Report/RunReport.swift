internal import Bellman
package import Figures
internal import Files
internal import Foundation

/// `report` as a value: a run and its evaluation as a page.
package struct RunReport<D: CommandDomain> {
  package let run: TrainedRun<D>
  package let evaluation: Evaluation

  /// Draws that are shown and checked.
  private static var sampleCount: Int { 2000 }
  /// Errors of a step that a picture does not show.
  private static var pictureTolerance: AdaptiveFlow.Tolerance { .init(absolute: 1e-3, relative: 1e-3) }

  package init(_ run: TrainedRun<D>, _ evaluation: Evaluation) {
    self.run = run
    self.evaluation = evaluation
  }

  /// Writes the page into the run's folder.
  package func write() throws {
    try AtomicFile.write(Array(page().html().utf8), to: run.folder.report)
  }

  package func page() throws -> ReportPage {
    let density = run.average(tolerance: Self.pictureTolerance)
    let samples = try SamplingJob(count: Self.sampleCount, seed: run.record.request.seed).states(of: run)
    let constraints = ConstraintSummary(samples, of: run.domain)
    let figures = try run.domain.figures(
      ReportContent(
        training: run.states.rows(run.split.train), test: run.states.rows(run.split.test), samples: samples,
        density: density, baseline: run.baselines.first))
    var sections: [ReportPage.Section] = []
    if !figures.isEmpty {
      sections.append(.init("Data and model", figures.map { .figure($0.figure, caption: $0.caption) }))
    }
    sections.append(try likelihoods())
    sections.append(try training())
    sections.append(
      .init("Checks", [.remark(Self.sentence(constraints.description), tone: constraints.holds ? .good : .bad)]))
    return ReportPage(
      title: "\(run.record.data.file) on \(run.domain.space.name)", heading: "\(D.name) run",
      verdict: .init(Self.sentence(evaluation.verdict), tone: evaluation.beatsBaseline ? .good : .warning),
      keyFigures: keyFigures(constraints), sections: sections, appendices: [configuration],
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

  private var baselineName: String { run.baselines.first?.name ?? "baseline" }

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

  private func training() throws -> ReportPage.Section {
    let log = try JSONLinesLog.records(of: TrainingRecord.self, in: run.folder.log)
    func points(_ value: (TrainingRecord) -> Double?) -> [SIMD2<Double>] {
      log.compactMap { record in value(record).map { SIMD2(Double(record.step), $0) } }
    }
    let chart = LineChart(
      title: "Loss during training", horizontal: Axis("step"), vertical: Axis("loss"),
      series: [
        .init(name: "training, smoothed", points: points(\.smoothedLoss)),
        .init(name: "validation", points: points(\.validationLoss)),
      ])
    let seconds = run.result.trainingSeconds
    let caption =
      "\(run.result.steps) steps in \(TimeText.words(seconds: seconds)). The best on validation is kept."
    return .init("Training", [.figure(chart, caption: caption)])
  }

  private var configuration: ReportPage.Appendix {
    let record = run.record
    func text(_ value: some Encodable) -> String {
      (try? JSONText.bytes(of: value, isPretty: false)).map { String(decoding: $0.dropLast(), as: UTF8.self) } ?? ""
    }
    return .init(
      "Configuration",
      [
        .init("program", "\(record.program) \(record.version)"), .init("space", text(record.configuration)),
        .init("data", record.data.file), .init("rows", record.data.duplicates.description),
        .init("SHA-256 of the data", record.data.sha256),
        .init(
          "split",
          "\(record.data.trainRows) train, \(record.data.validationRows) validation, \(record.data.testRows) test"),
        .init("request", text(record.request)), .init("SHA-256 of the parameters", evaluation.model),
      ])
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}
