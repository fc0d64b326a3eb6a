public import DomainCommand
internal import Figures
internal import Files
public import MoleculeDomain

/// Draws of a run, judged beside the data.
public struct MoleculeEvaluation: RunEvaluation, Hashable {
  public let drawn: MoleculeStatistics
  /// The draws after relaxation by the force field; nil where they were relaxed when drawn.
  public let relaxed: MoleculeStatistics?
  /// The same measures of the data.
  public let training: MoleculeStatistics
  /// Nil where nothing was held out.
  public let heldOut: MoleculeStatistics?
  public let memorisation: MemorisationTest
  public let coverage: GraphCoverage?
  /// What the model pays for training molecules and for held-out ones; the latter nil where nothing was held out.
  public let trainingCost: MoleculeLikelihood
  public let heldOutCost: MoleculeLikelihood?
  /// Of the network, for each molecule at most.
  public let evaluations: Int
  public let samplingSeconds: Double
  public let model: String

  public var suitsReport: Bool { drawn.moleculeCount > 0 }

  /// Molecules of the data that are measured, at most; the distances of draws are to all of them.
  private static var greatestDataCount: Int { 5000 }

  init(
    drawn: [Molecule], relaxed: [Molecule]?, training: [Molecule], heldOut: [Molecule], trainingCost: MoleculeLikelihood,
    heldOutCost: MoleculeLikelihood?, evaluations: Int, samplingSeconds: Double, model: String
  ) throws {
    let reference = MoleculeReference(training)
    let held = heldOut.isEmpty ? nil : MoleculeReference(heldOut)
    func some(_ molecules: [Molecule]) -> [Molecule] {
      let count = min(molecules.count, Self.greatestDataCount)
      return (0..<count).map { molecules[$0 * molecules.count / count] }
    }
    let checks = MoleculeCheck.standard(GeometryRanges(learnedFrom: training))
    func statistics(_ molecules: [Molecule]) throws -> MoleculeStatistics {
      try MoleculeStatistics(of: molecules, against: reference, heldOut: held, checks: checks, quantities: [.strain])
    }
    self.drawn = try statistics(drawn)
    self.relaxed = try relaxed.map(statistics)
    self.training = try statistics(some(training))
    self.heldOut = heldOut.isEmpty ? nil : try statistics(some(heldOut))
    let draws = MoleculeReference(drawn)
    memorisation = MemorisationTest(draws: draws.graphs, training: reference.graphs, heldOut: held?.graphs ?? [])
    coverage = GraphCoverage(draws: draws.byGraph, training: reference.byGraph, heldOut: held?.byGraph ?? [:])
    self.trainingCost = trainingCost
    self.heldOutCost = heldOutCost
    self.evaluations = evaluations
    self.samplingSeconds = samplingSeconds
    self.model = model
  }

  /// A measure in each set.
  struct Row {
    let name: String
    let unit: String
    let decimals: Int
    /// Of draws, relaxed draws, training and held-out molecules; nil where it is not defined.
    let values: [Estimate?]
  }

  var rows: [Row] {
    let sets = [drawn, relaxed, training, heldOut]
    func rate(_ name: String, _ value: (MoleculeStatistics) -> Rate?) -> Row {
      Row(name: name, unit: "%", decimals: 1, values: sets.map { set in set.flatMap(value)?.percent })
    }
    func estimate(_ name: String, _ unit: String, _ decimals: Int, _ value: (MoleculeStatistics) -> Estimate?) -> Row {
      Row(name: name, unit: unit, decimals: decimals, values: sets.map { set in set.flatMap(value) })
    }
    return [
      estimate("atom stability", "%", 2) { $0.atomStability.percent },
      rate("molecule stability") { $0.moleculeStability }, rate("legal valences") { $0.validity },
      rate("connected") { $0.connectedness }, rate("graph agrees with distances") { $0.sameBondedPairs },
      rate("and with their orders") { $0.sameOrders }, rate("keeps all checks") { $0.soundness },
      rate("unique") { $0.uniqueness }, rate("novel") { $0.novelty }, rate("copies of training graphs") { $0.trainingCopies },
      rate("coverage of held-out graphs") { $0.coverage },
      estimate("bond lengths, W1 by type", "Å", 4) { $0.bondLengths.byType },
      estimate("bond angles, W1 by type", "°", 2) { $0.bondAngles.byType },
      estimate("elements, share elsewhere", "%", 2) { $0.compositionVariation.percent },
      estimate("types of bonds, share elsewhere", "%", 2) { $0.bondTypeVariation.percent },
      estimate("strain an atom, median", "kcal/mol", 2) { $0.quantities.first?.median },
    ]
  }

