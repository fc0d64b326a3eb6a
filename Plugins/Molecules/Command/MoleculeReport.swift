internal import DomainCommand
internal import Figures
internal import Files
internal import MoleculeDomain

/// A run of molecules and its evaluation as a page.
struct MoleculeReport {
  let run: TrainedRun<MoleculeWork>
  let evaluation: MoleculeEvaluation
  let drawn: [Molecule]

  private static var shownDraws: Int { 12 }
  private static var shownOffenders: Int { 8 }

  func page() throws -> ReportPage {
    let training = run.states(.train).molecules()
    return ReportPage(
      title: "Molecules like those of \(run.record.data.file)", heading: "\(MoleculeDomain.name) run", verdict: verdict,
      keyFigures: keyFigures,
      sections: [
        .init(
          "Draws",
          [
            .figure(
              SolidGallery(title: "The first molecules that were drawn", models: drawn.prefix(Self.shownDraws).map { $0.solid() }),
              caption: "Molecules as the model drew them, none chosen and none relaxed. Drag to turn them.")
          ]),
        .init(
          "Measures",
          [
            .table(try table()),
            .remark(
              ReportParts.sentence(evaluation.memorisationText), tone: evaluation.memorisation.isCopying ? .bad : .good),
          ] + (evaluation.coverageText.map { [.remark(ReportParts.sentence($0), tone: .neutral)] } ?? [])),
        try ledger(), .init("Distributions", distributions(training)), offenders(training),
        try ReportParts.training(run, seconds: run.result.trainingSeconds, steps: run.result.steps),
      ], appendices: [ReportParts.configuration(run)],
      footer: "Made by \(MoleculeDomain.name) \(run.record.version) of the Bellman package.")
  }

  // MARK: In short

  /// What a person should conclude.
  private var verdict: ReportPage.Verdict {
    if evaluation.memorisation.isCopying {
      return .init(
        "The model copies its training molecules: it meets them far more often than held-out ones.", tone: .warning)
    }
    let (stable, data) = (evaluation.drawn.moleculeStability, evaluation.training.moleculeStability)
    let text =
      "\(percent(stable.value)) % of the draws are stable by their coordinates alone, where the data reach "
      + "\(percent(data.value)) %; all graphs are legal and connected."
    return .init(text, tone: stable.interval.upper >= 0.9 * data.value ? .good : .warning)
  }

  private func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 1) }

  private var keyFigures: [KeyFigure] {
    let drawn = evaluation.drawn
    return [
      KeyFigure(
        label: "Stable molecules", value: percent(drawn.moleculeStability.value), unit: "%",
        note: "from coordinates alone; the data \(percent(evaluation.training.moleculeStability.value)) %"),
      KeyFigure(
        label: "Legal and connected", value: percent(drawn.validAndConnected.value), unit: "%",
        tone: drawn.validAndConnected.value >= 1 ? .good : .bad),
      KeyFigure(
        label: "Unique", value: percent(drawn.uniqueness.value), unit: "%",
        note: "\(percent(drawn.trainingCopies.value)) % have the graph of a training molecule"),
      KeyFigure(
        label: "Bond lengths", value: drawn.bondLengths.byType.map { NumberText.fixed($0.value, decimals: 4) } ?? "–", unit: "Å",
        note: "Wasserstein distance to the data, by type of bond"),
    ]
  }

  // MARK: Sections

  private func table() throws -> ReportTable {
    func cell(_ value: Double?, _ decimals: Int) -> ReportTable.Cell { value.map { .number($0, decimals: decimals) } ?? .missing }
    return try ReportTable(
      caption:
        "\(evaluation.drawn.moleculeCount) draws, the same after relaxation by the force field (UFF), and the data. Every measure is the same "
        + "function of each set; the interval holds 95 %.",
      columns: ["measure", "unit", "drawn", "from", "to", "relaxed", "training", "held out"].map { .init($0) },
      rows: evaluation.rows.map { row in
        let drawn = row.values[0]
        return [.text(row.name), .text(row.unit)]
          + [drawn?.value, drawn?.interval.lower, drawn?.interval.upper].map { cell($0, row.decimals) }
          + row.values.dropFirst().map { cell($0?.value, row.decimals) }
      })
  }

  /// What each part of a molecule costs.
  private func ledger() throws -> ReportPage.Section {
    func cells(_ value: Estimate?) -> [ReportTable.Cell] {
      [value?.value, value?.interval.lower, value?.interval.upper].map { $0.map { .number($0, decimals: 2) } ?? .missing }
    }
    return .init(
      "Ledger",
      [
        .table(
          try ReportTable(
            caption:
              "What the model pays for molecules of the data in \(MoleculeEvaluation.costTitle). Parts follow each other, so that their "
              + "costs add; what held-out molecules cost more than training molecules is what was learnt by heart.",
            columns: ["part", "training", "from", "to", "held out", "from", "to"].map { .init($0) },
            rows: evaluation.costRows.map { row in [.text(row.name)] + cells(row.training) + cells(row.heldOut) }))
      ])
  }

  private func distributions(_ training: [Molecule]) -> [ReportPage.Block] {
    func figure(_ title: String, _ axis: Axis, _ caption: String, _ values: ([Molecule]) -> [Double]) -> ReportPage.Block {
      .figure(
        Histogram(
          title: title, horizontal: axis,
          series: [.init(name: "data (training)", values: values(training)), .init(name: "draws", values: values(drawn), style: .steps)]),
        caption: caption)
    }
    func lengths(_ first: Element, _ second: Element) -> ([Molecule]) -> [Double] {
      { molecules in
        molecules.flatMap { molecule in
          molecule.bonds.filter { bond in
            let found = [molecule.atoms[bond.first].element, molecule.atoms[bond.second].element]
            return found == [first, second] || found == [second, first]
          }.map { Geometry.distance(molecule.atoms[$0.first].position, molecule.atoms[$0.second].position) }
        }
      }
    }
    return [
      figure(
        "Lengths of bonds between carbons", Axis("length (Å)"), "Single, double and triple bonds show as three groups.",
        lengths(.carbon, .carbon)),
      figure(
        "Lengths of bonds between carbon and hydrogen", Axis("length (Å)"), "The narrowest law of all.",
        lengths(.carbon, .hydrogen)),
      figure("Numbers of atoms", Axis("atoms"), "Hydrogens are counted.") { $0.map { Double($0.atoms.count) } },
    ]
  }

  private func offenders(_ training: [Molecule]) -> ReportPage.Section {
    let checks = MoleculeCheck.standard(GeometryRanges(learnedFrom: training))
    let judged = drawn.enumerated().map { index, molecule in
      (index: index, molecule: molecule, violations: checks.flatMap { $0.violations(in: molecule) })
    }.filter { !$0.violations.isEmpty }.sorted { left, right in
      left.violations.reduce(0) { $0 + $1.severity } > right.violations.reduce(0) { $0 + $1.severity }
    }
    guard !judged.isEmpty else {
      return .init("Worst offenders", [.remark("All \(drawn.count) draws that were looked at keep every check.", tone: .good)])
    }
    return .init(
      "Worst offenders",
      [
        .figure(
          SolidGallery(
            title: "The draws that break checks most",
            models: judged.prefix(Self.shownOffenders).map { $0.molecule.solid(title: "draw \($0.index + 1)", $0.violations) }),
          caption:
            "\(judged.count) of \(drawn.count) draws break a check that nearly all training molecules keep; these break most. Rings mark the "
            + "atoms; the line under each says what is worst.")
      ])
  }
}
