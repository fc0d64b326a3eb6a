internal import Bellman
internal import Files
internal import Foundation

/// How good a run's laws are on rows that training did not see.
package struct Evaluation: Hashable, Sendable, Codable {
  /// A number with its standard error.
  package struct Estimate: Hashable, Sendable, Codable {
    package let value: Double
    package let standardError: Double

    init(meanOf values: [Double]) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / max(count, 1)
      value = mean
      standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1) / max(count, 1)).squareRoot()
    }
  }

  package struct Law: Hashable, Sendable, Codable {
    package let name: String
    /// Negative log-likelihood a row, in nats with respect to the space's volume.
    package let nll: Estimate
    /// By how much its NLL is below the first baseline's, row by row: positive is better. Nil for the baseline itself.
    package let gain: Estimate?
    /// ∫p over the space; nil where it was not estimated.
    package let integral: IntegralCheck?
    /// Its share in the average.
    package let weight: Double?
  }

  package struct Flow: Hashable, Sendable, Codable {
    /// Error allowed in each step.
    package let tolerance: Double
    /// Accepted steps, over all pieces of rows.
    package let steps: Int
    /// t at which the flow stops, and the noise that is left there in the space's unit of length.
    package let stoppingTime: Double
    package let stoppingDeviation: Double
  }

  package let program: String
  package let space: String
  package let data: String
  package let part: String
  package let rows: Int
  /// Of the evaluated rows.
  package let duplicates: DuplicateCount
  /// The average first, then the learned control, then the baselines.
  package let laws: [Law]
  package let flow: Flow
  package let verdict: String
  package let beatsBaseline: Bool
  package let notes: [String]
  /// SHA-256 of the parameters that were evaluated.
  package let model: String
  package let seconds: Double

  package var average: Law { laws[0] }
}

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

  package init() {}

  package func evaluation<D>(of run: TrainedRun<D>) throws -> Evaluation {
    let clock = ContinuousClock()
    let beginning = clock.now
    guard (1...10_000_000).contains(mostDraws) else {
      throw ProgramError(.usage, "--draws \(mostDraws) is out of range", remedy: "give 1 to 10000000")
    }
    let (states, source, part) = try chosenRows(of: run)
    let control = run.control(tolerance: .init(absolute: tolerance, relative: tolerance))
    let baselines = run.baselines + missingUniform(run)
    let weights = run.result.laws.map(\.weight) + [Double](repeating: 0, count: baselines.count - run.baselines.count)

    let flow = try control.flowLogDensity(states)
    let others = try baselines.map { try $0.logDensity(states) }
    let average = AveragedModel.logAverage([flow.logDensity] + others, weights: weights)
    let integrals = try estimator(run)?.estimates(control: control, baselines: baselines, weights: weights)

    func law(
      _ name: String, _ values: [Double], _ integral: IntegralCheck?, weight: Double?, isFirst: Bool = false
    ) -> Evaluation.Law {
      Evaluation.Law(
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
    let duplicates = DuplicateCount(DuplicateCount.groups(of: states))
    let verdict = Verdict(laws, baseline: baselines.first?.name)
    return Evaluation(
      program: D.name, space: run.domain.space.name, data: source, part: part, rows: states.count, duplicates: duplicates,
      laws: laws,
      flow: .init(
        tolerance: tolerance, steps: flow.steps, stoppingTime: D.flowInterval.upperBound,
        stoppingDeviation: try run.stoppingDeviation()),
      verdict: verdict.text, beatsBaseline: verdict.beatsBaseline, notes: notes(run), model: try Fingerprint.of(file: run.folder.model),
      seconds: (clock.now - beginning) / .seconds(1))
  }

  private func chosenRows<D>(of run: TrainedRun<D>) throws -> (StateBatch, source: String, part: String) {
    switch rows {
    case .file(let path):
      let states = try run.domain.encode(run.domain.read(path))
      guard states.count >= 2 else {
        throw ProgramError(.data, "\(states.count) rows are too few", at: .init(file: path), remedy: "give 2 rows at least")
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
  private func missingUniform<D>(_ run: TrainedRun<D>) -> [any DensityModel] {
    guard run.domain.space.logVolume.isFinite, !run.baselines.contains(where: { $0.kind == "uniform" }) else { return [] }
    return [UniformLaw(run.domain.space)]
  }

  /// Nil where there is no law to draw from.
  private func estimator<D>(_ run: TrainedRun<D>) -> IntegralEstimator? {
    var models: [any DensityModel] = Array(run.baselines.prefix(1))
    if run.domain.space.logVolume.isFinite { models.append(UniformLaw(run.domain.space)) }
    guard !models.isEmpty else { return nil }
    return IntegralEstimator(
      proposal: AveragedModel(
        name: "proposal", models: models, weights: [Double](repeating: 1 / Double(models.count), count: models.count)),
      mostDraws: mostDraws, seed: run.record.request.seed)
  }

  private func notes<D>(_ run: TrainedRun<D>) -> [String] {
    switch rows {
    case .part: run.record.notes
    case .file: []
    }
  }
}