  var memorisationText: String {
    func share(_ rate: Rate) -> String { "\(rate.count) of \(rate.total)" }
    return "memorisation: the draws have \(share(memorisation.training)) training graphs and "
      + "\(share(memorisation.heldOut)) held-out ones; so few of the latter have a chance of "
      + "\(NumberText.short(memorisation.significance)) without copying"
      + (memorisation.isCopying ? ": the model copies" : "")
  }

  /// The ledger: what each part of a molecule costs, in nats.
  var costRows: [(name: String, training: Estimate, heldOut: Estimate?)] {
    let names: [(MoleculeLikelihood.Term, String)] = [
      (.size, "number of atoms"), (.kinds, "kinds of atoms"), (.skeleton, "bonds between atoms with several"),
      (.leaves, "bonds of the others"), (.positions, "positions"),
    ]
    let terms = names.compactMap { term, name in
      trainingCost.terms[term].map { (name: name, training: $0, heldOut: heldOutCost?.terms[term]) }
    }
    return terms + [(name: "in all", training: trainingCost.total, heldOut: heldOutCost?.total)]
  }

  static var costTitle: String {
    "nats a molecule, at most: −log-likelihood with atoms numbered, lengths in Å"
  }

  private var costLines: [String] {
    TextTable.lines(
      [["", "training", "95 %", "held out", "95 %"]]
        + costRows.map { row in
          [row.name]
            + [row.training, row.heldOut].flatMap { value -> [String] in
              guard let value else { return ["–", "–"] }
              func text(_ number: Double) -> String { NumberText.fixed(number, decimals: 2) }
              return [text(value.value), "\(text(value.interval.lower)) to \(text(value.interval.upper))"]
            }
        })
  }

  var coverageText: String? {
    coverage.map { coverage in
      func share(_ rate: Rate) -> String { "\(rate.count) of \(rate.total) (\(Self.text(rate.percent, decimals: 1)) %)" }
      return "coverage by \(coverage.drawnGraphs) distinct draws: \(share(coverage.heldOut)) of the held-out graphs, "
        + "\(share(coverage.training)) of the training graphs; the graph nearest to a held-out one has a similarity of "
        + "\(Self.text(coverage.nearestDraw, decimals: 3)) among draws and \(Self.text(coverage.nearestTraining, decimals: 3)) among "
        + "training molecules; \(share(coverage.nearer)) are nearer to a draw"
    }
  }

  private static func text(_ estimate: Estimate, decimals: Int) -> String {
    func text(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
    return "\(text(estimate.value)), \(text(estimate.interval.lower)) to \(text(estimate.interval.upper))"
  }

  var lines: [String] {
    let header = ["", "drawn", "95 %", "relaxed", "training", "held out"]
    let table = rows.map { row -> [String] in
      func text(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: row.decimals) } ?? "–" }
      let interval = row.values[0].map { "\(text($0.interval.lower)) to \(text($0.interval.upper))" } ?? "–"
      return ["\(row.name) (\(row.unit))", text(row.values[0]?.value), interval] + row.values.dropFirst().map { text($0?.value) }
    }
    return TextTable.lines([header] + table) + [
      "", memorisationText, coverageText ?? "coverage: nothing was held out",
      "\(drawn.moleculeCount) molecules in \(NumberText.short(samplingSeconds)) s, \(evaluations) evaluations of the network each",
      "", Self.costTitle,
    ] + costLines + drawn.worst.prefix(3).map { "worst: molecule \($0.molecule + 1): \($0.reasons.first ?? "")" }
  }
}

extension Rate {
  fileprivate var percent: Estimate { Estimate(value: value, interval: interval).percent }
}

extension Estimate {
  fileprivate var percent: Estimate {
    Estimate(value: 100 * value, interval: Interval(lower: 100 * interval.lower, upper: 100 * interval.upper))
  }
}

extension MoleculeQuantity {
  /// How far from the nearest minimum of the force field, in kcal/mol for each atom.
  fileprivate static var strain: MoleculeQuantity {
    MoleculeQuantity(name: "strain an atom", unit: "kcal/mol") { molecule in
      (try? Strain(of: molecule))?.energyPerAtom
    }
  }
}
