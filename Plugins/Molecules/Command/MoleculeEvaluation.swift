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
  public let heldOut: MoleculeStatistics
  public let memorisation: MemorisationTest
  /// Of the network, for each molecule at most.
  public let evaluations: Int
  public let samplingSeconds: Double
  public let model: String

  public var suitsReport: Bool { drawn.moleculeCount > 0 }

  init(
    drawn: [Molecule], relaxed: [Molecule]?, training: [Molecule], heldOut: [Molecule], evaluations: Int, samplingSeconds: Double, model: String
  ) throws {
    let reference = MoleculeReference(training)
    let held = MoleculeReference(heldOut)
    let checks = MoleculeCheck.standard(GeometryRanges(learnedFrom: training))
    func statistics(_ molecules: [Molecule]) throws -> MoleculeStatistics {
      try MoleculeStatistics(of: molecules, against: reference, heldOut: held, checks: checks, quantities: [.strain])
    }
    self.drawn = try statistics(drawn)
    self.relaxed = try relaxed.map(statistics)
    self.training = try statistics(training)
    self.heldOut = try statistics(heldOut)
    memorisation = MemorisationTest(draws: drawn.map(\.smiles), training: reference.graphs, heldOut: held.graphs)
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

  var lines: [String] {
    let header = ["", "drawn", "95 %", "relaxed", "training", "held out"]
    let table = rows.map { row -> [String] in
      func text(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: row.decimals) } ?? "–" }
      let interval = row.values[0].map { "\(text($0.interval.lower)) to \(text($0.interval.upper))" } ?? "–"
      return ["\(row.name) (\(row.unit))", text(row.values[0]?.value), interval] + row.values.dropFirst().map { text($0?.value) }
    }
    return TextTable.lines([header] + table) + [
      "", memorisationText,
      "\(drawn.moleculeCount) molecules in \(NumberText.short(samplingSeconds)) s, \(evaluations) evaluations of the network each",
    ] + drawn.worst.prefix(3).map { "worst: molecule \($0.molecule + 1): \($0.reasons.first ?? "")" }
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
