internal import DomainCommand
internal import Figures
internal import MoleculeDomain

/// A run of molecules and its evaluation as a page.
struct MoleculeReport {
  let run: TrainedRun<MoleculeWork>
  let evaluation: MoleculeEvaluation
  let drawn: [Molecule]

  func page() throws -> ReportPage {
    let stable = evaluation.drawn.moleculeStability
    func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 1) }
    let keyFigures = [
      KeyFigure(
        label: "Stable molecules", value: percent(stable.value), unit: "%",
        note: "from coordinates alone; the data \(percent(evaluation.training.moleculeStability.value)) %"),
      KeyFigure(label: "Legal and connected", value: percent(evaluation.drawn.validAndConnected.value), unit: "%"),
      KeyFigure(label: "Unique", value: percent(evaluation.drawn.uniqueness.value), unit: "%"),
      KeyFigure(
        label: "Bond lengths", value: evaluation.drawn.bondLengths.byType.map { NumberText.fixed($0.value, decimals: 4) } ?? "–", unit: "Å",
        note: "Wasserstein distance to the data, by type"),
    ]
    return ReportPage(
      title: "Molecules like those of \(run.record.data.file)", heading: "\(MoleculeDomain.name) run", keyFigures: keyFigures,
      sections: [
        .init("Measures", [.table(try table())]),
        try ReportParts.training(run, seconds: run.result.trainingSeconds, steps: run.result.steps),
      ], appendices: [ReportParts.configuration(run)],
      footer: "Made by \(MoleculeDomain.name) \(run.record.version) of the Bellman package.")
  }

  private func table() throws -> ReportTable {
    func cell(_ value: Estimate?, _ decimals: Int) -> ReportTable.Cell { value.map { .number($0.value, decimals: decimals) } ?? .missing }
    return try ReportTable(
      caption: "Draws of the model beside the data: every measure is the same function of each set.",
      columns: [.init("measure"), .init("unit"), .init("drawn"), .init("95 % from"), .init("to"), .init("training"), .init("held out")],
      rows: evaluation.rows.map { row in
        [
          .text(row.name), .text(row.unit), cell(row.values[0], row.decimals),
          row.values[0].map { .number($0.interval.lower, decimals: row.decimals) } ?? .missing,
          row.values[0].map { .number($0.interval.upper, decimals: row.decimals) } ?? .missing,
          cell(row.values[1], row.decimals), cell(row.values[2], row.decimals),
        ]
      })
  }
}
