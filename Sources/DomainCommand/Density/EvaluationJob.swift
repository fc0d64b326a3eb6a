internal import Bellman
internal import Files
internal import Foundation

/// `evaluate` as a value.
package struct EvaluationJob: Hashable, Sendable {
  package enum Rows: Hashable, Sendable {
    case part(DataSplit.Part)
    /// All rows of another file.
    case file(String)
  }

  package var rows = Rows.part(.test)
  package var tolerance = 1e-6
  /// Most draws for ∫p.
  package var mostDraws = 4096

  package static let completedName = "average, completed"

  package init() {}

  /// - Parameter announce: is told how the work goes on.
  package func evaluation<D: DensityCommandDomain>(of run: TrainedRun<DensityWork<D>>, announce: (String) -> Void = { _ in }) throws -> DensityEvaluation {
    let clock = ContinuousClock()
    let beginning = clock.now
    guard (1...10_000_000).contains(mostDraws) else {
      throw ProgramError(.usage, "--draws \(mostDraws) is out of range", remedy: "give 1 to 10000000")
    }
    let (states, source, part) = try chosenRows(of: run)
    announce("integrating the flow in double precision; this takes a while")
    let control = run.control(tolerance: .init(absolute: tolerance, relative: tolerance))
    let baselines = run.work.baselines + missingUniform(run)
    let weights = run.result.laws.map(\.weight) + [Double](repeating: 0, count: baselines.count - run.work.baselines.count)

    var notes = notes(run)
    let flow: (logDensity: [Double], steps: Int)
    var integrated: any DensityModel = control
    do {
      flow = try control.flowLogDensity(states)
    } catch let failure as AdaptiveFlow.Failure where weights[0] == 0 {
      // The average does without it, and so does the evaluation.
      notes.append("The learned control has no likelihood: \(failure).")
      flow = ([Double](repeating: .nan, count: states.count), 0)
      integrated = WithoutDensity(name: control.name)
    }
    announce("likelihoods of \(states.count) rows are done; estimating ∫p")
    let others = try baselines.map { try $0.logDensity(states) }
    let average = AveragedModel.logAverage([flow.logDensity] + others, weights: weights)
    // On validation rows a law that has taken them in says nothing.
    let completed = rows == .part(.validation) ? [] : run.completedBaselines().map { $0 + missingUniform(run) } ?? []
    let integrals = try estimator(run)?.estimates(
      control: integrated, baselines: baselines, completed: completed, weights: weights, announce: announce)

    func law(
      _ name: String, _ values: [Double], _ integral: IntegralCheck?, weight: Double?, isFirst: Bool = false
    ) -> DensityEvaluation.Law {
      DensityEvaluation.Law(
        name: name, nll: .init(meanOf: values.map { -$0 }),
        gain: isFirst ? nil : others.first.map { first in .init(meanOf: zip(values, first).map { $0 - $1 }) },
        integral: integral, weight: weight)
    }
    var laws = [
      law("average", average, integrals?.average, weight: nil),
      law(control.name, flow.logDensity, integrals?.control, weight: weights[0]),
    ]
    for (index, baseline) in baselines.enumerated() {
      laws.append(
        law(baseline.name, others[index], integrals?.baselines[index], weight: weights[index + 1], isFirst: index == 0))
    }
    if !completed.isEmpty {
      let parts = try [flow.logDensity] + completed.map { try $0.logDensity(states) }
      laws.append(
        law(
          Self.completedName, AveragedModel.logAverage(parts, weights: weights), integrals?.completed, weight: nil))
    }
    let duplicates = DuplicateCount(states.groupsOfEqualRows)
    notes += integralNotes(laws)
    let verdict = Verdict(laws, rival: Self.rival(of: average, among: zip(baselines, others).map { ($0.name, $1) }))
    let training = run.states(.train)
    let known = Set((0..<training.count).map { training.key(of: $0) })
    let copies = (0..<states.count).count { known.contains(states.key(of: $0)) }
    let deviation = try run.stoppingDeviation()
    if copies > 0 {
      notes.append(
        "\(copies) of \(states.count) evaluated rows are copies of training rows; the control’s resolution floor is "
          + "\(Float(deviation)).")
    }
    return DensityEvaluation(
      program: D.name, space: run.domain.space.name, data: source, part: part, rows: states.count,
      duplicates: duplicates,
      copiesOfTraining: copies, laws: laws,
      flow: .init(
        tolerance: tolerance, steps: flow.steps, stoppingTime: D.flowInterval.upperBound,
        stoppingDeviation: deviation),
      verdict: verdict.text, beatsBaseline: verdict.beatsBaseline, notes: notes,
      model: try Fingerprint.of(file: run.folder.model),
      seconds: (clock.now - beginning) / .seconds(1))
  }

  /// The best of the baselines on these rows, and by how much a law beats it.
  private static func rival(
    of law: [Double], among baselines: [(name: String, values: [Double])]
  ) -> (name: String, gain: DensityEvaluation.Estimate)? {
    func mean(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      return mean.isNaN ? -.infinity : mean
    }
    return baselines.max { mean($0.values) < mean($1.values) }.map { best in
      (best.name, .init(meanOf: zip(law, best.values).map { $0 - $1 }))
    }
  }

  private func integralNotes(_ laws: [DensityEvaluation.Law]) -> [String] {
    var notes: [String] = []
    for law in laws.dropFirst() {
      guard let integral = law.integral, !integral.holds else { continue }
      notes.append(
        "The density of the \(law.name) integrates to \(Verdict.number(integral.value, 3)), not 1: ignore its NLL."
      )
    }
    if let error = laws.first?.integral?.standardError, error > IntegralEstimator.goal {
      notes.append("∫p is known to ± \(Verdict.number(error, 3)) only; more --draws make it sharper.")
    }
    return notes
  }

  private func chosenRows<D: DensityCommandDomain>(of run: TrainedRun<DensityWork<D>>) throws -> (StateBatch, source: String, part: String) {
    switch rows {
    case .file(let path):
      let states = try run.domain.encode(run.domain.read(path))
      guard states.count >= 2 else {
        throw ProgramError(
          .data, "\(states.count) rows are too few", at: .init(file: path), remedy: "give 2 rows at least")
      }
      return (states, URL(fileURLWithPath: path).lastPathComponent, "all")
    case .part(let part):
      let rows = run.split[part]
      guard rows.count >= 2 else {
        throw ProgramError(
          .data, "the \(part.name) part has \(rows.count) rows", at: .init(file: run.folder.split),
          remedy: "choose another --part, or give --data")
      }
      return (run.states.rows(rows), run.record.data.file, part.name)
    }
  }

  /// The uniform law, where the space has one and the domain does not list it.
  private func missingUniform<D: DensityCommandDomain>(_ run: TrainedRun<DensityWork<D>>) -> [any DensityModel] {
    guard run.domain.space.logVolume.isFinite, !run.work.baselines.contains(where: { $0.kind == "uniform" }) else {
      return []
    }
    return [UniformLaw(run.domain.space)]
  }

  /// Nil where there is no law to draw from.
  private func estimator<D: DensityCommandDomain>(_ run: TrainedRun<DensityWork<D>>) -> IntegralEstimator? {
    // Every law that the average may consist of, so that no peak of it is beyond the draws.
    var models: [any DensityModel] = run.work.baselines.filter { $0.kind != "uniform" }
    if run.domain.space.logVolume.isFinite { models.append(UniformLaw(run.domain.space)) }
    guard !models.isEmpty else { return nil }
    return IntegralEstimator(
      proposal: AveragedModel(
        name: "proposal", models: models, weights: [Double](repeating: 1 / Double(models.count), count: models.count)),
      mostDraws: mostDraws, seed: run.record.request.seed)
  }

  private func notes<D: DensityCommandDomain>(_ run: TrainedRun<DensityWork<D>>) -> [String] {
    switch rows {
    case .part: run.record.notes
    case .file: []
    }
  }
}

/// Stands for a law whose density could not be computed.
private struct WithoutDensity: DensityModel {
  let name: String

  func logDensity(_ states: StateBatch) -> [Double] { [Double](repeating: .nan, count: states.count) }
  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    StateBatch(StateLayout(vector: 0), count: 0, values: [[]])
  }
}
